import type { EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { claim } from '../access/claim.js';
import type { Problems } from '../content/problems.js';

type Path = readonly (string | number)[];

const MOST_TOPICS = 10;

/** Checks that a space exists, and keeps it from going away until the transaction ends. */
export async function checkSpace(
  manager: EntityManager,
  spaceId: string,
  problems: Problems,
  path: Path,
): Promise<void> {
  const rows: unknown[] = isUuid(spaceId)
    ? await manager.query('select 1 from space where id = $1 for key share', [spaceId])
    : [];
  if (rows.length === 0) problems.add('NOT_FOUND', 'There is no such space.', ...path);
}

/** Checks that the viewer may open threads in a space, and keeps it from going away until the transaction ends. */
export async function checkOpening(
  manager: EntityManager,
  viewer: Viewer,
  spaceId: string,
  problems: Problems,
  path: Path,
): Promise<void> {
  const opening = { to: ['OPEN_THREAD'], on: 'Space', id: spaceId, path, columns: 'id', lock: 'key share' } as const;
  await claim(manager, viewer, opening).catch((error: unknown) => problems.take(error));
}

/** Checks that topics exist, and keeps them from going away until the transaction ends. */
export async function checkTopics(
  manager: EntityManager,
  topicIds: readonly string[],
  problems: Problems,
  path: Path,
): Promise<void> {
  if (topicIds.length === 0) return;
  if (topicIds.length > MOST_TOPICS) problems.add('INVALID', `A thread has at most ${MOST_TOPICS} topics.`, ...path);
  const rows: { id: string }[] = await manager.query('select id from topic where id = any($1) for key share', [
    topicIds.filter(isUuid),
  ]);
  const known = new Set(rows.map(({ id }) => id));
  for (const [i, id] of topicIds.entries()) {
    if (!known.has(id.toLowerCase())) problems.add('NOT_FOUND', 'There is no topic with this id.', ...path, i);
  }
}

/** Puts a thread under these topics and no others. */
export async function writeTopics(
  manager: EntityManager,
  threadId: string,
  topicIds: readonly string[],
): Promise<void> {
  await manager.query('delete from thread_topic where thread_id = $1', [threadId]);
  await manager.query(
    `insert into thread_topic (thread_id, topic_id, position)
     select $1, topic_id, min(position) from unnest($2::uuid[]) with ordinality t(topic_id, position) group by topic_id`,
    [threadId, topicIds],
  );
}
