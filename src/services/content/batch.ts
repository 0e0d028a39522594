import type { EntryDraft, EntryTextDraft } from '../../schema/drafts/entry.js';
import type { LockedEntry } from './locked-entry.js';

/** What is to become public. */
export interface Publication {
  readonly entry: LockedEntry;
  /** Number of the revision, and what it says. */
  readonly revision: number;
  readonly draft: EntryDraft;
  /** The languages; all that the draft has when absent. */
  readonly locales?: readonly string[] | null | undefined;
  /** Number of the revision from which the draft has what no language has of its own, where that is another. */
  readonly sharedRevision?: number;
}

/** What is to be taken back from the public. */
export interface Withdrawal {
  readonly entryId: string;
  /** The languages; all that are public when absent. */
  readonly locales?: readonly string[] | null | undefined;
}

/**
 * What becomes public and what ceases to be in one go, each entry once. It is judged by what is public after it: what one
 * entry of it needs, another may bring.
 */
export interface Batch {
  readonly publications: readonly Publication[];
  readonly withdrawals: readonly Withdrawal[];
}

/** Who makes something public, and when. */
export interface Occasion {
  /** Member; null for imports. */
  readonly by: string | null;
  readonly at: Date;
  /** Set where nobody has to approve it: for imports, whose source stands for what they say, and for what was public before. */
  readonly needsNoApproval?: true;
  /** Set where it happens as it was planned ahead: what else is planned goes on, each in its time. */
  readonly planned?: true;
  /** Id of the release of which it is a part. */
  readonly releaseId?: string;
}

/** The texts that become public. */
export function textsOf({ draft, locales }: Publication): readonly EntryTextDraft[] {
  const texts = draft.translations ?? [];
  return locales ? texts.filter((text) => locales.includes(text.locale)) : texts;
}
