import type { EntityManager } from 'typeorm';
import { enqueueIndexing } from '../../search/indexing.js';
import type { Occasion } from './batch.js';
import { replaceLinks } from './live-rows.js';
import { record } from './publication.js';

/** The topics that an entry shall have in public, and the revision that says so with all else that is public of it. */
export interface LiveTopics {
  readonly entryId: string;
  readonly revision: number;
  readonly topicIds: readonly string[];
  /** The languages in which it is public. */
  readonly locales: readonly string[];
}

/**
 * Changes the topics that the public sees of entries, and nothing else. It is on record as a publication of the revision,
 * so that what was public when can still be told and brought back. As many statements for a thousand entries as for one.
 */
export async function publishTopics(
  manager: EntityManager,
  changes: readonly LiveTopics[],
  occasion: Occasion,
): Promise<void> {
  if (changes.length === 0) return;
  const ids = changes.map(({ entryId }) => entryId);
  await replaceLinks(
    manager,
    'topic',
    changes.map(({ entryId, topicIds }) => [entryId, topicIds]),
  );
  await noteTopics(manager, changes);
  await manager.query(
    `with p as (select * from unnest($1::uuid[], $2::int[]) as p(entry_id, revision)), live as (
       update entry e set live_revision = p.revision, updated_at = $3 from p where e.id = p.entry_id
     ), texts as (
       update entry_translation t set revision = p.revision from p where t.entry_id = p.entry_id and t.status = 'PUBLISHED'
     )
     update revision r set kept = true from p where r.entry_id = p.entry_id and r.number = p.revision`,
    [ids, changes.map(({ revision }) => revision), occasion.at],
  );
  await record(manager, changes, occasion);
  await enqueueIndexing(manager, ids);
}

/** Writes down which topics the public sees the entries under. */
async function noteTopics(manager: EntityManager, changes: readonly LiveTopics[]): Promise<void> {
  const named = changes.flatMap(({ entryId, topicIds }) =>
    topicIds.map((id) => ({ entry_id: entryId, object_id: id })),
  );
  await manager.query(
    `with named as (
       select * from json_to_recordset($2::json) as n(entry_id uuid, object_id uuid)
     ), past as (
       select u.id, u.drafted from usage u where u.entry_id = any($1::uuid[]) and u.field = 'topicIds' and u.live
         and not exists (select 1 from named n where n.entry_id = u.entry_id and n.object_id = u.object_id)
     ), gone as (
       delete from usage u using past p where u.id = p.id and not p.drafted
     ), ended as (
       update usage u set live = false from past p where u.id = p.id and p.drafted
     )
     insert into usage (entry_id, field, object_id, live) select entry_id, 'topicIds', object_id, true from named
     on conflict (entry_id, field, object_id) do update set live = true`,
    [changes.map(({ entryId }) => entryId), JSON.stringify(named)],
  );
}
