import type { EntityManager } from 'typeorm';
import { validate as isUuid, v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import type { Locales } from '../../schema/locales.js';
import type { ReleaseAction } from '../../schema/releases.js';
import { Refused } from '../../schema/user-error.js';
import { claimMany, notAllowed, notFound } from '../access/claim.js';
import { checkLocales } from '../content/check-locales.js';
import { Problems } from '../content/problems.js';
import { upsertRows } from '../content/write-rows.js';

/** What a release is to do with an entry. */
export interface NewItem {
  readonly entryId: string;
  /** It becomes public when absent. */
  readonly action?: ReleaseAction | null | undefined;
  /** All languages when absent. */
  readonly locales?: readonly string[] | null | undefined;
  /** The newest at that moment when absent. */
  readonly revision?: number | null | undefined;
}

/** Most entries of a release: what can be published in one go without keeping everyone else waiting. */
export const MOST_ITEMS = 1000;

/**
 * Puts entries into a release, which must be locked. An entry that is in it already is in it as given now.
 * @throws Refused with all that is wrong, each with its place in `items`
 */
export async function addItems(
  manager: EntityManager,
  viewer: Viewer,
  locales: Locales,
  releaseId: string,
  items: readonly NewItem[],
): Promise<void> {
  if (items.length > MOST_ITEMS) throw tooMany('items');
  const problems = new Problems();
  checkItems(items, locales, problems);
  await checkEntries(manager, viewer, items, problems);
  await keepPinned(manager, items, problems);
  problems.throwIfAny();
  const rows = items.map(({ entryId, action, locales, revision }) => ({
    id: uuid(),
    release_id: releaseId,
    entry_id: entryId.toLowerCase(),
    action: action ?? 'PUBLISH',
    locales: locales ? [...new Set(locales)] : null,
    revision: revision ?? null,
    pinned: revision != null,
    added_by: viewer.memberId,
    added_at: new Date(),
  }));
  await upsertRows(manager, 'release_item', ['release_id', 'entry_id'], rows, ['id']);
  const [{ count }]: [{ count: number }] = await manager.query(
    'select count(*)::int as count from release_item where release_id = $1',
    [releaseId],
  );
  if (count > MOST_ITEMS) throw tooMany('items');
}

function tooMany(argument: string): Refused {
  return Refused.because('INVALID', `A release has at most ${MOST_ITEMS} entries. Make another one.`, argument);
}

/** Takes entries out of a release, which must be locked. @throws Refused for those that are not in it */
export async function removeItems(
  manager: EntityManager,
  releaseId: string,
  entryIds: readonly string[],
): Promise<void> {
  const [gone]: [{ entry_id: string }[], number] = await manager.query(
    'delete from release_item where release_id = $1 and entry_id = any($2::uuid[]) returning entry_id',
    [releaseId, entryIds.filter((id) => isUuid(id))],
  );
  const removed = new Set(gone.map(({ entry_id }) => entry_id));
  const problems = new Problems();
  for (const [i, id] of entryIds.entries())
    if (!removed.has(id.toLowerCase())) problems.add('NOT_FOUND', 'This entry is not in the release.', 'entryIds', i);
  problems.throwIfAny();
}

function checkItems(items: readonly NewItem[], locales: Locales, problems: Problems): void {
  const seen = new Set<string>();
  for (const [i, { entryId, action, locales: wanted, revision }] of items.entries()) {
    if (seen.has(entryId.toLowerCase()))
      problems.add('INVALID', 'This entry is in the list twice.', 'items', i, 'entryId');
    seen.add(entryId.toLowerCase());
    checkLocales(wanted, locales.all, problems, 'items', i, 'locales');
    if (action === 'UNPUBLISH' && revision != null)
      problems.add('INVALID', 'What is taken back has no revision. Leave it out.', 'items', i, 'revision');
  }
}

async function checkEntries(
  manager: EntityManager,
  viewer: Viewer,
  items: readonly NewItem[],
  problems: Problems,
): Promise<void> {
  const seen = await claimMany<{ id: string }>(manager, viewer, {
    to: ['READ_REVISIONS'],
    on: 'Entry',
    ids: items.map(({ entryId }) => entryId),
    columns: 'id',
    lock: 'key share',
  });
  const known = new Map(seen.map((entry) => [entry.id, entry]));
  for (const [i, { entryId }] of items.entries()) {
    const entry = known.get(entryId.toLowerCase());
    if (!entry) problems.add('NOT_FOUND', notFound('Entry'), 'items', i, 'entryId');
    else if (entry.may.length === 0)
      problems.add('NOT_ALLOWED', notAllowed(['READ_REVISIONS'], 'Entry'), 'items', i, 'entryId');
  }
}

/** Sees to it that revisions that were chosen stay: no autosave takes their place. */
async function keepPinned(manager: EntityManager, items: readonly NewItem[], problems: Problems): Promise<void> {
  const pinned = items.flatMap(({ entryId, revision }, i) =>
    revision != null && isUuid(entryId) ? [{ entryId: entryId.toLowerCase(), revision, i }] : [],
  );
  if (pinned.length === 0) return;
  const [kept]: [{ entry_id: string }[], number] = await manager.query(
    `update revision r set kept = true from unnest($1::uuid[], $2::int[]) as w(entry_id, number)
     where r.entry_id = w.entry_id and r.number = w.number returning r.entry_id`,
    [pinned.map(({ entryId }) => entryId), pinned.map(({ revision }) => revision)],
  );
  const found = new Set(kept.map(({ entry_id }) => entry_id));
  for (const { entryId, i } of pinned) {
    if (!found.has(entryId)) {
      const message = 'The entry has no revision of this number: `revisions` lists them.';
      problems.add('NOT_FOUND', message, 'items', i, 'revision');
    }
  }
}
