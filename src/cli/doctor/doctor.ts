import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type Config, ConfigError, readConfig } from '../../config.js';
import { type Database, openDatabase } from '../../database/database.js';
import { makeLog } from '../../log.js';
import { makeServices } from '../../services/services.js';
import { EXIT, type ExitCode } from '../exit.js';
import { checkAdmin, checkJobs, checkMigrations, checkServer, indexingJobs } from './database.js';
import { type Finding, note, ok, wrong } from './finding.js';
import { checkDataFolder, checkNode, checkPort } from './machine.js';
import { checkSearch } from './search.js';
import { checkStorage } from './storage.js';

const MARKS = { ok: '✓', note: '!', wrong: '✗' } as const;

/** Looks whether everything Hearth needs is there and in order, whether a hub runs or not. It changes nothing. */
export async function doctor(options: { json?: true }): Promise<ExitCode> {
  const findings = await examine();
  const healthy = findings.every(({ state }) => state !== 'wrong');
  if (options.json) console.log(JSON.stringify({ healthy, findings }, null, 2));
  else for (const { check, state, text } of findings) console.log(`${MARKS[state]} ${check}: ${text}`);
  return healthy ? EXIT.ok : EXIT.failed;
}

async function examine(): Promise<Finding[]> {
  const node = checkNode();
  let config: Config;
  try {
    config = readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [node, ...error.problems.map((problem) => wrong('Configuration', problem))];
  }
  const port = await checkPort(config);
  return [
    node,
    ok('Configuration', 'every variable is understood'),
    ...(await checkDataFolder(config)),
    port.finding,
    ...(await examineDatabase(config, port.running)),
  ];
}

async function examineDatabase(config: Config, running: boolean): Promise<Finding[]> {
  if (!config.databaseUrl && !hasCluster(config.dataDirectory)) {
    return [note('Database', 'the built-in one is not there yet: the first start makes it')];
  }
  const log = makeLog('error');
  let database: Database;
  try {
    database = await openDatabase({ url: config.databaseUrl, directory: config.dataDirectory, poolSize: 2, log });
  } catch (error) {
    return [wrong('Database', (error as Error).message)];
  }
  try {
    return await examineContent(config, database, running, log);
  } finally {
    await database.close();
  }
}

async function examineContent(config: Config, database: Database, running: boolean, log: Logger): Promise<Finding[]> {
  const server = await checkServer(database.pool, !config.meili);
  const migrations = await checkMigrations(database);
  const findings = [...server, migrations.finding];
  if (!migrations.usable) return findings;
  findings.push(await checkAdmin(database.pool));
  const services = await makeServices(config, database, log);
  try {
    findings.push(...(await checkSearch(services.search, await indexingJobs(database.pool))));
    findings.push(await checkStorage(services.storage, config));
  } finally {
    await services.close();
  }
  return [...findings, ...(await checkJobs(database.pool, running))];
}

/** Whether the built-in database was made: opening it would make one. */
function hasCluster(directory: string): boolean {
  return ['postgres.json', 'postgres'].some((name) => existsSync(join(directory, name)));
}
