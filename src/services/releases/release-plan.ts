import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import type { ReleaseAction } from '../../schema/releases.js';
import { claimMany, notAllowed, notFound, type Seen } from '../access/claim.js';
import type { Batch, Publication } from '../content/batch.js';
import type { Findings } from '../content/findings.js';
import { keepTopics } from '../content/keep-topics.js';
import { LOCKED_COLUMNS, type LockedEntry } from '../content/locked-entry.js';
import { overNewer } from '../content/over-newer.js';
import { draftsOf } from '../content/revisions.js';

/** What a release does with an entry, as it is kept. */
interface Item {
  readonly entry_id: string;
  readonly action: ReleaseAction;
  readonly locales: readonly string[] | null;
  readonly revision: number | null;
}

/**
 * What publishing a release now would do. What the viewer may not do, and what has been overtaken, is found here; what
 * else stands in the way of the batch is found as for all that is published.
 * @param lock how the entries are locked; absent when it is only looked at
 */
export async function planRelease(
  manager: EntityManager,
  viewer: Viewer,
  releaseId: string,
  found: Findings,
  lock?: 'update',
): Promise<Batch> {
  const items: Item[] = await manager.query(
    'select entry_id, action, locales, revision from release_item where release_id = $1 order by entry_id',
    [releaseId],
  );
  const entries = await claimMany<LockedEntry>(manager, viewer, {
    to: ['PUBLISH', 'UNPUBLISH'],
    on: 'Entry',
    ids: items.map(({ entry_id }) => entry_id),
    columns: LOCKED_COLUMNS,
    lock,
  });
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const possible = items.flatMap((item) => {
    const entry = byId.get(item.entry_id);
    if (!entry) found.of(item.entry_id).add('NOT_FOUND', notFound('Entry'), 'id');
    return entry && isAllowed(entry, item, found) ? [{ entry, item }] : [];
  });
  await findOvertaken(manager, possible, found);
  return {
    publications: await publicationsOf(
      manager,
      possible.filter(({ item }) => item.action === 'PUBLISH'),
      found,
    ),
    withdrawals: possible
      .filter(({ item }) => item.action === 'UNPUBLISH')
      .map(({ entry, item }) => ({ entryId: entry.id, locales: item.locales })),
  };
}

/** Whether the viewer may do it. */
function isAllowed(entry: Seen<LockedEntry>, { action }: Item, found: Findings): boolean {
  if (entry.may.includes(action)) return true;
  found.of(entry.id).add('NOT_ALLOWED', notAllowed([action], 'Entry'));
  return false;
}

/**
 * Finds what would undo a newer revision that was published since. That it is public in other languages, or was only tagged,
 * is no harm. One statement at most.
 */
async function findOvertaken(
  manager: EntityManager,
  wanted: readonly { readonly entry: LockedEntry; readonly item: Item }[],
  found: Findings,
): Promise<void> {
  const chosen = wanted.flatMap(({ entry, item: { revision, locales } }) =>
    revision !== null && revision < (entry.live_revision ?? 0) ? [{ entry_id: entry.id, revision, locales }] : [],
  );
  if (chosen.length === 0) return;
  const overtaken: { entry_id: string; revision: number; newer: number; locales: string[] }[] = await manager.query(
    `select c.entry_id, c.revision, max(t.revision) as newer, array_agg(t.locale order by t.locale) as locales
     from json_to_recordset($1::json) as c(entry_id uuid, revision int, locales text[])
       join revision r on r.entry_id = c.entry_id and r.number = c.revision
       join entry_translation t on t.entry_id = c.entry_id and t.revision > c.revision
         and t.locale = any(coalesce(c.locales, array(select x->>'locale' from jsonb_path_query(r.draft, '$.translations[*]') x)))
     where exists (
       select 1 from revision n
       where n.entry_id = c.entry_id and n.number > c.revision and n.number <= t.revision and n.kind <> 'TAGGED')
     group by c.entry_id, c.revision`,
    [JSON.stringify(chosen)],
  );
  for (const { entry_id, revision, newer, locales } of overtaken) {
    const message = `Revision ${newer} has been published (${locales.join(', ')}), which is newer than revision ${revision} that was chosen here. Choose another, or take the entry out of the release.`;
    found.of(entry_id).add('VERSION_CONFLICT', message, 'revision');
  }
}

async function publicationsOf(
  manager: EntityManager,
  wanted: readonly { readonly entry: LockedEntry; readonly item: Item }[],
  found: Findings,
): Promise<readonly Publication[]> {
  const revisions = wanted.map(({ entry, item }) => ({
    entry,
    entryId: entry.id,
    revision: item.revision ?? entry.latest_revision,
    locales: item.locales,
  }));
  const drafts = await draftsOf(manager, revisions);
  const publications = revisions.flatMap(({ entry, revision, locales }) => {
    const draft = drafts.get(entry.id);
    if (draft) return [{ entry, revision, draft, locales }];
    found.of(entry.id).add('NOT_FOUND', `There is no revision ${revision} any more. Choose another.`, 'revision');
    return [];
  });
  return overNewer(manager, await keepTopics(manager, publications));
}
