import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { FileStorage, StoredFile } from '../storage/storage.js';
import { hashOfKey, originalKey } from './keys.js';
import { isUsed } from './media-assets.js';
import { previewOf } from './preview.js';
import { holdBytes, type Uploads } from './uploads.js';

/** Job that removes what is needed no longer, and when it runs by itself (UTC). */
export const MEDIA_JOB = 'keep-media';
export const MEDIA_SCHEDULE = `41 2 * * * ${MEDIA_JOB}`;

/** How long the trash keeps a file. */
const TRASH_DAYS = 30;
const DAY = 24 * 60 * 60 * 1000;
/** What nothing refers to stays for this long: something may be about to. */
const ORPHAN_MS = DAY;
/** Pictures made for a size are made again when somebody asks for them. */
const RENDITION_MS = 90 * DAY;
/** They may take so many times the place of what was uploaded, and this besides. */
const RENDITION_TIMES = 4;
/** Previews made in one night. */
const MOST_PREVIEWS = 2000;
const RENDITION_BYTES = 1024 ** 3;

/** Keeps the storage and the tables in line with each other. */
export class MediaUpkeep {
  constructor(
    private readonly dataSource: DataSource,
    private readonly storage: FileStorage,
    private readonly uploads: Uploads,
    private readonly log: Logger,
  ) {}

  async run(): Promise<void> {
    await this.uploads.removeLeftovers();
    await this.dataSource.query('delete from media_upload where expires_at < now()');
    await this.dataSource.query(
      `delete from media_asset m where deleted_at < now() - $1 * interval '1 day' and not ${isUsed('m')}`,
      [TRASH_DAYS],
    );
    await this.addPreviews();
    const removed = (await this.removeOriginals()) + (await this.removeRenditions()) + (await this.removeTrials());
    if (removed) this.log.info(`${removed} files that nothing needs were removed from the storage`);
  }

  /** Gives previews to pictures that were uploaded before there were any. */
  private async addPreviews(): Promise<void> {
    const pictures: { hash: string }[] = await this.dataSource.query(
      "select distinct hash from media_asset where kind = 'IMAGE' and preview is null limit $1",
      [MOST_PREVIEWS],
    );
    for (const { hash } of pictures) {
      try {
        const bytes = Buffer.concat(await (await this.storage.read(originalKey(hash))).toArray());
        const preview = await previewOf(bytes);
        await this.dataSource.query('update media_asset set preview = $2 where hash = $1 and preview is null', [
          hash,
          preview,
        ]);
      } catch (error) {
        this.log.warn({ error, hash }, 'A picture has no preview: its file cannot be read');
      }
    }
  }

  private async removeOriginals(): Promise<number> {
    const known = await this.knownHashes();
    let removed = 0;
    for await (const { key, storedAt } of this.storage.list('originals/')) {
      if (isYoung(storedAt) || known.has(hashOfKey(key))) continue;
      removed += await this.dataSource.transaction(async (manager) => {
        const hash = hashOfKey(key);
        if (hash) await holdBytes(manager, hash);
        // Once more, now that nobody stores them: they may have been uploaded again at this moment.
        if ((await this.knownHashes(hash)).has(hash)) return 0;
        await this.storage.remove(key);
        return 1;
      });
    }
    return removed;
  }

  /** Those of files that are gone, those that are old, and the oldest of all that are too many. */
  private async removeRenditions(): Promise<number> {
    const known = await this.knownHashes();
    const kept: StoredFile[] = [];
    let removed = 0;
    for await (const file of this.storage.list('renditions/')) {
      const isOld = Date.now() - file.storedAt.getTime() > RENDITION_MS;
      if (!isOld && (isYoung(file.storedAt) || known.has(hashOfKey(file.key)))) kept.push(file);
      else {
        await this.storage.remove(file.key);
        removed++;
      }
    }
    kept.sort((a, b) => a.storedAt.getTime() - b.storedAt.getTime());
    let tooMuch = kept.reduce((sum, { bytes }) => sum + bytes, 0) - (await this.renditionBytes());
    for (const { key, bytes } of kept) {
      if (tooMuch <= 0) break;
      await this.storage.remove(key);
      tooMuch -= bytes;
      removed++;
    }
    return removed;
  }

  private async removeTrials(): Promise<number> {
    let removed = 0;
    for await (const { key, storedAt } of this.storage.list('trials/')) {
      if (isYoung(storedAt)) continue;
      await this.storage.remove(key);
      removed++;
    }
    return removed;
  }

  private async renditionBytes(): Promise<number> {
    const [row]: { bytes: string }[] = await this.dataSource.query(
      'select coalesce(sum(bytes), 0) as bytes from media_asset',
    );
    return Number(row!.bytes) * RENDITION_TIMES + RENDITION_BYTES;
  }

  /** The hashes that something refers to; only this one of them when it is given. */
  private async knownHashes(hash?: string): Promise<Set<string | undefined>> {
    const rows: { hash: string }[] = await this.dataSource.query(
      `select hash from (select hash from media_asset union select hash from media_upload) known
       where hash is not null and ($1::text is null or hash = $1)`,
      [hash ?? null],
    );
    return new Set(rows.map((row) => row.hash));
  }
}

function isYoung(storedAt: Date): boolean {
  return Date.now() - storedAt.getTime() < ORPHAN_MS;
}
