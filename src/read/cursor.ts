import { badInput } from '../schema/bad-input.js';
import { isDay } from '../schema/scalars.js';
import type { KeyType, Order } from './collection.js';
import type { Row } from './statement.js';

/*
 * A cursor is base64url of the JSON array [order, key …, id]: the place of a row in that order. It is written by SQL,
 * so that a page costs nothing per row here, and read by this file. Clients must take it as opaque.
 */

/** SQL of the place of `row`, to be made a cursor. */
export function placeSql(orderName: string, order: Order, row: Row): string {
  const keys = [...order.keys.map((key) => key.sql(row)), `${row.base}.id`];
  return `json_build_array('${orderName}', ${keys.join(', ')})`;
}

/** SQL that writes the cursor of a place. */
export function cursorSql(place: string): string {
  return `translate(encode(convert_to(${place}::text, 'UTF8'), 'base64'), E'+/=\\n', '-_')`;
}

/** The keys of a cursor of this order, as text; the id is the last. */
export function readCursor(cursor: string, argument: string, orderName: string, order: Order): string[] {
  const refuse = () =>
    badInput(
      `"${argument}" is not a cursor of this list in the order ${orderName}. Pass a cursor that came with the same arguments.`,
      argument,
    );
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw refuse();
  }
  if (!Array.isArray(parts) || parts.length !== order.keys.length + 2 || parts[0] !== orderName) throw refuse();
  const keys = parts.slice(1).map((part) => {
    if (typeof part !== 'string' && typeof part !== 'number' && typeof part !== 'boolean') throw refuse();
    return String(part);
  });
  const fits = order.keys.every((key, i) => fitsType(keys[i]!, key.type)) && fitsType(keys.at(-1)!, 'uuid');
  if (!fits) throw refuse();
  return keys;
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
