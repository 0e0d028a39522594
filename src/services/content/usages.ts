import type { EntityManager } from 'typeorm';
import { Refused } from '../../schema/user-error.js';

/** How many usages a refusal lists. */
const LISTED = 20;

/**
 * @param which usages stand in the way
 * @throws Refused InUse with the usages, when there are any
 */
export async function refuseInUse(
  manager: EntityManager,
  objectId: string,
  which: 'live' | 'live or drafted',
  remedy: string,
): Promise<void> {
  const found: { id: string; total: number }[] = await manager.query(
    `select id, count(*) over ()::int as total from usage
     where object_id = $1 and entry_id <> $1 ${which === 'live' ? 'and live' : ''} order by entry_id desc limit ${LISTED}`,
    [objectId],
  );
  const [first] = found;
  if (!first) return;
  const { total } = first;
  const message = `${total} ${total === 1 ? 'entry refers' : 'entries refer'} to it. ${remedy}`;
  throw new Refused([
    Object.assign(
      { __typename: 'InUse', code: 'IN_USE' as const, message, path: ['id'] },
      { usages: found.map(({ id }) => id), totalCount: total },
    ),
  ]);
}
