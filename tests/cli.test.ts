import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema, lexicographicSortSchema, printSchema } from 'graphql';
import pg from 'pg';
import { freePort, RunningCommand, run } from './harness/commands.js';
import { cloneDatabase, dropDatabase } from './harness/databases.js';

const COMMANDS = ['start', 'migrate', 'seed', 'import', 'reindex', 'create-admin', 'doctor', 'schema'];
/** For tests that start many processes or plant the seeds, while other tests keep the machine busy. */
const LONG = 180_000;
const PASSWORD_SHOWN = /Password\s+(?:\(shown only now\): )?(\S{16,})/;

/** What a test leaves behind is undone in reverse order, also when it fails. */
const undo: (() => unknown)[] = [];
afterEach(async () => {
  while (undo.length > 0) await undo.pop()?.();
});

/** Settings of a hub on a database of its own. */
async function ownDatabase(): Promise<{ DATABASE_URL: string; HEARTH_DATA: string; PORT: string }> {
  const DATABASE_URL = await cloneDatabase();
  undo.push(() => dropDatabase(DATABASE_URL));
  return { DATABASE_URL, HEARTH_DATA: join(tmpdir(), 'hearth-not-made'), PORT: String(await freePort()) };
}

function begin(args: readonly string[], environment: Record<string, string>): RunningCommand {
  const command = new RunningCommand(args, environment);
  undo.push(async () => {
    command.signal('SIGKILL');
    await command.finished;
  });
  return command;
}

async function started(environment: Record<string, string>, ...options: string[]): Promise<RunningCommand> {
  const hub = begin(['start', ...options], environment);
  await hub.says('Ctrl-C');
  return hub;
}

async function ask(port: string, query: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

function signIn(port: string, email: string, password: string): Promise<unknown> {
  return ask(
    port,
    `mutation { signIn(input: { email: "${email}", password: "${password}" }) { member { roles } errors { code } } }`,
  );
}

async function count(url: string, table: string): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<{ count: number }>(`select count(*)::int from ${pg.escapeIdentifier(table)}`)).rows[0]!
      .count;
  } finally {
    await client.end();
  }
}

describe('the command line', () => {
  test('explains itself and every command', async () => {
    const help = await run(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const name of COMMANDS) expect(help.stdout).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
    for (const name of [...COMMANDS.map((name) => [name]), ['import', 'hsds'], ['import', 'medlineplus']]) {
      const { code, stdout } = await run([...name, '--help']);
      expect({ code, usage: stdout.split('\n')[0] }).toEqual({
        code: 0,
        usage: expect.stringContaining(`Usage: hearth ${name.join(' ')}`),
      });
    }
  });

  test.each([
    [[], 'Usage: hearth'],
    [['strat'], "unknown command 'strat'"],
    [['start', '--fast'], "unknown option '--fast'"],
    [['import'], 'Usage: hearth import'],
    [['import', 'hsds'], "missing required argument 'folder'"],
    [['schema', '--check', '--write'], 'do not go together'],
  ])('refuses %j as wrong usage', async (args, reason) => {
    expect(await run(args)).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(reason) });
  });

  test('names all mistakes of the configuration at once', async () => {
    const { code, stderr } = await run(['start'], { PORT: 'x', ROLE: 'boss', MEILI_KEY: 'k' });
    expect(code).toBe(2);
    for (const name of ['PORT', 'ROLE', 'MEILI_KEY']) expect(stderr).toMatch(new RegExp(`^ {2}- ${name} `, 'm'));
  });

  test('prints the schema in alphabetical order and nothing else', async () => {
    const { code, stdout } = await run(['schema']);
    expect(code).toBe(0);
    expect(stdout).toBe(`${printSchema(lexicographicSortSchema(buildSchema(stdout)))}\n`);
  });
});

describe('a hub on its own built-in database', () => {
  let directory: string;
  let environment: { HEARTH_DATA: string; PORT: string };
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'hearth-cli-'));
    await chmod(directory, 0o755);
    environment = { HEARTH_DATA: join(directory, 'data'), PORT: String(await freePort()) };
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test('is examined without being made', async () => {
    const HEARTH_DATA = join(directory, 'never');
    const { code, stdout } = await run(['doctor'], { HEARTH_DATA, PORT: String(await freePort()) });
    expect(stdout).toContain('! Database: the built-in one is not there yet');
    expect({ code, made: existsSync(HEARTH_DATA) }).toEqual({ code: 0, made: false });
  });

  test(
    'starts, is in order, stops with its database, and starts again with its data',
    async () => {
      const first = await started(environment, '--no-seed');
      const password = PASSWORD_SHOWN.exec(first.stdout)![1]!;
      expect(await signIn(environment.PORT, 'admin@hearth.example', password)).toMatchObject({
        data: { signIn: { member: { roles: ['ADMIN'] }, errors: [] } },
      });
      const running = await run(['doctor', '--json'], environment);
      const { findings } = JSON.parse(running.stdout) as { findings: { check: string; state: string; text: string }[] };
      expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
      expect(findings).toContainEqual({
        check: 'Port',
        state: 'ok',
        text: `a running hub answers on ${environment.PORT}`,
      });

      first.signal('SIGTERM');
      expect((await first.finished).code).toBe(0);
      const { port, users } = JSON.parse(await readFile(join(environment.HEARTH_DATA, 'postgres.json'), 'utf8')) as {
        port: number;
        users: unknown[];
      };
      expect(users).toEqual([]);
      await expect(new pg.Client({ host: '127.0.0.1', port }).connect()).rejects.toThrow('ECONNREFUSED');

      const second = await started(environment);
      expect(second.stdout).not.toMatch(PASSWORD_SHOWN);
      expect(second.stdout).toContain('(as set at the first start;');
      expect(await signIn(environment.PORT, 'admin@hearth.example', password)).toMatchObject({
        data: { signIn: { errors: [] } },
      });
      second.signal('SIGINT');
      expect((await second.finished).code).toBe(0);
    },
    LONG,
  );
});

describe('start', () => {
  test(
    'takes up a first start that was cut short',
    async () => {
      const environment = await ownDatabase();
      const first = begin(['start'], environment);
      const members = () => count(environment.DATABASE_URL, 'member').catch(() => 0);
      while ((await members()) === 0);
      first.signal('SIGTERM');
      expect(await first.finished).toMatchObject({ code: 0, stdout: '' });

      const second = await started(environment);
      expect(second.stdout).toMatch(PASSWORD_SHOWN);
      expect(await ask(environment.PORT, '{ discussionThreads(first: 1) { nodes { title } } }')).toMatchObject({
        data: { discussionThreads: { nodes: [{ title: expect.any(String) }] } },
      });
    },
    LONG,
  );

  test('says that its port is taken', async () => {
    const environment = await ownDatabase();
    const squatter = createServer().listen(Number(environment.PORT), '127.0.0.1');
    undo.push(() => squatter.close());
    await once(squatter, 'listening');
    const { code, stdout, stderr } = await run(['start'], { ...environment, LOG_LEVEL: 'error' });
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: `Port ${environment.PORT} is in use by another program. Stop it, or set PORT to another number.\n`,
    });
    expect(await run(['doctor'], environment)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`✗ Port: ${environment.PORT} is in use by another program`),
    });
  });

  /** A request of which the hub has seen the beginning. */
  async function openRequest(port: string) {
    const headers = { 'content-type': 'application/json', expect: '100-continue' };
    const open = request({ host: '127.0.0.1', port, path: '/graphql', method: 'POST', headers });
    open.on('error', () => undefined);
    open.flushHeaders();
    await once(open, 'continue');
    return open;
  }

  test('lets a request finish that was under way when a signal came', async () => {
    const environment = await ownDatabase();
    const hub = await started(environment, '--no-seed');
    const open = await openRequest(environment.PORT);
    hub.signal('SIGTERM');
    await hub.says('Stopping');
    open.end(JSON.stringify({ query: '{ __typename }' }));
    const [response] = await once(open, 'response');
    expect(response.statusCode).toBe(200);
    response.resume();
    expect((await hub.finished).code).toBe(0);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('stops at once at a second %s', async (signal, code) => {
    const environment = await ownDatabase();
    const hub = await started(environment, '--no-seed');
    await openRequest(environment.PORT);
    const impatience = setInterval(() => hub.signal(signal), 100);
    undo.push(() => clearInterval(impatience));
    expect((await hub.finished).code).toBe(code);
  });
});

describe('create-admin', () => {
  test('makes one, gives a lost one a new password, and promotes a member who keeps theirs', async () => {
    const environment = await ownDatabase();
    const admin = ['create-admin', '--email', 'eva@centre.example'];
    const made = await run([...admin, '--name', 'Eva'], environment);
    expect(made).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('eva@centre.example is a new administrator.'),
    });
    const again = await run(admin, environment);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('was an administrator already') });
    const passwords = [made, again].map(({ stdout }) => PASSWORD_SHOWN.exec(stdout)![1]!);

    const hub = await started(environment, '--no-seed');
    const own = 'seven green umbrellas';
    await ask(
      environment.PORT,
      `mutation { signUp(input: { email: "ola@centre.example", password: "${own}", name: "Ola" }) { token } }`,
    );
    const promoted = await run(['create-admin', '--email', 'ola@centre.example'], environment);
    expect(promoted).toMatchObject({
      code: 0,
      stdout: 'ola@centre.example is an administrator now. The password stays.\n',
    });
    const tries = [
      await signIn(environment.PORT, 'eva@centre.example', passwords[0]!),
      await signIn(environment.PORT, 'eva@centre.example', passwords[1]!),
      await signIn(environment.PORT, 'ola@centre.example', own),
    ];
    expect(tries).toMatchObject([
      { data: { signIn: { member: null, errors: [{ code: 'INVALID' }] } } },
      { data: { signIn: { member: { roles: ['ADMIN'] } } } },
      { data: { signIn: { member: { roles: expect.arrayContaining(['ADMIN']) } } } },
    ]);
    hub.signal('SIGTERM');
    await hub.finished;
  });

  test('refuses a weak password as wrong usage', async () => {
    const environment = await ownDatabase();
    const { code, stderr } = await run(['create-admin', '--password', 'short'], environment);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('at least 10 characters') });
  });
});

describe('import', () => {
  test('counts what it did, and lists what it could not take in a file', async () => {
    const environment = await ownDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'hearth-import-'));
    undo.push(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'organizations.csv'), 'id,name,description\n1,Corner House,Coffee and advice.\n2,,\n');
    const report = join(folder, 'report.txt');
    const { code, stdout } = await run(['import', 'hsds', folder, '--json', '--report', report], environment);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      tables: { 'organizations.csv': { read: 2, imported: 1, refused: 1 } },
      outcomes: { created: 1 },
      report,
    });
    expect(await readFile(report, 'utf8')).toMatch(/^file,row,column,value,reason,severity\r\norganizations.csv,3,/);
  });

  test('says that there is no such folder', async () => {
    const environment = await ownDatabase();
    const { code, stderr } = await run(['import', 'medlineplus', '/does/not/exist'], environment);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('There is no folder') });
  });
});

describe('doctor', () => {
  test('lists all mistakes of the configuration', async () => {
    const { code, stdout } = await run(['doctor'], { PORT: 'x', LOG_LEVEL: 'loud' });
    expect(code).toBe(1);
    expect(stdout.match(/^✗ Configuration: (PORT|LOG_LEVEL) /gm)).toHaveLength(2);
  });

  test('says that the database cannot be reached, without its password', async () => {
    const port = await freePort();
    const { code, stdout, stderr } = await run(['doctor'], {
      DATABASE_URL: `postgres://hearth:very-secret@127.0.0.1:${port}/hearth`,
      PORT: String(await freePort()),
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✗ Database: The database cannot be reached: .*Check DATABASE_URL/m);
    expect(stdout + stderr).not.toContain('very-secret');
  });

  test(
    'finds failed jobs, a missing administrator and an index that is behind',
    async () => {
      const environment = await ownDatabase();
      await run(['seed'], environment);
      const client = new pg.Client(environment.DATABASE_URL);
      await client.connect();
      await client.query('update graphile_worker._private_jobs set attempts = max_attempts, last_error = $1', [
        'no way',
      ]);
      await client.query('delete from search.document where n in (select n from search.document limit 3)');
      await client.end();
      const { code, stdout } = await run(['doctor'], environment);
      expect(code).toBe(1);
      expect(stdout).toMatch(/^✗ Administrator: there is none/m);
      expect(stdout).toMatch(/^✗ Index: \d+ documents where \d+ are published, and no job/m);
      expect(stdout).toMatch(/^✗ Jobs: \d+ failed for good, the last one with: no way/m);

      expect(await run(['reindex'], environment)).toMatchObject({ code: 0 });
      expect((await run(['doctor'], environment)).stdout).toMatch(/^✓ Index: /m);
    },
    LONG,
  );
});
