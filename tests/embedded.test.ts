import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdtemp, readdir, readFile, rename, rm, stat, watch, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { type EmbeddedServer, startEmbeddedServer } from '../src/database/embedded.js';

const settings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };
const moduleUrl = new URL('../src/database/embedded.js', import.meta.url).href;

/** What a test leaves behind is undone in reverse order, also when it fails. */
const undo: (() => unknown)[] = [];
afterEach(async () => {
  while (undo.length > 0) await undo.pop()?.();
});

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'hearth-embedded-'));
  await chmod(directory, 0o755);
  undo.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function start(directory: string, more: Record<string, string> = {}): Promise<EmbeddedServer> {
  const server = await startEmbeddedServer({ directory, log: () => undefined, settings: { ...settings, ...more } });
  undo.push(() => server.stop());
  return server;
}

async function query<Row extends pg.QueryResultRow>({ url }: { url: string }, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Another process that starts the server of this folder; it stops it on SIGTERM. */
function launchChild(directory: string): ChildProcess {
  const script = `
    const { startEmbeddedServer } = await import(${JSON.stringify(moduleUrl)});
    const options = { directory: ${JSON.stringify(directory)}, log() {}, settings: ${JSON.stringify(settings)} };
    const server = await startEmbeddedServer(options);
    process.on('SIGTERM', async () => { await server.stop(); process.exit(0); });
    setInterval(() => {}, 60_000);
    console.log(JSON.stringify(server));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  undo.push(() => end(child, 'SIGKILL'));
  return child;
}

async function startInChild(directory: string): Promise<{ child: ChildProcess; server: EmbeddedServer }> {
  const child = launchChild(directory);
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return { child, server: JSON.parse(line.toString()) as EmbeddedServer };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

async function serverPid({ dataDirectory }: EmbeddedServer): Promise<number> {
  return Number.parseInt(await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8'), 10);
}

describe('the embedded server', () => {
  test('has a database that sorts and compares the same on every machine', async () => {
    const server = await start(await newDirectory());
    const [database] = await query(
      server,
      `SELECT pg_encoding_to_char(encoding) AS encoding, datlocprovider AS provider, datlocale AS locale,
              current_setting('timezone') AS timezone, current_setting('listen_addresses') AS addresses
       FROM pg_database WHERE datname = current_database()`,
    );
    expect(database).toEqual({
      encoding: 'UTF8',
      provider: 'b',
      locale: 'C.UTF-8',
      timezone: 'UTC',
      addresses: '127.0.0.1',
    });
  });

  test('keeps typographic punctuation out of words in text search', async () => {
    const server = await start(await newDirectory());
    expect(await query(server, `SELECT to_tsvector('simple', '“Müsli”—naïve')::text AS words`)).toEqual([
      { words: "'müsli':1 'naïve':2" },
    ]);
  });

  test('keeps data, port and password from start to start, readable by us only', async () => {
    const directory = await newDirectory();
    const first = await start(directory);
    await query(first, 'CREATE TABLE kept AS SELECT 1 AS value');
    await first.stop();
    await expect(query(first, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');

    const second = await start(directory);
    expect(second.url).toBe(first.url);
    expect(await query(second, 'SELECT value FROM kept')).toEqual([{ value: 1 }]);
    for (const name of ['postgres.json', 'postgres.log']) {
      expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
    }
  });

  test('takes another port when its own is taken', async () => {
    const directory = await newDirectory();
    const first = await start(directory);
    await first.stop();
    const squatter = createServer().listen(first.port, '127.0.0.1');
    await once(squatter, 'listening');
    undo.push(() => squatter.close());

    const second = await start(directory);
    expect(second.port).not.toBe(first.port);
    expect(await query(second, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('of a process that was killed is taken over, and stopped by the new owner', async () => {
    const directory = await newDirectory();
    const { child, server: orphan } = await startInChild(directory);
    await query(orphan, 'CREATE TABLE kept AS SELECT 1 AS value');
    const pid = await serverPid(orphan);
    await end(child, 'SIGKILL');

    const heir = await start(directory);
    expect(await serverPid(heir)).toBe(pid);
    expect(await query(heir, 'SELECT value FROM kept')).toEqual([{ value: 1 }]);
    await heir.stop();
    await expect(query(heir, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  test('is shared by processes on one folder and ends with the last of them', async () => {
    const directory = await newDirectory();
    const { child, server: theirs } = await startInChild(directory);
    const visitor = await start(directory);
    expect(visitor.url).toBe(theirs.url);
    await visitor.stop();
    expect(await query(theirs, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);

    const stayer = await start(directory);
    await end(child, 'SIGTERM');
    expect(await query(stayer, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await stayer.stop();
    await expect(query(stayer, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  test('starts once when two ask at the same moment', async () => {
    const directory = await newDirectory();
    const [one, two] = await Promise.all([start(directory), start(directory)]);
    expect(one.url).toBe(two.url);
    await one.stop();
    expect(await query(two, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('recovers from a crash, though its process id belongs to another program by now', async () => {
    const directory = await newDirectory();
    const crashed = await start(directory, { synchronous_commit: 'on' });
    await query(crashed, 'CREATE TABLE kept AS SELECT 1 AS value');
    const client = new pg.Client({ connectionString: crashed.url });
    client.on('error', () => undefined);
    await client.connect();
    const lost = new Promise<void>((resolve) => client.on('end', resolve));
    process.kill(await serverPid(crashed), 'SIGKILL');
    await lost;
    await crashed.stop();
    // The program must be one the server's account may signal, or PostgreSQL sees through it by itself.
    const { uid, gid } = await stat(crashed.dataDirectory);
    const stranger = spawn('sleep', ['1000'], process.getuid?.() === 0 ? { uid, gid } : {});
    undo.push(() => end(stranger, 'SIGKILL'));
    const pidFile = join(crashed.dataDirectory, 'postmaster.pid');
    await writeFile(pidFile, (await readFile(pidFile, 'utf8')).replace(/^\d+/, String(stranger.pid)));

    const recovered = await start(directory);
    expect(await query(recovered, 'SELECT value FROM kept')).toEqual([{ value: 1 }]);
    await recovered.stop();
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  });

  test('is created anew when its creation was cut short', async () => {
    const directory = await newDirectory();
    const child = launchChild(directory);
    await untilCreating(directory);
    await end(child, 'SIGKILL');
    expect(existsSync(join(directory, 'postgres'))).toBe(false);

    const server = await start(directory);
    expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await readdir(directory)).sort()).toEqual(['postgres', 'postgres.json', 'postgres.log']);
  });

  test('gets a new password when the old one is lost', async () => {
    const directory = await newDirectory();
    const first = await start(directory);
    await query(first, 'CREATE TABLE kept AS SELECT 1 AS value');
    await first.stop();
    await rm(join(directory, 'postgres.json'));

    const second = await start(directory);
    expect(second.url).not.toBe(first.url);
    expect(await query(second, 'SELECT value FROM kept')).toEqual([{ value: 1 }]);
  });

  test('does not begin anew where a database was: the folder was copied without it, or it was removed', async () => {
    const directory = await newDirectory();
    const first = await start(directory);
    await first.stop();
    const copy = await newDirectory();
    await copyFile(join(directory, 'postgres.json'), join(copy, 'postgres.json'));
    await expect(start(copy)).rejects.toThrow(
      `The database of this data folder was in ${first.dataDirectory}, and there is none in ${join(copy, 'postgres')}`,
    );
    await rename(first.dataDirectory, `${first.dataDirectory}-away`);
    await expect(start(directory)).rejects.toThrow('To begin with an empty hub, remove');
    await rename(`${first.dataDirectory}-away`, first.dataDirectory);
    expect(await query(await start(directory), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('says why it does not start, in the words of its log', async () => {
    const directory = await newDirectory();
    await expect(start(directory, { shared_buffers: 'plenty' })).rejects.toThrow(
      /did not start on .*postgres\.log:\n.*invalid value for parameter "shared_buffers": "plenty".*HEARTH_DATA/s,
    );
  });

  const asRoot = process.getuid?.() === 0 ? test : test.skip;
  asRoot('lives elsewhere when root starts it in a folder the account of the server cannot enter', async () => {
    const closed = await newDirectory();
    await chmod(closed, 0o700);
    const directory = join(closed, 'data');
    const first = await start(directory);
    undo.unshift(() => rm(dirname(first.dataDirectory), { recursive: true, force: true }));
    expect(first.dataDirectory.startsWith(closed)).toBe(false);
    expect(first.notices).toEqual([
      `The OS account "postgres" cannot enter ${directory}, so the database is in ${first.dataDirectory}.`,
    ]);
    await query(first, 'CREATE TABLE kept AS SELECT 1 AS value');
    await first.stop();

    const second = await start(directory);
    expect(second.dataDirectory).toBe(first.dataDirectory);
    expect(await query(second, 'SELECT value FROM kept')).toEqual([{ value: 1 }]);
  });
});

/** Resolves when the cluster of this folder is being made. */
async function untilCreating(directory: string): Promise<void> {
  for await (const { filename } of watch(directory)) {
    if (filename?.startsWith('postgres.unfinished-')) return;
  }
}
