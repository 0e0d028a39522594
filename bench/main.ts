/**
 * Measures the hub against the floor (see docs/performance.md) and prints one table.
 * Exit codes: 0 measured, whether targets are met or not; 1 when it failed or an answer was wrong; 2 for wrong options.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import pino from 'pino';
import { readConfig } from '../src/config.js';
import { type EmbeddedServer, startEmbeddedServer } from '../src/database/embedded.js';
import { type Hub, openHub } from '../src/hub.js';
import { DATA_VERSION, DataSet, END_OF_DATA } from './data/data-set.js';
import { fill } from './data/fill.js';
import { type Measuring, measure } from './measure.js';
import { type Options, readOptions, USAGE, UsageError } from './options.js';
import { type ServerProcess, startServer } from './processes/server.js';
import { canSeeProcesses, residentMb, StatementCount } from './processes/usage.js';
import { summarise } from './profile.js';
import { report } from './report.js';
import type { Result } from './result.js';
import { articleBySlug } from './workloads/articles.js';
import { prepareWorkloads } from './workloads/prepare.js';
import { type Workload, WrongAnswer } from './workloads/workload.js';

const log = (line: string) => console.error(line);

/** What has to be undone at the end, the last first. */
const endings: (() => Promise<unknown>)[] = [];
let ending: Promise<void> | undefined;

/** Undoes it all, once, however often it is called. */
function end(): Promise<void> {
  ending ??= (async () => {
    for (const undo of endings.toReversed()) await undo().catch(console.error);
  })();
  return ending;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void end().finally(() => process.exit(1)));

try {
  await bench(readOptions(process.argv.slice(2)));
} catch (error) {
  const expected = error instanceof WrongAnswer || error instanceof UsageError;
  console.error(expected ? error.message : error);
  if (error instanceof UsageError) console.error(`\n${USAGE}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
} finally {
  await end();
}

async function bench(options: Options): Promise<void> {
  const data = new DataSet(options.scale);
  const postgres = await startPostgres(options.scale);
  const hub = await openHub(readConfig({ DATABASE_URL: postgres.url }), pino({ level: 'silent' }));
  endings.push(() => hub.close());
  await fill(hub, data, log);
  const statements = await StatementCount.open(hub.database.pool);

  const firstQuestion = articleBySlug(data);
  const environment = {
    DATABASE_URL: postgres.url,
    DATABASE_POOL_SIZE: String(hub.config.databasePoolSize),
    LOG_LEVEL: 'silent',
    ROLE: 'api',
    // All load comes from one network address.
    MAX_WRITES_PER_MINUTE: '1000000',
    MAX_READ_COST_PER_MINUTE: '50000000',
  };
  const profileFolder = options.profile ? await mkdtemp(join(tmpdir(), 'hearth-profile-')) : undefined;
  const start = async (kind: 'hub' | 'floor'): Promise<ServerProcess> => {
    const nodeArguments = kind === 'hub' && profileFolder ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`] : [];
    const server = await startServer(kind, { environment, nodeArguments, firstQuestion });
    endings.push(() => server.stop());
    return server;
  };
  const servers = { hub: await start('hub'), floor: await start('floor') };

  log('Looking through the data set…');
  const workloads = await prepareWorkloads(data, hub, servers.hub);
  const measuring = { servers, dataDirectory: postgres.dataDirectory, statements, seconds: options.seconds };
  const measured: Result['workloads'][number][] = [];
  for (const workload of workloads.filter(({ name }) => options.workloads.has(name.slice(0, 2)))) {
    log(`Measuring ${workload.name}, ${workload.title}…`);
    measured.push({
      name: workload.name,
      title: workload.title,
      figures: await measureChecked(measuring, workload, hub),
    });
  }

  const result: Result = {
    scale: options.scale,
    node: process.versions.node,
    postgres: (await hub.database.pool.query('show server_version')).rows[0].server_version,
    processors: `${availableParallelism()} x ${cpus()[0]?.model ?? 'unknown processor'}`,
    workloads: measured,
    residentMb: canSeeProcesses ? { hub: residentMb(servers.hub.pid), floor: residentMb(servers.floor.pid) } : null,
    startMs: { hub: servers.hub.startMs, floor: servers.floor.startMs },
  };
  if (options.json) await writeFile(options.json, `${JSON.stringify(result, null, 2)}\n`);
  await servers.hub.stop();
  if (profileFolder) log(`${await summarise(profileFolder)}\n`);
  console.log(report(result));
}

/** Where writing is measured, also looks whether each post that was answered is there, and counted. */
async function measureChecked(measuring: Measuring, workload: Workload, hub: Hub) {
  const written = async (): Promise<number> => {
    const { rows } = await hub.database.pool.query('select count(*)::int from post where created_at >= $1', [
      END_OF_DATA,
    ]);
    return rows[0].count;
  };
  const before = await written();
  const { figures, sent } = await measure(measuring, workload);
  const added = (await written()) - before;
  const expected = workload.name === 'W7' ? sent : 0;
  if (added !== expected)
    throw new WrongAnswer(`${workload.name}: ${expected} posts should have been added, and ${added} were.`);
  const miscounted = await hub.database.pool.query(
    `select from discussion_thread t where post_count <> (select count(*) from post p where p.thread_id = t.id and p.deleted_at is null) limit 1`,
  );
  if (miscounted.rowCount) throw new WrongAnswer(`${workload.name}: the number of posts of a thread is wrong.`);
  return figures;
}

/** A PostgreSQL of our own, durable as in production, in a folder that is kept when HEARTH_BENCH_DATA names one. */
async function startPostgres(scale: number): Promise<EmbeddedServer> {
  const kept = process.env.HEARTH_BENCH_DATA;
  const directory = kept
    ? join(resolve(kept), `version-${DATA_VERSION}-scale-${scale}`)
    : await mkdtemp(join(tmpdir(), 'hearth-bench-'));
  await mkdir(directory, { recursive: true });
  const settings = { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track': 'top' };
  const server = await startEmbeddedServer({ directory, log, settings });
  endings.push(async () => {
    await server.stop();
    if (kept) return;
    await rm(directory, { recursive: true, force: true });
    await rm(dirname(server.dataDirectory), { recursive: true, force: true });
  });
  return server;
}
