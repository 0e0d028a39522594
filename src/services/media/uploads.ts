import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import type { MediaKind } from '../../schema/media.js';
import { Refused } from '../../schema/user-error.js';
import { requireConduct } from '../conduct/require-conduct.js';
import { refuseTooMany } from '../identity/account-limits.js';
import type { TryLimit } from '../identity/try-limit.js';
import type { FileStorage } from '../storage/storage.js';
import { type CleanFile, clean } from './clean.js';
import { originalKey } from './keys.js';

/** How long a link to upload to works, and what was uploaded waits to be used. */
const HOURS = 24;
const DAY = 24 * 60 * 60 * 1000;

/** A file that may be sent. */
export interface NewUpload {
  readonly id: string;
  /** Where the bytes are to be sent to; a path when the public address of the hub is not known. */
  readonly url: string;
  readonly expiresAt: string;
  readonly maximumBytes: number;
}

/** What was received. */
export interface ReceivedFile {
  readonly uploadId: string;
  readonly kind: MediaKind;
  readonly mediaType: string;
  readonly bytes: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly animated: boolean;
}

/** An upload whose bytes are there, locked for the transaction. */
export type ReadyUpload = Omit<ReceivedFile, 'uploadId'> & {
  readonly id: string;
  readonly hash: string;
  readonly preview: string | null;
};

export interface UploadSettings {
  /** Folder for files on their way in, of this machine alone. */
  readonly folder: string;
  /** Signs links. */
  readonly secret: string;
  /** What links begin with. */
  readonly base: string;
  readonly maximumBytes: number;
}

/**
 * Files on their way in. Who may upload asks for a link; the link is all that sending the bytes needs, so that no other
 * door has to know who somebody is. What has come belongs to nothing until a mutation uses it.
 */
export class Uploads {
  constructor(
    private readonly dataSource: DataSource,
    private readonly storage: FileStorage,
    private readonly limit: TryLimit,
    private readonly settings: UploadSettings,
  ) {}

  /** @throws Refused when too many wait to be used @throws GraphQLError RATE_LIMITED */
  async create(viewer: Viewer): Promise<NewUpload> {
    requireConduct(viewer);
    await this.limit.begin({ accounts: [viewer.memberId!] });
    const id = uuid();
    const [row]: { expires_at: Date }[] = await this.dataSource.transaction(async (manager) => {
      await refuseTooMany(manager, viewer.memberId!, 'UPLOADS');
      return manager.query(
        `insert into media_upload (id, member_id, expires_at) values ($1, $2, now() + $3 * interval '1 hour') returning expires_at`,
        [id, viewer.memberId, HOURS],
      );
    });
    return {
      id,
      url: `${this.settings.base}/uploads/${id}.${this.signatureOf(id)}`,
      expiresAt: row!.expires_at.toISOString(),
      maximumBytes: this.settings.maximumBytes,
    };
  }

  /**
   * Takes the bytes of a file.
   * @param token what the link ends in
   * @returns undefined when the link does not work, or no longer
   * @throws Refused when the file is not taken, saying why
   */
  async receive(token: string, body: Readable): Promise<ReceivedFile | undefined> {
    const id = this.idOf(token);
    if (!id || !(await this.isExpected(id))) return undefined;
    await mkdir(this.settings.folder, { recursive: true, mode: 0o700 });
    const draft = join(this.settings.folder, randomUUID());
    const cleaned = `${draft}-clean`;
    try {
      await this.write(body, draft);
      return await this.keep(id, await clean(draft, cleaned));
    } finally {
      await rm(draft, { force: true });
      await rm(cleaned, { force: true });
    }
  }

  /** What a crash has left in the folder of files on their way in. */
  async removeLeftovers(): Promise<void> {
    const names = await readdir(this.settings.folder).catch(() => []);
    for (const name of names) {
      const path = join(this.settings.folder, name);
      const found = await stat(path).catch(() => undefined);
      if (found && found.mtimeMs < Date.now() - DAY) await rm(path, { force: true });
    }
  }

  private async isExpected(id: string): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      'select 1 from media_upload where id = $1 and hash is null and expires_at > now()',
      [id],
    );
    return rows.length > 0;
  }

  private async write(body: Readable, path: string): Promise<void> {
    const { maximumBytes } = this.settings;
    let bytes = 0;
    const counting = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        done(bytes > maximumBytes ? tooLarge(maximumBytes) : null, chunk);
      },
    });
    await pipeline(body, counting, createWriteStream(path, { mode: 0o600 }));
    if (bytes === 0) throw Refused.because('INVALID', 'There is nothing in the file.', 'file');
  }

  private async keep(uploadId: string, file: CleanFile): Promise<ReceivedFile | undefined> {
    const { path, kind, mediaType, width, height, animated, preview } = file;
    const { size: bytes } = await stat(path);
    const hash = await hashOf(path);
    // A store elsewhere takes its time: no connection to the database waits for it.
    await this.storage.put(originalKey(hash), path, mediaType);
    const kept = await this.dataSource.transaction(async (manager) => {
      await holdBytes(manager, hash);
      // Had they been there before and unused, they may have been removed in between; now they cannot be.
      await this.storage.put(originalKey(hash), path, mediaType);
      const [rows]: [unknown[], number] = await manager.query(
        `update media_upload set hash = $2, kind = $3, media_type = $4, bytes = $5, width = $6, height = $7, animated = $8, preview = $9
         where id = $1 and hash is null returning id`,
        [uploadId, hash, kind, mediaType, bytes, width, height, animated, preview],
      );
      return rows.length > 0;
    });
    return kept ? { uploadId, kind, mediaType, bytes, width, height, animated } : undefined;
  }

  private signatureOf(id: string): string {
    return createHmac('sha256', this.settings.secret).update(`upload:${id}`).digest('base64url');
  }

  private idOf(token: string): string | undefined {
    const [, id, signature] = /^([0-9a-f-]{36})\.([\w-]{43})$/.exec(token) ?? [];
    if (!id) return undefined;
    return timingSafeEqual(Buffer.from(signature!), Buffer.from(this.signatureOf(id))) ? id : undefined;
  }
}

/**
 * Takes an upload of the viewer's whose bytes are there, for good.
 * @throws Refused when there is none
 */
export async function takeUpload(
  manager: EntityManager,
  viewer: Viewer,
  id: string,
  ...path: (string | number)[]
): Promise<ReadyUpload> {
  const [taken]: [(ReadyUpload & { media_type: string })[], number] = await manager.query(
    `delete from media_upload where id::text = lower($1) and member_id = $2 and expires_at > now() and hash is not null
     returning id, hash, kind, media_type, bytes, width, height, animated, preview`,
    [id, viewer.memberId],
  );
  const [upload] = taken;
  if (!upload) {
    const message =
      'No file was received for this upload of yours, or it was used before: begin with `createMediaUpload` and send the file to its `url`.';
    throw Refused.because('NOT_FOUND', message, ...path);
  }
  return { ...upload, mediaType: upload.media_type };
}

/** Keeps bytes of this hash from being stored and removed at once, until the transaction ends. */
export async function holdBytes(manager: EntityManager, hash: string): Promise<void> {
  await manager.query("select pg_advisory_xact_lock(hashtextextended('media bytes ' || $1, 0))", [hash]);
}

export function tooLarge(maximumBytes: number): Refused {
  const most = (maximumBytes / 1024 / 1024).toLocaleString('en', { maximumFractionDigits: 1 });
  return Refused.because('INVALID', `The file is too large: at most ${most} MB are taken.`, 'file');
}

export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
