import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, lexicographicSortSchema, printSchema } from 'graphql';
import pg from 'pg';
import { ask, LONG, ownDatabase, PASSWORD_SHOWN, signIn, started, undo } from './harness/command-hub.js';
import { freePort, run } from './harness/commands.js';

const COMMANDS = ['start', 'migrate', 'seed', 'import', 'reindex', 'create-admin', 'doctor', 'schema'];

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
      `mutation { signUp(input: { email: "ola@centre.example", password: "${own}", name: "Ola" }) { errors { code } } }`,
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

  test('writes a report when all was taken as it stood, and begins nothing without one', async () => {
    const environment = await ownDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'hearth-import-'));
    undo.push(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'organizations.csv'), 'id,name,description\n1,Corner House,Coffee and advice.\n');
    const nowhere = join(folder, 'no', 'such', 'folder.csv');
    const refused = await run(['import', 'hsds', folder, '--report', nowhere], environment);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('The report cannot be written to') });
    const report = join(folder, 'report.txt');
    const { stdout } = await run(['import', 'hsds', folder, '--report', report, '--source', 'corner'], environment);
    expect(stdout).toContain('1 created, 0 updated');
    expect(await readFile(report, 'utf8')).toBe('file,row,column,value,reason,severity\r\n');
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
      const HEARTH_DATA = await mkdtemp(join(tmpdir(), 'hearth-cli-'));
      undo.push(() => rm(HEARTH_DATA, { recursive: true }));
      await mkdir(join(HEARTH_DATA, 'media'));
      const mended = (await run(['doctor'], { ...environment, HEARTH_DATA })).stdout;
      expect(mended).toMatch(/^✓ Index: /m);
      expect(mended).toMatch(/^✓ Files: the folder .* keeps them$/m);
      await rm(join(HEARTH_DATA, 'media'), { recursive: true });
      await writeFile(join(HEARTH_DATA, 'media'), '');
      const blocked = (await run(['doctor'], { ...environment, HEARTH_DATA })).stdout;
      expect(blocked).toMatch(/^✗ Files: the folder .* cannot keep uploaded files/m);
    },
    LONG,
  );
});
