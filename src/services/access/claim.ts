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

/** What someone wants to do with objects of a type. */
interface Wanted {
  /** Any of these will do. */
  readonly to: readonly Action[];
  readonly on: SubjectName;
  /** Columns to answer, as SQL over the table of the object. */
  readonly columns: string;
  /** Set where those who may do it may also do it to what they cannot see. */
  readonly unseen?: true;
}

/** How a row is locked until the transaction ends. */
type Lock = 'update' | 'no key update' | 'key share';

export interface Claim extends Wanted {
  readonly id: string;
  /** The argument with the id, for errors. */
  readonly path: readonly (string | number)[];
  readonly lock?: Lock;
}

export interface ClaimOfMany extends Wanted {
  readonly ids: readonly string[];
  /** Absent: they are only looked at. */
  readonly lock?: Lock | undefined;
}

/** An object that the viewer sees, and which of the actions they may do with it. */
export type Seen<Columns> = Columns & { readonly may: readonly Action[] };

/**
 * Locks an object for what the viewer wants to do with it, and answers its columns and the first of the actions they
 * may do.
 * @throws Refused NOT_FOUND for what the viewer cannot see as for what does not exist, NOT_ALLOWED for what they see
 */
export async function claim<Columns>(
  manager: EntityManager,
  viewer: Viewer,
  { id, path, lock = 'update', ...wanted }: Claim,
): Promise<Columns & { readonly action: Action }> {
  const [found] = await claimMany<Columns>(manager, viewer, { ...wanted, ids: [id], lock });
  if (!found) throw Refused.because('NOT_FOUND', notFound(wanted.on), ...path);
  const [action] = found.may;
  if (!action) throw Refused.because('NOT_ALLOWED', notAllowed(wanted.to, wanted.on), ...path);
  return { ...found, action };
}

/**
 * Locks objects in the order of their ids, so that nobody waits for each other, and answers those the viewer sees. One SQL
 * statement, which asks the table of rights. Before that it holds the viewer in place: who leaves waits for what they are
 * about to do, and nothing is done in the name of someone who has left.
 */
export async function claimMany<Columns>(
  manager: EntityManager,
  viewer: Viewer,
  { to, on, ids, columns, unseen, lock }: ClaimOfMany,
): Promise<Seen<Columns>[]> {
  const known = ids.filter((id) => isUuid(id));
  if (known.length === 0) return [];
  const { table, there, discriminator } = SUBJECTS[on];
  const statement = new Statement({ viewer, locales: [] });
  const actions = to.map((action) => `case when ${allowed(action, on, 'o', statement)} then '${action}' end`);
  const sees = any([allowed('READ_REVISIONS', on, 'o', statement), allowed('READ', on, 'o', statement)]);
  const asks = viewer.memberId
    ? `with asking as (select id as asking_id from member where id = ${statement.viewerId()} for key share)`
    : '';
  // An id of another type in the same table is one that is not there.
  const conditions = [
    `o.id = any(${statement.bind(known, 'uuid[]')})`,
    ...(discriminator ? [`o.type = '${discriminator}'`] : []),
    ...(there ? [there('o')] : []),
  ];
  const rows: (Seen<Columns> & { sees: boolean })[] = await manager.query(
    `${asks} select ${columns}, array_remove(array[${actions.join(', ')}]::text[], null) as may, ${sees} as sees
     from ${asks && 'asking,'} ${table} o where ${conditions.join(' and ')}
     order by o.id ${lock ? `for ${lock} of o` : ''}`,
    statement.parameters,
  );
  return rows.filter(({ sees, may }) => sees || (unseen && may.length > 0));
}

export function notFound(on: SubjectName): string {
  return `There is no such ${SUBJECTS[on].word}.`;
}

export function notAllowed(to: readonly Action[], on: SubjectName): string {
  const who = wordsOfGrounds(to.flatMap((action) => groundsFor(action, on)));
  return `You may not do this with this ${SUBJECTS[on].word}. It is for ${who}.`;
}
