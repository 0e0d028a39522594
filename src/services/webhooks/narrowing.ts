import type { EntityManager } from 'typeorm';

/**
 * Webhooks that are narrowed to a topic that goes are narrowed to the one in its place from now on. With none, they are
 * to what is left; one that was narrowed to nothing else is told of no topic any more rather than of all of them.
 */
export async function forgetTopic(manager: EntityManager, id: string, replacement: string | null): Promise<void> {
  await manager.query(
    `update webhook w set topic_ids = left_over.ids
     from webhook before, lateral (select array(
       select distinct t.id from unnest(array_replace(before.topic_ids, $1::uuid, $2::uuid)) as t(id) where t.id is not null) as ids) left_over
     where w.id = before.id and before.topic_ids @> array[$1::uuid] and left_over.ids <> '{}'`,
    [id, replacement],
  );
}
