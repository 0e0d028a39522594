import type { EntityManager } from 'typeorm';

/** A row by names of columns; all rows of a call have the same ones. */
export type Row = Readonly<Record<string, unknown>>;
type Rows = Iterable<Row> | AsyncIterable<Row>;

/** Most that goes into one statement, in characters of JSON. */
const LARGEST_STATEMENT = 4_000_000;

/** Inserts rows: one statement for as many as fit into it. */
export async function insertRows(manager: EntityManager, table: string, rows: Rows): Promise<void> {
  await writeRows(rows, (json, columns) => manager.query(insertion(table, columns), [json]));
}

/** Inserts rows, or changes those with the same key; of these the columns of `keep` stay. */
export async function upsertRows(
  manager: EntityManager,
  table: string,
  key: readonly string[],
  rows: Rows,
  keep: readonly string[] = [],
): Promise<void> {
  await writeRows(rows, (json, columns) => {
    const changed = columns.filter((column) => !key.includes(column) && !keep.includes(column));
    const changes = changed.map((column) => `${column} = excluded.${column}`);
    return manager.query(
      `${insertion(table, columns)} on conflict (${key.join(', ')}) do update set ${changes.join(', ')}`,
      [json],
    );
  });
}

function insertion(table: string, columns: readonly string[]): string {
  const names = columns.join(', ');
  return `insert into ${table} (${names}) select ${names} from json_populate_recordset(null::${table}, $1::json)`;
}

/** Calls `write` with rows as a JSON array, for as many at a time as go into one statement. */
export async function writeRows(
  rows: Rows,
  write: (json: string, columns: readonly string[]) => Promise<unknown>,
): Promise<void> {
  let columns: readonly string[] = [];
  let chunk: string[] = [];
  let size = 0;
  const flush = async () => {
    if (chunk.length) await write(`[${chunk.join(',')}]`, columns);
    chunk = [];
    size = 0;
  };
  for await (const row of rows) {
    if (columns.length === 0) columns = Object.keys(row);
    const json = JSON.stringify(row);
    if (size + json.length > LARGEST_STATEMENT) await flush();
    chunk.push(json);
    size += json.length;
  }
  await flush();
}
