import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { hashOfKey, type MediaStorage } from './storage/storage.js';
import { holdBytes, type Uploads } from './uploads.js';

/** Job that removes what is needed no longer, and when it runs by itself (UTC). */
export const MEDIA_JOB = 'keep-media';
export const MEDIA_SCHEDULE = `41 2 * * * ${MEDIA_JOB}`;

/** How long the trash keeps a file. */
const TRASH_DAYS = 30;
/** What nothing refers to stays for this long: something may be about to. */
const ORPHAN_MS = 24 * 60 * 60 * 1000;
/** Pictures made for a size are made again when somebody asks for them. */
const RENDITION_MS = 90 * ORPHAN_MS;

/** Keeps the storage and the tables in line with each other. */
export class MediaUpkeep {
  constructor(
    private readonly dataSource: DataSource,
    private readonly storage: MediaStorage,
    private readonly uploads: Uploads,
    private readonly log: Logger,
  ) {}

  async run(): Promise<void> {
    await this.uploads.removeLeftovers();
    await this.dataSource.query('delete from media_upload where expires_at < now()');
    await this.dataSource.query(
      `delete from media_asset m where deleted_at < now() - $1 * interval '1 day'
         and not exists (select 1 from media_use u where u.media_id = m.id)`,
      [TRASH_DAYS],
    );
    let removed = 0;
    for (const [prefix, age] of [
      ['originals/', Number.POSITIVE_INFINITY],
      ['renditions/', RENDITION_MS],
      ['trials/', 0],
    ] as const) {
      for await (const { key, storedAt } of this.storage.list(prefix)) {
        const old = Date.now() - storedAt.getTime();
        if (old > ORPHAN_MS && (old > age || !(await this.isUsed(hashOfKey(key)))))
          removed += await this.remove(key, age);
      }
    }
    if (removed) this.log.info(`${removed} files that nothing needs were removed from the storage`);
  }

  /** Looks once more, with the bytes held: they may have been uploaded again at this moment. */
  private remove(key: string, age: number): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const hash = hashOfKey(key);
      if (hash) await holdBytes(manager, hash);
      if (age === Number.POSITIVE_INFINITY && (await this.isUsed(hash))) return 0;
      await this.storage.remove(key);
      return 1;
    });
  }

  private async isUsed(hash: string | undefined): Promise<boolean> {
    if (!hash) return false;
    const rows: unknown[] = await this.dataSource.query(
      `select 1 from media_asset where hash = $1 union all select 1 from media_upload where hash = $1 limit 1`,
      [hash],
    );
    return rows.length > 0;
  }
}
