/** What one check found. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly check: string;
  /** `note`: the hub works, but somebody may want to know. `wrong`: somebody has to do something. */
  readonly state: 'ok' | 'note' | 'wrong';
  /** What was found, in plain words, and for what is wrong also what to do. */
  readonly text: string;
}

export const ok = (check: string, text: string): Finding => ({ check, state: 'ok', text });
export const note = (check: string, text: string): Finding => ({ check, state: 'note', text });
export const wrong = (check: string, text: string): Finding => ({ check, state: 'wrong', text });
