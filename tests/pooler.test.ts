import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort, RunningCommand, run } from './harness/commands.js';
import { cloneDatabase, dropDatabase } from './harness/databases.js';
import { type TestHub, testHub } from './harness/hub.js';

/*
 * On a real PgBouncer: `PGBOUNCER=/usr/sbin/pgbouncer npm test -- pooler`; skipped without one. `PGBOUNCER_BEFORE_1_21` names an older one.
 */
const { PGBOUNCER, PGBOUNCER_BEFORE_1_21 } = process.env;
const LONG = 120_000;

/** PgBouncer in front of a database. */
class Pooler {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly url: string,
  ) {}

  static async start(binary: string, databaseUrl: string, settings: string): Promise<Pooler> {
    const target = new URL(databaseUrl);
    const folder = await mkdtemp(join(tmpdir(), 'hearth-pooler-'));
    await chmod(folder, 0o755);
    const port = await freePort();
    const name = target.pathname.slice(1);
    const file = join(folder, 'pgbouncer.ini');
    await writeFile(
      file,
      `[databases]
${name} = host=${target.hostname} port=${target.port} dbname=${name} user=${target.username} password=${target.password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
${settings}
`,
    );
    // It refuses to run as root.
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const child = spawn(binary, [file], { ...user, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr!.on('data', (chunk: Buffer) => {
        said += chunk;
        if (said.includes('process up')) resolve();
      });
      child.on('error', reject);
      child.on('exit', () => reject(new Error(`PgBouncer ended:\n${said}`)));
    });
    target.host = `127.0.0.1:${port}`;
    return new Pooler(child, folder, target.href);
  }

  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await rm(this.folder, { recursive: true });
  }
}

const poolers: Pooler[] = [];
const pooler = async (binary: string, databaseUrl: string, settings: string) => {
  const started = await Pooler.start(binary, databaseUrl, settings);
  poolers.push(started);
  return started.url;
};

(PGBOUNCER ? describe : describe.skip)('behind PgBouncer in transaction mode (PGBOUNCER names it)', () => {
  let databaseUrl: string;
  let hub: TestHub;
  let url: string;
  beforeAll(async () => {
    databaseUrl = await cloneDatabase();
    const settings = 'pool_mode = transaction\nmax_prepared_statements = 200\ndefault_pool_size = 20';
    url = await pooler(PGBOUNCER!, databaseUrl, settings);
    hub = await testHub({ databaseUrl: url, environment: { READ_TIMEOUT_SECONDS: '1' } });
  }, LONG);
  afterAll(async () => {
    await hub.close();
    for (const one of poolers.splice(0)) await one.stop();
    await dropDatabase(databaseUrl);
  });

  test(
    'many read and write at once, again and again',
    async () => {
      const as = await hub.signIn('editor');
      const write = (n: number) =>
        hub.query<{ createResource?: { errors: unknown[] } }>(
          `mutation ($title: String!) { createResource(input: { translations: [{ locale: "en", title: $title, body: "Words" }] }) { errors { message } } }`,
          { title: `Number ${n}` },
          { as },
        );
      const read = () => hub.query('{ topics(first: 5) { nodes { slug name } } spaces(first: 2) { totalCount } }');
      for (let round = 0; round < 5; round++) {
        const answers = await Promise.all(
          Array.from({ length: 24 }, (_, n) => (n % 3 === 0 ? write(round * 100 + n) : read())),
        );
        const problems = answers.flatMap(({ errors, data }) => [
          ...(errors ?? []),
          ...((data as { createResource?: { errors: unknown[] } }).createResource?.errors ?? []),
        ]);
        expect(problems).toEqual([]);
      }
    },
    LONG,
  );

  test('instants come out in UTC, and a read that takes too long is ended', async () => {
    const { rows } = await hub.database.pool.query('show timezone');
    expect(rows).toEqual([{ TimeZone: 'UTC' }]);
    const slow = hub.database.reads.query({ text: 'select pg_sleep(20)', rowMode: 'array' });
    await expect(slow).rejects.toMatchObject({ extensions: { code: 'READ_TIMED_OUT' } });
  });

  test(
    'a hub starts on an empty database, works on its jobs, and ends',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'hearth-pooled-'));
      const environment = {
        DATABASE_URL: url,
        HEARTH_DATA: folder,
        PORT: String(await freePort()),
        ADMIN_PASSWORD: 'correct horse battery staple',
      };
      const started = new RunningCommand(['start', '--no-seed'], environment);
      await started.says('Ctrl-C');
      await hub.database.pool.query(
        `select graphile_worker.add_job('index-search', json_build_object('ownerId', gen_random_uuid())) from generate_series(1, 20)`,
      );
      let left = 1;
      while (left) {
        const { rows } = await hub.database.pool.query<{ left: number }>(
          "select count(*)::int as left from graphile_worker.jobs where task_identifier = 'index-search'",
        );
        left = rows[0]!.left;
      }
      const doctor = await run(['doctor', '--json'], environment);
      expect(JSON.parse(doctor.stdout).findings.filter(({ state }: { state: string }) => state === 'wrong')).toEqual(
        [],
      );
      expect(doctor.code).toBe(0);
      started.signal('SIGTERM');
      expect((await started.finished).code).toBe(0);
      await rm(folder, { recursive: true });
    },
    LONG,
  );
});

const unsuitable: [string, string | undefined, string][] = [
  ['one that keeps no prepared statements', PGBOUNCER, 'pool_mode = transaction\nmax_prepared_statements = 0'],
  ['one in statement mode', PGBOUNCER, 'pool_mode = statement\nmax_prepared_statements = 200'],
  ['one before 1.21 (PGBOUNCER_BEFORE_1_21 names it)', PGBOUNCER_BEFORE_1_21, 'pool_mode = transaction'],
];

describe('a pooler that Hearth cannot work with is refused, saying what to change', () => {
  afterEach(async () => {
    for (const one of poolers.splice(0)) await one.stop();
  });

  for (const [name, binary, settings] of unsuitable) {
    (binary ? test : test.skip)(
      name,
      async () => {
        const databaseUrl = await cloneDatabase();
        const url = await pooler(binary!, databaseUrl, settings);
        const { code, stderr } = await run(['start', '--no-seed'], {
          DATABASE_URL: url,
          PORT: String(await freePort()),
        });
        expect(code).toBe(1);
        expect(stderr).toMatch(/pooler that Hearth cannot work with .*max_prepared_statements = 200/s);
        await dropDatabase(databaseUrl);
      },
      LONG,
    );
  }
});
