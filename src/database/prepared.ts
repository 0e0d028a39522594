import type {
  Pool,
  PoolClient,
  QueryArrayConfig,
  QueryArrayResult,
  QueryConfig,
  QueryResult,
  QueryResultRow,
} from 'pg';

/*
 * Statements seen before are prepared: planning a deep query costs more than running it. What a connection keeps of a
 * statement takes some two hundred times the memory of its text, for as long as it is prepared: so their texts are
 * bounded, alone and together, and those that were not used for longest make room for others.
 */
const LONGEST = 30_000;
const KEPT_BY_A_CONNECTION = 300_000;
/** How many texts are remembered, to know those that come again. */
const REMEMBERED = 500;

/** Names by text, the one not used for longest first; no name for a text seen only once so far. */
const names = new Map<string, string | undefined>();
let named = 0;

/** The name under which a text is prepared; undefined when it is not worth it. */
function nameOf(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const known = names.has(text);
  const name = known ? (names.get(text) ?? `hearth_${++named}`) : undefined;
  names.delete(text);
  names.set(text, name);
  if (names.size > REMEMBERED) names.delete(names.keys().next().value!);
  return name;
}

/** The statements one connection keeps. */
class Kept {
  /** Lengths of texts by name, the one not used for longest first. */
  private readonly lengths = new Map<string, number>();
  private total = 0;

  /** Notes that a statement was used. @returns the names of those that make room for it */
  use(name: string, length: number): string[] {
    this.total += length - (this.lengths.get(name) ?? 0);
    this.lengths.delete(name);
    this.lengths.set(name, length);
    const gone: string[] = [];
    for (const [oldest, its] of this.lengths) {
      if (this.total <= KEPT_BY_A_CONNECTION) break;
      this.lengths.delete(oldest);
      this.total -= its;
      gone.push(oldest);
    }
    return gone;
  }
}

const kept = new WeakMap<PoolClient, Kept>();

/**
 * Runs a statement on a connection of the pool, prepared there if its text is worth it.
 * @param begin begins a transaction in which it runs
 */
export async function queryPrepared<Row extends unknown[]>(
  pool: Pool,
  statement: QueryArrayConfig,
  begin?: string,
): Promise<QueryArrayResult<Row>>;
export async function queryPrepared<Row extends QueryResultRow>(
  pool: Pool,
  statement: QueryConfig,
  begin?: string,
): Promise<QueryResult<Row>>;
export async function queryPrepared(pool: Pool, statement: QueryConfig, begin?: string): Promise<unknown> {
  const client = await pool.connect();
  const name = nameOf(statement.text);
  try {
    if (begin) await client.query(begin);
    const answer = await client.query(name ? { ...statement, name } : statement);
    const gone = name ? keptBy(client).use(name, statement.text.length) : [];
    // Nobody waits for it but the next one on this connection.
    if (begin || gone.length) void finish(client, begin !== undefined, gone);
    else client.release();
    return answer;
  } catch (error) {
    // As the pool itself does: a connection on which something failed is not used again.
    client.release(true);
    throw error;
  }
}

function keptBy(client: PoolClient): Kept {
  const known = kept.get(client);
  if (known) return known;
  const fresh = new Kept();
  kept.set(client, fresh);
  return fresh;
}

/** Ends the transaction if there is one, lets go of prepared statements, and then of the connection. */
async function finish(client: PoolClient, inTransaction: boolean, gone: readonly string[]): Promise<void> {
  try {
    if (inTransaction) await client.query('commit');
    if (gone.length) await forget(client, gone);
    client.release();
  } catch {
    client.release(true);
  }
}

async function forget(client: PoolClient, gone: readonly string[]): Promise<void> {
  await client.query(gone.map((name) => `deallocate ${name}`).join('; '));
  // The driver remembers what it has prepared, with the whole text, and would not prepare it again.
  const { connection } = client as unknown as { connection: { parsedStatements: Record<string, string> } };
  for (const name of gone) delete connection.parsedStatements[name];
}
