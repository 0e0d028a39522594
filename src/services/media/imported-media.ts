import { createHash, randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { MediaAsset, MediaTextRow } from '../../entities/media/media-asset.js';
import { Refused } from '../../schema/user-error.js';
import { Problems } from '../content/problems.js';
import type { FileStorage } from '../storage/storage.js';
import { countRevision } from '../updates/revision.js';
import { saveTexts } from '../updates/texts.js';
import { announce } from '../webhooks/announce.js';
import { checkAsset } from './check-asset.js';
import { type CleanFile, clean } from './clean.js';
import { originalKey } from './keys.js';
import { type AssetChange, changedSettings, columnsOf, NO_SETTINGS, recordVersion } from './media-assets.js';
import { hashOf, holdBytes } from './uploads.js';

/** What is known of a picture that was taken over before. */
interface Known {
  readonly media_id: string | null;
  readonly digest: string;
  readonly hash: string | null;
  readonly deleted: boolean;
}

/** Takes pictures over from elsewhere, so that taking them over again changes only what changed there. */
export class ImportedMedia {
  constructor(
    private readonly dataSource: DataSource,
    private readonly storage: FileStorage,
    /** Folder for files on their way in. */
    private readonly incoming: string,
  ) {}

  /**
   * Makes or updates the picture that is `key` at `source`.
   * @param file where its bytes are
   * @returns its id; null when someone has deleted it here: then it stays away
   * @throws Refused when the file is no picture that is taken, or what is said about it is wrong
   */
  async put(source: string, key: string, file: string, given: AssetChange): Promise<string | null> {
    const digest = createHash('sha256')
      .update(await readFile(file))
      .update(JSON.stringify(given))
      .digest('base64');
    const known = await knownOf(this.dataSource, source, key);
    if (known && (known.media_id === null || known.deleted)) return null;
    const isStored = known?.hash ? (await this.storage.size(originalKey(known.hash))) !== undefined : false;
    if (known?.digest === digest && isStored) return known.media_id;
    const [arrived, cleaned] = [join(this.incoming, randomUUID()), join(this.incoming, randomUUID())];
    await mkdir(this.incoming, { recursive: true, mode: 0o700 });
    try {
      await copyFile(file, arrived);
      const picture = await clean(arrived, cleaned);
      if (picture.kind !== 'IMAGE') throw Refused.because('INVALID', 'The file is no picture.', 'file');
      return await this.keep({ source, key, digest }, picture, given);
    } finally {
      await rm(arrived, { force: true });
      await rm(cleaned, { force: true });
    }
  }

  private async keep(
    { source, key, digest }: { readonly source: string; readonly key: string; readonly digest: string },
    { path, kind, mediaType, width, height, animated, preview }: CleanFile,
    given: AssetChange,
  ): Promise<string | null> {
    const hash = await hashOf(path);
    await this.storage.put(originalKey(hash), path, mediaType);
    const { size: bytes } = await stat(path);
    return this.dataSource.transaction(async (manager) => {
      // Two imports of the same thing at once would make it twice.
      await manager.query("select pg_advisory_xact_lock(hashtext('media import:' || $1 || ':' || $2))", [source, key]);
      await holdBytes(manager, hash);
      await this.storage.put(originalKey(hash), path, mediaType);
      const known = await knownOf(manager, source, key);
      // Only its bytes were lost, or another import was faster.
      if (known?.digest === digest) return known.media_id;
      const problems = new Problems();
      const settings = changedSettings(NO_SETTINGS, given, problems);
      await checkAsset(manager, settings, problems);
      problems.throwIfAny();
      const id = known?.media_id ?? uuid();
      const file = { ...columnsOf(settings), kind, mediaType, bytes, width, height, animated, hash, preview };
      if (known) {
        const version = () => 'version + 1';
        await manager.update(MediaAsset, { id }, { ...file, version, updatedAt: new Date() });
      } else await manager.insert(MediaAsset, { id, ...file, uploadedById: null });
      await saveTexts(manager, MediaTextRow, { mediaId: id }, settings.translations);
      if (known) await countRevision(manager, 'media_asset', id, null);
      await recordVersion(manager, id, null);
      await announce(manager, { event: known ? 'MEDIA_REPLACED' : 'MEDIA_UPLOADED', id, by: null });
      await manager.query(
        `insert into imported_media (source, key, media_id, digest) values ($1, $2, $3, $4)
         on conflict (source, key) do update set digest = excluded.digest`,
        [source, key, id, digest],
      );
      return id;
    });
  }
}

async function knownOf(on: Pick<EntityManager, 'query'>, source: string, key: string): Promise<Known | undefined> {
  const [known]: Known[] = await on.query(
    `select i.media_id, i.digest, m.hash, m.deleted_at is not null as deleted
     from imported_media i left join media_asset m on m.id = i.media_id where i.source = $1 and i.key = $2`,
    [source, key],
  );
  return known;
}
