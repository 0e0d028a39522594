import type { EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { allowed, groundsFor } from '../../access/decide.js';
import { any } from '../../access/sql.js';
import { SUBJECTS, type SubjectName } from '../../access/subjects.js';
import type { Viewer } from '../../access/viewer.js';
import { wordsOfGrounds } from '../../access/words.js';
import { Statement } from '../../read/statement.js';
import type { Action } from '../../schema/action.js';
import { Refused } from '../../schema/user-error.js';

/** What someone wants to do with which object. */
export interface Claim {
  /** Any of these will do. */
  readonly to: readonly Action[];
  readonly on: SubjectName;
  readonly id: string;
  /** The argument with the id, for errors. */
  readonly path: readonly (string | number)[];
  /** Columns to answer, as SQL over the table of the object. */
  readonly columns: string;
  /** Set where those who may do it may also do it to what they cannot see. */
  readonly unseen?: true;
  /** How the row is locked until the transaction ends. */
  readonly lock?: 'update' | 'no key update' | 'key share';
}

/**
 * Locks an object for what the viewer wants to do with it, and answers its columns and the first of the actions they
 * may do. One SQL statement, which asks the table of rights. Before that it holds the viewer in place: who leaves waits
 * for what they are about to do, and nothing is done in the name of someone who has left.
 * @throws Refused NOT_FOUND for what the viewer cannot see as for what does not exist, NOT_ALLOWED for what they see
 */
export async function claim<Columns>(
  manager: EntityManager,
  viewer: Viewer,
  { to, on, id, path, columns, unseen, lock = 'update' }: Claim,
): Promise<Columns & { readonly action: Action }> {
  const { table, there, word } = SUBJECTS[on];
  const statement = new Statement({ viewer, locales: [] });
  const actions = to.map((action) => `case when ${allowed(action, on, 'o', statement)} then '${action}' end`);
  const sees = any([allowed('READ_REVISIONS', on, 'o', statement), allowed('READ', on, 'o', statement)]);
  const asks = viewer.memberId
    ? `with asking as (select id as asking_id from member where id = ${statement.viewerId()} for key share)`
    : '';
  const rows: (Columns & { action: Action | null; sees: boolean })[] = isUuid(id)
    ? await manager.query(
        `${asks} select ${columns}, coalesce(${actions.join(', ')}) as action, ${sees} as sees
         from ${asks && 'asking,'} ${table} o where o.id = ${statement.bind(id, 'uuid')} and ${there?.('o') ?? true} for ${lock} of o`,
        statement.parameters,
      )
    : [];
  const [found] = rows;
  if (!found?.sees && !(unseen && found?.action))
    throw Refused.because('NOT_FOUND', `There is no such ${word}.`, ...path);
  if (found.action) return { ...found, action: found.action };
  const who = wordsOfGrounds(to.flatMap((action) => groundsFor(action, on)));
  throw Refused.because('NOT_ALLOWED', `You may not do this with this ${word}. It is for ${who}.`, ...path);
}
