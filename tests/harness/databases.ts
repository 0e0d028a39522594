import { randomBytes } from 'node:crypto';
import pg from 'pg';

/**
 * Whom the hub connects as: an ordinary role that owns its database and may do nothing else, as on servers that others
 * look after.
 */
export const ROLE = { name: 'hearth_plain', password: 'plain' };

/** Address of another database on the server of this run, for the role that owns it. */
export function databaseUrl(name: string): string {
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  url.username = ROLE.name;
  url.password = ROLE.password;
  return url.href;
}

/** Address of the server's own database for its superuser. */
function adminUrl(): string {
  const server = process.env.HEARTH_TEST_SERVER;
  if (!server) throw new Error('No test server: run the tests with `npm test`.');
  const url = new URL(server);
  url.pathname = '/postgres';
  return url.href;
}

/** Makes the ordinary role, and an empty database that is its own. */
export async function createPlainDatabase(name: string): Promise<string> {
  await asAdmin(async (client) => {
    await client.query(`create role ${ROLE.name} login password '${ROLE.password}'`);
    await client.query(`create database ${name} owner ${ROLE.name}`);
  });
  return databaseUrl(name);
}

/** A new database, a clone of `template`. */
export async function cloneDatabase(template = 'hearth_template'): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin((client) => client.query(`create database ${name} template ${template} owner ${ROLE.name}`));
  return databaseUrl(name);
}

/** A new database with nothing in it. */
export async function createEmptyDatabase(): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin((client) => client.query(`create database ${name} owner ${ROLE.name}`));
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
  const client = new pg.Client(adminUrl());
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
