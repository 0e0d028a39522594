import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { Problem } from '../../schema/user-error.js';
import { leaveOutOfText } from '../texts/texts.js';

/** Part of a draft: an object or a list. */
export type Holder = Record<string | number, unknown>;

/** The part of a draft in which the last step of a path lies, and that step. */
export function placeOf(draft: EntryDraft, within: readonly (string | number)[]): [Holder, string | number] {
  const holder = within.slice(0, -1).reduce<Holder>((value, key) => value[key] as Holder, draft as unknown as Holder);
  return [holder, within.at(-1)!];
}

/** Takes a field out of an object, or an element out of a list. */
export function leaveOut(holder: Holder, name: string | number): void {
  if (Array.isArray(holder)) holder.splice(Number(name), 1);
  else delete holder[name];
}

/** Whether something is wrong since what the draft refers to is not there, so that the draft can do without. */
export function isMissing({ code, path, missing }: Problem): boolean {
  return missing !== undefined || (code === 'NOT_FOUND' && path[1] !== 'consent');
}

/**
 * A draft without what it refers to and is not there: without an uploaded file nothing is left of a `file`, and of a picture
 * or a link in a text its words stay.
 */
export async function withoutMissing(draft: EntryDraft, problems: readonly Problem[]): Promise<EntryDraft> {
  const rest = structuredClone(draft);
  const gone = problems.filter(isMissing);
  const inTexts = Map.groupBy(
    gone.filter(({ missing }) => missing !== undefined),
    ({ path }) => path.join('.'),
  );
  for (const ofText of inTexts.values()) {
    const [holder, name] = placeOf(rest, ofText[0]!.path.slice(1));
    const ids = ofText.map(({ missing }) => missing!.toLowerCase());
    holder[name] = await leaveOutOfText(String(holder[name]), ids);
  }
  // From the end, so that what is taken out of a list moves nothing that has yet to be taken out.
  for (const { path } of gone.filter(({ missing }) => missing === undefined).toReversed()) {
    const within = path.slice(1);
    leaveOut(...placeOf(rest, within.at(-1) === 'mediaId' ? within.slice(0, -1) : within));
  }
  return rest;
}
