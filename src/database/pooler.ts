import pg from 'pg';

/** How PostgreSQL says that it does not know a prepared statement. */
const NO_SUCH_STATEMENT = '26000';
/** A pooler that answers is quick; one that has no connection left to give lets wait. */
const PATIENCE_MS = 10_000;

/**
 * Whether the address leads to a pooler of connections, such as PgBouncer, and not to PostgreSQL itself. Behind one,
 * what is set for a connection is lost or somebody else's with the next transaction; so what all connections need is set
 * for the role in this database.
 * @throws UnsuitablePooler when it is one that Hearth cannot work with, saying what to change
 */
export async function isBehindPooler(url: string): Promise<boolean> {
  const client = await connect(url);
  try {
    if (client.processID === (await serverProcess(client))) return false;
    await requireStatementsKept(client, url);
    await switchOffJit(client);
    return true;
  } finally {
    await client.end().catch(() => {});
  }
}

/** The pooler in front of the database loses what Hearth relies on. */
export class UnsuitablePooler extends Error {}

type Connection = pg.Client & { processID: number | null };

async function connect(url: string): Promise<Connection> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'hearth',
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  });
  client.on('error', () => {});
  await client.connect();
  return client as Connection;
}

async function serverProcess(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]!.pid;
}

/** Tries whether a prepared statement works on another connection to the server than that on which it was prepared. */
async function requireStatementsKept(client: pg.Client, url: string): Promise<void> {
  const statement = { name: 'hearth_trial', text: 'select pg_backend_pid() as pid' };
  const other = await connect(url);
  try {
    await client.query(statement);
    // Takes the connection that has just become free, and keeps it.
    await other.query('begin');
    await serverProcess(other);
    await client.query(statement);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    const reason = code === NO_SUCH_STATEMENT ? 'it loses prepared statements' : message;
    throw new UnsuitablePooler(
      `DATABASE_URL leads to a connection pooler that Hearth cannot work with (${reason}). Use PgBouncer 1.21 or newer with ` +
        'pool_mode = transaction, max_prepared_statements = 200 and default_pool_size = 20 or more, any pooler in session ' +
        'mode, or the address of PostgreSQL itself.',
    );
  } finally {
    await other.end().catch(() => {});
  }
}

/** Statements of the read layer are large and quick: compiling one takes longer than running it. */
async function switchOffJit(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ jit: string }>('show jit');
  if (rows[0]!.jit === 'off') return;
  await client
    .query(
      `do $$ begin execute format('alter role current_user in database %I set jit = off', current_database()); end $$`,
    )
    // Another process of the hub does it at this moment, or the role may not: it is slower then, and works.
    .catch(() => {});
}
