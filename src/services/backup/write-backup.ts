import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type Pack, pack } from 'tar-stream';
import { originalKey } from '../media/keys.js';
import { type FileStorage, MissingFile } from '../storage/storage.js';
import {
  CONTENTS,
  type Contents,
  filePrefix,
  JOBS,
  MANIFEST,
  type Manifest,
  type Table,
  tablePart,
} from './manifest.js';

/** A tar file says the size of each part beforehand; so much of a table is kept in memory for it. */
const PART_BYTES = 4 * 1024 * 1024;
/** Tables that are left empty: from a salt in a backup one could try out for ever who has searched on its day. */
const LEFT_OUT = ['daily_salt', 'migrations'];

/** A backup overwrites nothing. */
export class FileExists extends Error {}

export interface WrittenBackup extends Contents {
  readonly bytes: number;
  /** Files that were deleted while the backup was made. */
  readonly missing: readonly string[];
}

/**
 * Writes all that cannot be made anew to one file: the tables as they were at one moment, work that waits, and uploaded
 * files. Others may write meanwhile. The file is there as a whole or not at all, and only its owner may read it.
 * @param client a connection of its own, which nobody else uses
 */
export async function writeBackup(
  client: Client,
  storage: FileStorage,
  file: string,
  { secretIsSet }: { secretIsSet: boolean },
): Promise<WrittenBackup> {
  await access(file).then(
    () => {
      throw new FileExists(`${file} is there already, and is not overwritten.`);
    },
    () => undefined,
  );
  const draft = `${file}.part`;
  const archive = pack();
  const output = createWriteStream(draft, { mode: 0o600, flags: 'wx' });
  const written = pipeline(archive, createGzip(), output);
  // Told by `await written` below; a failure of ours comes first.
  written.catch(() => undefined);
  try {
    const { contents, missing } = await writeSnapshot(client, storage, archive, secretIsSet);
    archive.finalize();
    await written;
    await rename(draft, file);
    return { ...contents, missing, bytes: output.bytesWritten };
  } catch (error) {
    archive.destroy();
    await written.catch(() => undefined);
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new FileExists(`${draft} is there already: another backup is being made, or one was cut short. Remove it.`);
    }
    await rm(draft, { force: true });
    throw error;
  }
}

async function writeSnapshot(client: Client, storage: FileStorage, archive: Pack, secretIsSet: boolean) {
  await client.query('begin isolation level repeatable read read only');
  try {
    const tables = await tablesOf(client);
    const manifest: Manifest = {
      format: 1,
      madeAt: new Date().toISOString(),
      migrations: await migrationsOf(client),
      tables,
      sequences: await sequencesOf(client),
      secretIsSet,
    };
    await add(archive, MANIFEST, JSON.stringify(manifest));
    let rows = 0;
    for (const table of tables) rows += await writeTable(client, archive, table);
    await add(archive, JOBS, JSON.stringify(await waitingJobs(client)));
    const hashes = await fileHashes(client);
    const missing: string[] = [];
    for (const hash of hashes) if (!(await writeFile(storage, archive, hash))) missing.push(hash);
    const contents: Contents = { rows, files: hashes.length - missing.length };
    await add(archive, CONTENTS, JSON.stringify(contents));
    return { contents, missing };
  } finally {
    await client.query('rollback');
  }
}

async function tablesOf(client: Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> all($1)
       and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'e')
     group by c.relname order by c.relname`,
    [LEFT_OUT],
  );
  return rows;
}

async function migrationsOf(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select name from migrations order by id');
  return rows.map(({ name }) => name);
}

async function sequencesOf(client: Client): Promise<Manifest['sequences']> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `select sequencename as name, last_value::text as value from pg_sequences
     where schemaname = 'public' and last_value is not null and sequencename <> 'migrations_id_seq'`,
  );
  return rows;
}

/** In the words of `add_job`, which stay the same when the tables behind it change. */
async function waitingJobs(client: Client): Promise<unknown[]> {
  const { rows } = await client.query(
    `select t.identifier as task, j.payload, q.queue_name as queue, j.run_at::text, j.max_attempts - j.attempts as attempts,
       j.key, j.priority
     from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
     where j.attempts < j.max_attempts order by j.id`,
  );
  return rows;
}

async function fileHashes(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ hash: string }>('select distinct hash from media_asset order by hash');
  return rows.map(({ hash }) => hash);
}

async function writeTable(client: Client, archive: Pack, { name, columns }: Table): Promise<number> {
  const stream = client.query(copyTo(`copy public.${quoted(name)} (${columns.map(quoted).join(', ')}) to stdout`));
  let part = 0;
  let chunks: Buffer[] = [];
  let bytes = 0;
  const flush = async () => {
    if (bytes > 0) await add(archive, tablePart(name, part++), Buffer.concat(chunks));
    chunks = [];
    bytes = 0;
  };
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= PART_BYTES) await flush();
  }
  await flush();
  return stream.rowCount;
}

/** @returns false when there is no such file any more */
async function writeFile(storage: FileStorage, archive: Pack, hash: string): Promise<boolean> {
  const key = originalKey(hash);
  const size = await storage.size(key);
  if (size === undefined) return false;
  try {
    const bytes = await storage.read(key);
    const entry = archive.entry({ name: `${filePrefix}${hash}`, size, mode: 0o600 });
    await pipeline(bytes, entry);
    return true;
  } catch (error) {
    if (error instanceof MissingFile) return false;
    throw error;
  }
}

async function add(archive: Pack, name: string, content: string | Buffer): Promise<void> {
  const entry = archive.entry({ name, size: Buffer.byteLength(content), mode: 0o600 });
  entry.end(content);
  await once(entry, 'finish');
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
