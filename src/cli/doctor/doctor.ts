import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError, readConfig } from '../../config.js';
import { type Database, openDatabase } from '../../database/database.js';
import { makeLog } from '../../log.js';
import { checkDataFolder } from '../../services/health/check-data-folder.js';
import { checkMigrations, checkServer } from '../../services/health/check-database.js';
import { type Finding, note, ok, wrong } from '../../services/health/finding.js';
import { makeServices } from '../../services/services.js';
import { EXIT, type ExitCode } from '../exit.js';
import { checkNode, checkPort } from './machine.js';

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
    port.finding,
    ...(await examineHub(config, port.running)),
  ];
}

async function examineHub(config: Config, running: boolean): Promise<Finding[]> {
  const folder = await checkDataFolder(config);
  if (!config.databaseUrl && !hasCluster(config.dataDirectory)) {
    return [...folder, note('Database', 'the built-in one is not there yet: the first start makes it')];
  }
  const log = makeLog('error');
  let database: Database;
  try {
    database = await openDatabase({ url: config.databaseUrl, directory: config.dataDirectory, poolSize: 2, log });
  } catch (error) {
    return [...folder, wrong('Database', (error as Error).message)];
  }
  try {
    const { usable, finding } = await checkMigrations(database);
    if (!usable) return [...folder, ...(await checkServer(database.pool, !config.meili)), finding];
    const services = await makeServices(config, database, log);
    try {
      return await services.health.examine(running);
    } finally {
      await services.close();
    }
  } finally {
    await database.close();
  }
}

/** Whether the built-in database was made: opening it would make one. */
function hasCluster(directory: string): boolean {
  return ['postgres.json', 'postgres'].some((name) => existsSync(join(directory, name)));
}
