import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';
import type { Entry } from 'tar-stream';
import { originalKey } from '../media/keys.js';
import type { FileStorage } from '../storage/storage.js';
import { CONTENTS, Contents, filePrefix, JOBS, MANIFEST, type Manifest, type Table, WaitingJob } from './manifest.js';
import { explained, partsOf, UnreadableBackup } from './read-backup.js';
import { withoutGuards } from './without-guards.js';
import { quoted } from './write-backup.js';

/**
 * Brings what a backup holds into tables that the same migrations have just made. It is all in one transaction: when
 * something fails, nothing of it is there, but for files that nobody names.
 * @param client a connection of its own, which nobody else uses
 */
export async function restoreBackup(
  client: Client,
  storage: FileStorage,
  file: string,
  manifest: Manifest,
): Promise<Contents> {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-restore-'));
  await client.query('begin');
  try {
    const contents = await withoutGuards(client, async () => {
      // Migrations bring rows of their own, which the backup has, too.
      const names = manifest.tables.map(({ name }) => `public.${quoted(name)}`);
      await client.query(`truncate ${names.join(', ')}`);
      const contents = await readParts(client, storage, file, manifest, folder);
      for (const { name, value } of manifest.sequences) {
        await client.query('select setval($1::regclass, $2::bigint)', [`public.${quoted(name)}`, value]);
      }
      return contents;
    });
    await client.query('commit');
    return contents;
  } catch (error) {
    await client.query('rollback');
    throw explained(file, error as Error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readParts(client: Client, storage: FileStorage, file: string, manifest: Manifest, folder: string) {
  const tables = new Map(manifest.tables.map((table) => [table.name, table]));
  let current: { name: string; copy: CopyStreamQuery } | undefined;
  let rows = 0;
  let files = 0;
  let contents: Contents | undefined;
  const endTable = async () => {
    if (!current) return;
    current.copy.end();
    await once(current.copy, 'finish');
    rows += current.copy.rowCount;
    current = undefined;
  };
  try {
    for await (const part of partsOf(file)) {
      const { name } = part.header;
      const table = /^tables\/([^/]+)\/\d+$/.exec(name)?.[1];
      if (table !== current?.name) await endTable();
      if (table !== undefined) {
        current ??= { name: table, copy: copyInto(client, tables.get(table)!) };
        await pipeline(Readable.from(part), current.copy, { end: false });
      } else if (name === JOBS) {
        await addJobs(client, WaitingJob.array().parse(await json(Readable.from(part))));
      } else if (name.startsWith(filePrefix)) {
        await storeFile(client, storage, part, name.slice(filePrefix.length), folder);
        files++;
      } else if (name === CONTENTS) {
        contents = Contents.parse(await json(Readable.from(part)));
      } else if (name === MANIFEST) {
        part.resume();
      } else {
        throw new UnreadableBackup(`${file} has a part "${name}", which this version of Hearth does not know.`);
      }
    }
  } catch (error) {
    // Else the connection would wait for the rest of the rows.
    current?.copy.destroy(error as Error);
    throw error;
  }
  if (contents?.rows !== rows || contents.files !== files) {
    throw new UnreadableBackup(`${file} is not whole: it was cut short, or parts of it are gone.`);
  }
  return contents;
}

function copyInto(client: Client, { name, columns }: Table): CopyStreamQuery {
  return client.query(copyFrom(`copy public.${quoted(name)} (${columns.map(quoted).join(', ')}) from stdin`));
}

async function addJobs(client: Client, jobs: readonly WaitingJob[]): Promise<void> {
  for (const { task, payload, queue, run_at, attempts, key, priority } of jobs) {
    await client.query(
      `select graphile_worker.add_job($1, $2::json, queue_name := $3, run_at := $4::timestamptz, max_attempts := $5,
         job_key := $6, priority := $7)`,
      [task, JSON.stringify(payload), queue, run_at, attempts, key, priority],
    );
  }
}

async function storeFile(
  client: Client,
  storage: FileStorage,
  part: Entry,
  hash: string,
  folder: string,
): Promise<void> {
  const file = join(folder, 'file');
  await pipeline(Readable.from(part), createWriteStream(file));
  const { rows } = await client.query<{ media_type: string }>(
    'select media_type from media_asset where hash = $1 limit 1',
    [hash],
  );
  await storage.put(originalKey(hash), file, rows[0]?.media_type ?? 'application/octet-stream');
}
