import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { ask, begin, count, firstPassword, LONG, ownDatabase, signIn, started, undo } from './harness/command-hub.js';
import { freePort, RunningCommand, run } from './harness/commands.js';

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
      const password = await firstPassword(environment);
      expect(first.stdout).not.toContain(password);
      expect(await signIn(environment.PORT, 'admin@hearth.example', password)).toMatchObject({
        data: { signIn: { member: { roles: ['ADMIN'] }, errors: [] } },
      });
      const running = await run(['doctor', '--json'], environment);
      const { findings } = JSON.parse(running.stdout) as { findings: { check: string; state: string; text: string }[] };
      expect(findings.filter(({ state }) => state !== 'ok')).toEqual([
        { check: 'Mails', state: 'note', text: expect.stringContaining('SMTP_URL is not set') },
      ]);
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
      expect(second.stdout).not.toContain('admin-password');
      expect(second.stdout).toContain('(as set at the first start;');
      expect(await signIn(environment.PORT, 'admin@hearth.example', password)).toMatchObject({
        data: { signIn: { errors: [] } },
      });
      second.signal('SIGINT');
      expect((await second.finished).code).toBe(0);
    },
    LONG,
  );

  test(
    'starts its database again when that is killed',
    async () => {
      const hub = await started(environment, '--no-seed');
      const pid = Number.parseInt(
        await readFile(join(environment.HEARTH_DATA, 'postgres', 'postmaster.pid'), 'utf8'),
        10,
      );
      process.kill(pid, 'SIGKILL');
      await hub.says('starting it again');
      const answer = () => ask(environment.PORT, '{ spaces(first: 1) { totalCount } }') as Promise<{ data: unknown }>;
      // Until it is back, requests are refused.
      while ((await answer()).data === null);
      expect(await answer()).toMatchObject({ data: { spaces: { totalCount: expect.any(Number) } } });
      hub.signal('SIGTERM');
      expect((await hub.finished).code).toBe(0);
    },
    LONG,
  );
});

describe('npm start', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)(
    'takes the hub along when npm gets %s',
    async (signal) => {
      const environment = await ownDatabase();
      const npm = new RunningCommand(['start', '--', '--no-seed'], environment, ['npm']);
      undo.push(() => npm.signal('SIGKILL'));
      await npm.says('Ctrl-C');
      npm.signal(signal);
      // Its output ends when the last process that writes to it has.
      await npm.finished;
      await expect(ask(environment.PORT, '{ __typename }')).rejects.toThrow('fetch failed');
    },
    LONG,
  );
});

describe('start', () => {
  test('says that it is starting until it has an administrator', async () => {
    const environment = await ownDatabase();
    const readiness = async () => {
      const response = await fetch(`http://127.0.0.1:${environment.PORT}/readyz`);
      return { code: response.status, status: ((await response.json()) as { status: string }).status };
    };
    // Whoever has the lock of first starts keeps the hub waiting.
    const other = new pg.Client(environment.DATABASE_URL);
    await other.connect();
    undo.push(() => other.end());
    await other.query('select pg_advisory_lock(4815162343)');
    const hub = begin(['start', '--no-seed'], environment);
    const answering = () => readiness().catch(() => undefined);
    while ((await answering()) === undefined);
    expect(await readiness()).toEqual({ code: 503, status: 'starting' });
    await other.query('select pg_advisory_unlock(4815162343)');
    await hub.says('Ctrl-C');
    expect(await readiness()).toEqual({ code: 200, status: 'ok' });
  });

  test('names a running hub that has its port, before any work', async () => {
    const environment = await ownDatabase();
    await started(environment, '--no-seed');
    const { code, stderr } = await run(['start'], { ...environment, DATABASE_URL: 'postgres://127.0.0.1:1/nothing' });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Port ${environment.PORT} is in use by a running Hearth. Stop it, or set PORT to another number.\n`,
    });
  });

  test('refuses a database that a newer version has used', async () => {
    const environment = await ownDatabase();
    const client = new pg.Client(environment.DATABASE_URL);
    await client.connect();
    await client.query("insert into migrations (timestamp, name) values (9999999999999, 'Tomorrow9999999999999')");
    await client.end();
    const sentence = 'the database was used by a newer version of Hearth (Tomorrow9999999999999): use that one';
    for (const command of [['start'], ['migrate'], ['reindex']]) {
      const { code, stderr } = await run(command, environment);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringContaining(`Hearth does not start: ${sentence}`),
      });
    }
    expect(await run(['doctor'], environment)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`✗ Migrations: ${sentence}`),
    });
  });

  test('of a process that only does background work tells no addresses that it does not serve', async () => {
    const environment = await ownDatabase();
    const worker = await started({ ...environment, ROLE: 'worker' }, '--no-seed');
    expect(worker.stdout).toContain(`http://127.0.0.1:${environment.PORT}/readyz`);
    expect(worker.stdout).not.toContain('/graphql');
  });

  test(
    'takes up a first start that was cut short',
    async () => {
      const environment = await ownDatabase();
      const first = begin(['start'], environment);
      const members = () => count(environment.DATABASE_URL, 'member').catch(() => 0);
      while ((await members()) === 0);
      first.signal('SIGTERM');
      expect(await first.finished).toMatchObject({ code: 0, stdout: '' });

      await started(environment);
      expect(await firstPassword(environment)).toMatch(/^\S{16,}$/);
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

  test('logs an error that nothing handled, closes and ends with 1', async () => {
    const environment = await ownDatabase();
    const throwing = `data:text/javascript,process.on('SIGUSR2',()=>{throw%20new%20Error('boom')})`;
    const hub = await started({ ...environment, NODE_OPTIONS: `--import ${throwing}` }, '--no-seed');
    hub.signal('SIGUSR2');
    const { code, stderr } = await hub.finished;
    expect(code).toBe(1);
    const fatal = stderr.split('\n').filter((line) => line.includes('"level":"fatal"'));
    expect(fatal.map((line) => JSON.parse(line))).toMatchObject([{ error: { message: 'boom' } }]);
  });
});
