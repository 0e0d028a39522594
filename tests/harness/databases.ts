import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Address of another database on the server of this run. */
export function databaseUrl(name: string): string {
  const server = process.env.HEARTH_TEST_SERVER;
  if (!server) throw new Error('No test server: run the tests with `npm test`.');
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** A new database, a clone of `template`. */
export async function cloneDatabase(template = 'hearth_template'): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin((client) => client.query(`create database ${name} template ${template}`));
  return databaseUrl(name);
}

export async function dropDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await asAdmin((client) => client.query(`drop database if exists ${name} with (force)`));
}

/** Makes the template `name` with `fill` unless another test has; parallel tests wait for the first. */
export async function ensureTemplate(name: string, fill: (url: string) => Promise<void>): Promise<void> {
  await asAdmin(async (client) => {
    await client.query('select pg_advisory_lock(hashtext($1))', [name]);
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount) return;
    const draft = await cloneDatabase();
    await fill(draft);
    await client.query(`alter database ${new URL(draft).pathname.slice(1)} rename to ${name}`);
  });
}

async function asAdmin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(databaseUrl('postgres'));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
