import type { NewestRevision } from '../content/newest-revisions.js';
import type { PublicationEffects } from '../content/publication-effects.js';

/** What has happened to an entry; the effects are those of publishing it. */
export interface EntryChange extends Partial<PublicationEffects> {
  readonly entryId: string;
  /** Its newest revision before. */
  readonly before: NewestRevision;
  /** Id of its newest revision. */
  readonly content: string;
  /** Number of the revision that became public or was saved. */
  readonly revision?: number;
  /** Languages that became public or were taken back. */
  readonly locales?: readonly string[];
  /** Ids of plans that were called off by it. */
  readonly cancelledActions?: readonly string[] | undefined;
  /** Topics of the newest draft. */
  readonly topicIds?: readonly string[];
  /** Topics that the public sees now; null where it sees the same as before. */
  readonly publicTopicIds?: readonly string[] | null;
}
