import pg from 'pg';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { type Database, openDatabase } from '../database/database.js';
import { readManifest, UnreadableBackup } from '../services/backup/read-backup.js';
import { restoreBackup } from '../services/backup/restore-backup.js';
import { FileExists, writeBackup } from '../services/backup/write-backup.js';
import { openStorage } from '../services/storage/open-storage.js';
import { EXIT, type ExitCode, UsageError } from './exit.js';

/** Writes a backup to `file`; the hub may run meanwhile. */
export async function backup(config: Config, log: Logger, file: string): Promise<ExitCode> {
  return withConnection(config, log, async (client) => {
    const secretIsSet = config.authSecret !== undefined;
    const written = await writeBackup(client, openStorage(config), file, { secretIsSet }).catch((error) => {
      throw error instanceof FileExists ? new UsageError(error.message) : error;
    });
    const { rows, files, bytes, missing } = written;
    console.log(`Wrote ${file}: ${rows} rows and ${files} files, ${(bytes / 1_000_000).toFixed(1)} MB.`);
    if (missing.length) console.log(`${missing.length} files are not in the storage: ${missing.join(', ')}`);
    if (secretIsSet) console.log('AUTH_SECRET is not in it: keep it, too.');
    return EXIT.ok;
  });
}

/** Brings a backup into a database that has no content yet. */
export async function restore(config: Config, log: Logger, file: string): Promise<ExitCode> {
  try {
    const manifest = await readManifest(file);
    return await withConnection(config, log, async (client, database) => {
      const unknown = manifest.migrations.filter((name) => !database.knownMigrations.includes(name));
      if (unknown.length) {
        throw new UsageError(
          `${file} was made by a newer version of Hearth (${unknown.at(-1)}): restore it with that one.`,
        );
      }
      await requireEmpty(client);
      await database.migrate(manifest.migrations);
      const { rows, files } = await restoreBackup(client, openStorage(config), file, manifest);
      await database.migrate();
      console.log(`Restored ${rows} rows and ${files} files of ${manifest.madeAt}. The next start fills search.`);
      if (manifest.secretIsSet && !config.authSecret) {
        console.log('AUTH_SECRET was set when the backup was made. Set it again: else all sessions and keys end.');
      }
      return EXIT.ok;
    });
  } catch (error) {
    throw error instanceof UnreadableBackup ? new UsageError(error.message) : error;
  }
}

/** A database with people or content in it: what a backup brings would meet it. */
async function requireEmpty(client: pg.Client): Promise<void> {
  const { rows: tables } = await client.query("select to_regclass('public.member') is not null as made");
  if (!tables[0].made) return;
  const { rows } = await client.query(
    'select exists (select from member) or exists (select from entry) or exists (select from topic) as filled',
  );
  if (!rows[0].filled) return;
  throw new UsageError(
    'This hub has content already. A backup is restored into an empty one: stop the hub, set HEARTH_DATA to a new folder ' +
      'or DATABASE_URL to a new database, and restore again.',
  );
}

async function withConnection(
  config: Config,
  log: Logger,
  work: (client: pg.Client, database: Database) => Promise<ExitCode>,
): Promise<ExitCode> {
  const database = await openDatabase({
    url: config.databaseUrl,
    directory: config.dataDirectory,
    poolSize: config.databasePoolSize,
    log,
  });
  // Instants are written in UTC and in the form that every server reads.
  const options = '-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1';
  const client = new pg.Client({ connectionString: database.url, options });
  try {
    await client.connect();
    return await work(client, database);
  } finally {
    await client.end();
    await database.close();
  }
}
