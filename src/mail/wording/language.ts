import type { DueArticles, Letter, LetterKind, Scheduled } from '../letter.js';

/** What a letter says, as plain text. */
export interface Wording {
  readonly subject: string;
  readonly opening: readonly string[];
  /** What the button says. Only letters with a secret have one. */
  readonly action?: string;
  readonly closing: readonly string[];
}

/** What the words of a letter depend on. */
export interface Facts extends Pick<Letter, 'newEmail' | 'inviter' | 'webhook' | 'review'> {
  /** Name of the place. */
  readonly site: string;
  /** Of letters about what was planned. */
  readonly plan?: Scheduled & {
    /** Its time, in this language. */
    readonly when: string;
  };
  /** With the days in this language. */
  readonly due?: DueArticles;
}

/** All letters in one language. To add a language, write a file like `en.ts` and list it in `compose.ts`. */
export interface Language {
  /** BCP 47 tag. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  greeting(name: string | undefined): string;
  /** Before the code, where there also is a link. */
  readonly codeBesideLink: string;
  /** Before the code, where there is no link. */
  readonly codeAlone: string;
  /** @param duration such as `24 hours`, in this language */
  validity(duration: string): string;
  signature(site: string): string;
  readonly letters: Readonly<Record<LetterKind, (facts: Facts) => Wording>>;
}
