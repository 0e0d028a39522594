import { createHash } from 'node:crypto';
import type { GraphQLError } from 'graphql';
import { badInput } from '../schema/bad-input.js';
import { isDay } from '../schema/scalars.js';
import type { ConnectionArguments, KeyType, Order } from './collection.js';
import type { Row, Statement } from './statement.js';

/*
 * A cursor is base64url of the JSON array [list, parent, key …, id]: which list it is of, with its order and filter, of which
 * object the list hangs, and the place of a row in it. It is written by SQL, so that a page costs nothing per row here, and
 * read by this file. Clients must take it as opaque.
 */

/** SQL that writes the cursor of a place. */
export function cursorSql(place: string): string {
  return `translate(encode(convert_to(${place}::text, 'UTF8'), 'base64'), E'+/=\\n', '-_')`;
}

/** A place that a cursor names. */
export interface Place {
  /** Of the object whose list it is; null at the root. */
  readonly parentId: string | null;
  /** The keys of the order, as text; the id is the last. */
  readonly keys: readonly string[];
}

/** The places in one list, in one order and with one filter. Cursors of any other are refused. */
export class Places {
  private readonly fingerprint: string;

  constructor(
    list: string,
    orderName: string,
    private readonly order: Order,
    filter: ConnectionArguments['filter'],
    private readonly parent: Row | undefined,
  ) {
    const given = Object.entries(filter ?? {}).filter(([, value]) => value !== null && value !== undefined);
    this.fingerprint = fingerprint([list, orderName, given]);
  }

  /** SQL of the place of `row`, to be made a cursor. */
  sql(row: Row, statement: Statement): string {
    const keys = [...this.order.keys.map((key) => key.sql(row)), `${row.base}.id`];
    const parentId = this.parent ? `${this.parent.base}.id` : 'null';
    return `json_build_array(${statement.bind(this.fingerprint, 'text')}, ${parentId}, ${keys.join(', ')})`;
  }

  /** @throws GraphQLError BAD_USER_INPUT */
  read(cursor: string, argument: string): Place {
    const refused = this.refused(argument);
    let parts: unknown;
    try {
      parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    } catch {
      throw refused;
    }
    if (!Array.isArray(parts) || parts.length !== this.order.keys.length + 3) throw refused;
    const [list, parentId, ...values] = parts;
    if (list !== this.fingerprint) throw refused;
    if (this.parent ? typeof parentId !== 'string' || !fitsType(parentId, 'uuid') : parentId !== null) throw refused;
    const keys = values.map((part) => {
      if (typeof part !== 'string' && typeof part !== 'number' && typeof part !== 'boolean') throw refused;
      return String(part);
    });
    const fits = this.order.keys.every((key, i) => fitsType(keys[i]!, key.type)) && fitsType(keys.at(-1)!, 'uuid');
    if (!fits) throw refused;
    return { parentId, keys };
  }

  refused(argument: string): GraphQLError {
    return badInput(
      `"${argument}" is not a cursor of this list. Pass one that came from the same field of the same object, with the same "orderBy" and "filter".`,
      argument,
    );
  }
}

/** A short name of what a list is asked by, which others will not have by chance. */
export function fingerprint(asked: unknown): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url').slice(0, 12);
}

/** What PostgreSQL takes for a key of each type: it would answer a forged one with an error of its own. */
const FITS: Record<KeyType, (text: string) => boolean> = {
  uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
  timestamptz: (text) => /^-?infinity$/.test(text) || isStoredInstant(text),
  date: isDay,
  int: (text) => /^-?\d{1,9}$/.test(text),
  boolean: (text) => text === 'true' || text === 'false',
  text: () => true,
};

function fitsType(text: string, type: KeyType): boolean {
  return !text.includes('\0') && text.isWellFormed() && FITS[type](text);
}

function isStoredInstant(text: string): boolean {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d{1,6})?\+00:00$/.exec(text) ?? [];
  return day !== undefined && isDay(day) && /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(time!);
}
