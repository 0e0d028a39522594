import type { EntityManager } from 'typeorm';
import type { SubjectName } from '../../access/subjects.js';
import type { Viewer } from '../../access/viewer.js';
import type { Entry } from '../../entities/content/entry.js';
import type { Action } from '../../schema/action.js';
import type { EntryType } from '../../schema/enums.js';
import { Refused } from '../../schema/user-error.js';
import { claim } from '../access/claim.js';
import type { Collision } from './merge-drafts.js';
import { type MergeOffer, offerMerge, type Unsaved } from './merge-offer.js';

/** An entry as those who work on it know it, locked for the transaction. */
export interface LockedEntry {
  readonly id: string;
  readonly type: EntryType;
  readonly status: Entry['status'];
  readonly latest_revision: number;
  readonly live_revision: number | null;
  /** The revision that says under which topics it is public, where they were changed apart from `live_revision`. */
  readonly tagged_revision: number | null;
  readonly published_at: Date | null;
  readonly deleted_at: Date | null;
  /** Set once the consent to a story was withdrawn: then it holds nothing any more, and never will. */
  readonly consent_withdrawn_at: Date | null;
  /** Whether a member sent it in: then the centre does not answer for what it says. */
  readonly sent_in: boolean;
}

/** The columns of `LockedEntry`. */
export const LOCKED_COLUMNS =
  'id, type, status, latest_revision, live_revision, tagged_revision, published_at, deleted_at, consent_withdrawn_at, sent_in';

/**
 * Locks an entry for what the viewer wants to do with it. Others may refer to it meanwhile: nobody waits for that.
 * @throws Refused NOT_FOUND or NOT_ALLOWED
 */
export function lockEntry(
  manager: EntityManager,
  viewer: Viewer,
  to: readonly Action[],
  id: string,
  on: SubjectName = 'Entry',
): Promise<LockedEntry & { readonly action: Action }> {
  return claim(manager, viewer, { to, on, id, path: ['id'], columns: LOCKED_COLUMNS, lock: 'no key update' });
}

/**
 * @param unsaved what the editor wanted to save
 * @throws Refused with the newest revision, who saved it and what can be done, unless `startedFrom` is the newest
 */
export async function refuseStale(
  manager: EntityManager,
  entry: LockedEntry,
  startedFrom: number,
  argument: string,
  unsaved?: Unsaved,
): Promise<void> {
  if (startedFrom === entry.latest_revision) return;
  const [newest]: { name: string | null; at: Date }[] = await manager.query(
    'select m.name, r.created_at as at from revision r left join member m on m.id = r.created_by where r.entry_id = $1 and r.number = $2',
    [entry.id, entry.latest_revision],
  );
  const offer = await offerMerge(manager, entry, startedFrom, unsaved);
  throw versionConflict(entry, startedFrom, { savedBy: newest!.name, savedAt: newest!.at }, offer, argument);
}

/** What somebody is told who started from a revision that is not the newest any more. */
export function versionConflict(
  entry: Pick<LockedEntry, 'latest_revision'>,
  startedFrom: number,
  { savedBy, savedAt }: { readonly savedBy: string | null; readonly savedAt: Date },
  offer: MergeOffer,
  argument: string,
): Refused {
  const remedy = offer.merged
    ? 'Save `merged` with `currentRevision`, after a look at the `collisions`.'
    : 'Look at it, bring both together and try again.';
  const conflict = {
    __typename: 'VersionConflict',
    code: 'VERSION_CONFLICT' as const,
    message: `${savedBy ?? 'Someone'} has saved revision ${entry.latest_revision} since you began with ${startedFrom}. ${remedy}`,
    path: [argument],
    ...offer,
    collisions: offer.collisions.map(asJsonTexts),
    currentRevision: entry.latest_revision,
    savedBy,
    savedAt: savedAt.toISOString(),
  };
  return new Refused([conflict]);
}

/** Why nothing is written into a story that its teller has taken back, and why it is never shown again. */
export const CONSENT_WITHDRAWN =
  'The consent to this story was withdrawn, so it stays empty. What is told anew is a new story.';

/** @throws Refused for a story that its teller has taken back */
export function refuseWithdrawn(entry: Pick<LockedEntry, 'consent_withdrawn_at'>, argument = 'id'): void {
  if (entry.consent_withdrawn_at) throw Refused.because('NOT_ALLOWED', CONSENT_WITHDRAWN, argument);
}

function asJsonTexts({ path, before, theirs, yours }: Collision) {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  return { path, before: json(before), theirs: json(theirs), yours: json(yours) };
}
