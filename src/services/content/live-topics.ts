import type { EntityManager } from 'typeorm';
import { enqueueIndexing } from '../../search/indexing.js';
import type { Occasion } from './batch.js';
import { replaceLinks } from './live-rows.js';
import { record } from './publication.js';

/** The topics that an entry shall have in public. */
export interface LiveTopics {
  readonly entryId: string;
  /** The revision that says so with all else that is public of it. */
  readonly revision: number;
  /** Whether that is the newest revision, too: then nothing of the entry waits to be published. */
  readonly newest: boolean;
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
  const left = await replaceLinks(
    manager,
    'topic',
    changes.map(({ entryId, topicIds }) => [entryId, topicIds]),
  );
  await noteTopics(manager, changes);
  // What was written between the revision that was published and the newest one is not public by this.
  await manager.query(
    `with p as (select * from unnest($1::uuid[], $2::int[], $3::boolean[]) as p(entry_id, revision, newest)), live as (
       update entry e set live_revision = case when p.newest then p.revision else e.live_revision end,
         tagged_revision = case when not p.newest then p.revision end, updated_at = $4
       from p where e.id = p.entry_id
     ), texts as (
       update entry_translation t set revision = p.revision from p
       where p.newest and t.entry_id = p.entry_id and t.status = 'PUBLISHED'
     )
     update revision r set kept = true from p where r.entry_id = p.entry_id and r.number = p.revision`,
    [ids, changes.map(({ revision }) => revision), changes.map(({ newest }) => newest), occasion.at],
  );
  await record(
    manager,
    changes.map((change) => ({ ...change, formerTopicIds: left.get(change.entryId) ?? [] })),
    occasion,
  );
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
