import type { EntityManager } from 'typeorm';
import { REVIEWERS } from '../../access/who.js';
import { wordsOfWho } from '../../access/words.js';
import { Problems } from '../content/problems.js';

/** How many members one review can be assigned to. */
const MOST_REVIEWERS = 20;

/**
 * Checks that these are members who can review, and keeps them from leaving until the transaction ends.
 * @returns their ids
 * @throws Refused naming each that is not
 */
export async function checkReviewers(manager: EntityManager, memberIds: readonly string[]): Promise<string[]> {
  const problems = new Problems();
  const wanted = memberIds.map((id) => id.toLowerCase());
  if (wanted.length > MOST_REVIEWERS)
    problems.add('INVALID', `At most ${MOST_REVIEWERS} members can be assigned.`, 'memberIds');
  problems.throwIfAny();
  const rows: { id: string; able: boolean }[] = await manager.query(
    // Who is leaving at this moment is not waited for: they may wait for what we hold.
    'select id, roles && $2::text[] as able from member where id::text = any($1) for key share skip locked',
    [wanted, REVIEWERS],
  );
  const known = new Map(rows.map(({ id, able }) => [id, able]));
  for (const [i, id] of wanted.entries()) {
    if (wanted.indexOf(id) < i) problems.add('INVALID', 'This member is in the list twice.', 'memberIds', i);
    else if (!known.has(id)) problems.add('NOT_FOUND', 'There is no member with this id.', 'memberIds', i);
    else if (!known.get(id))
      problems.add(
        'NOT_ALLOWED',
        `Drafts are reviewed by ${wordsOfWho(REVIEWERS)}; give them such a role first.`,
        'memberIds',
        i,
      );
  }
  problems.throwIfAny();
  return wanted;
}
