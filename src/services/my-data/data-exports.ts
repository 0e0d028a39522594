import { createHmac, timingSafeEqual } from 'node:crypto';
import { mkdtemp, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { parse, stringify, v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import type { Locales } from '../../schema/locales.js';
import { EXPORTS, TryLimit } from '../identity/try-limit.js';
import { type FileStorage, MissingFile } from '../storage/storage.js';
import { archive } from './archive.js';
import { ownData } from './own-data.js';

const ID_BYTES = 16;
/** Two ids and a signature. */
const TOKEN_BYTES = 2 * ID_BYTES + 32;

/** How long an archive is kept. */
const DAYS = 7;
const MEDIA_TYPE = 'application/zip';

/** Name of the job that makes an archive. */
export const EXPORT_JOB = 'export-data';
/** Name of the job that forgets an archive when its time is over. */
export const EXPORT_EXPIRY_JOB = 'expire-export';

/** What jobs keep. */
export interface ExportRequest {
  readonly exportId: string;
  /** In which it was asked for. */
  readonly locale?: string;
}

/** An archive of a member's own data. */
export interface DataExport {
  readonly id: string;
  readonly state: 'PENDING' | 'READY';
  /** RFC 3339. */
  readonly requestedAt: string;
  readonly expiresAt: string;
  /** Link to download it, once it is ready; a path when the public address of the hub is not known. */
  readonly url: string | null;
}

/** The ZIP file of an archive. */
export interface ArchiveFile {
  readonly bytes: number;
  readonly content: Readable;
}

interface ExportSettings {
  /** Signs links. */
  readonly secret: string;
  readonly publicUrl: string | undefined;
}

interface ExportRow {
  readonly id: string;
  readonly requested_at: Date;
  readonly expires_at: Date;
  readonly ready: boolean;
}

/**
 * Archives of what is a member's own. Whoever has the link can download; so it is told to the owner alone, who has to
 * ask for it, and works no longer than the session in which they did. It is signed, and kept nowhere.
 */
export class DataExports {
  private readonly limit: TryLimit;

  constructor(
    private readonly dataSource: DataSource,
    private readonly pool: Pool,
    private readonly storage: FileStorage,
    private readonly settings: ExportSettings,
    private readonly locales: Locales,
  ) {
    this.limit = new TryLimit(pool, EXPORTS);
  }

  /**
   * Asks for an archive; one that is being made already is answered again.
   * @param sessionId of the session in which it is asked for
   * @param asked locale of the request, to read the archive in for who has not chosen one
   * @throws GraphQLError RATE_LIMITED
   */
  async request(viewer: Viewer, sessionId: string, asked: string): Promise<DataExport> {
    const memberId = viewer.memberId!;
    const pending = (await this.list(viewer, sessionId)).find(({ state }) => state === 'PENDING');
    if (pending) return pending;
    await this.limit.begin({ accounts: [memberId] });
    return this.dataSource.transaction(async (manager) => {
      const [row]: ExportRow[] = await manager.query(
        `insert into data_export (id, member_id, expires_at) values ($1, $2, now() + $3 * interval '1 day')
         returning id, requested_at, expires_at, ready`,
        [uuid(), memberId, DAYS],
      );
      await enqueue(manager, EXPORT_JOB, { exportId: row!.id, locale: asked }, new Date());
      await enqueue(manager, EXPORT_EXPIRY_JOB, { exportId: row!.id }, row!.expires_at);
      return this.answer(row!, sessionId);
    });
  }

  /** The viewer's archives that have not expired, the newest first. @param sessionId of the session that asks */
  async list(viewer: Viewer, sessionId: string): Promise<DataExport[]> {
    const { rows } = await this.pool.query<ExportRow>(
      `select id, requested_at, expires_at, ready from data_export
       where member_id = $1 and expires_at > now() order by requested_at desc, id desc`,
      [viewer.memberId],
    );
    return rows.map((row) => this.answer(row, sessionId));
  }

  /** Makes the archive, for the job; nothing remains of one whose owner has gone meanwhile. */
  async make({ exportId: id, locale: asked = this.locales.default }: ExportRequest): Promise<void> {
    const { rows } = await this.pool.query<{ member_id: string; locale: string | null }>(
      'select x.member_id, m.locale from data_export x join member m on m.id = x.member_id where x.id = $1',
      [id],
    );
    const [owner] = rows;
    if (owner) {
      const now = new Date();
      const locales = this.locales.chain(owner.locale ?? asked);
      await this.keep(id, await archive(await ownData(this.pool, owner.member_id), now, locales));
    }
    const ready = await this.pool.query('update data_export set ready = true where id = $1', [id]);
    if (ready.rowCount === 0) await this.removeFile(id);
  }

  /** Forgets an archive whose time is over. */
  async expire(id: string): Promise<void> {
    await this.pool.query('delete from data_export where id = $1', [id]);
    await this.removeFile(id);
  }

  /** Nothing happens when there is none. */
  removeFile(id: string): Promise<void> {
    return this.storage.remove(keyOf(id));
  }

  /**
   * Moves archives to the storage that an earlier version kept in a folder of this machine, where no other could hand
   * them out or remove them.
   */
  async moveFrom(folder: string): Promise<void> {
    const names = await readdir(folder).catch(() => []);
    for (const name of names) {
      const id = /^([0-9a-f-]{36})\.zip$/.exec(name)?.[1];
      if (!id) continue;
      const { rowCount } = await this.pool.query('select from data_export where id = $1', [id]);
      if (rowCount) await this.storage.put(keyOf(id), join(folder, name), MEDIA_TYPE);
      await rm(join(folder, name), { force: true });
    }
    await rmdir(folder).catch(() => {});
  }

  /** The ZIP file a link leads to; undefined when the link is not, or no longer, valid. */
  async open(token: string): Promise<ArchiveFile | undefined> {
    const named = this.namedIn(token);
    if (!named) return undefined;
    const { rows } = await this.pool.query<{ id: string }>(
      `select x.id from data_export x join auth_session s on s.user_id = x.member_id
       where x.id = $1 and x.ready and x.expires_at > now() and s.id = $2 and s.expires_at > now()`,
      [named.id, named.sessionId],
    );
    const [found] = rows;
    if (!found) return undefined;
    const bytes = await this.storage.size(keyOf(found.id));
    if (bytes === undefined) return undefined;
    return this.storage.read(keyOf(found.id)).then(
      (content) => ({ bytes, content }),
      (error) => {
        // It has expired at this moment.
        if (error instanceof MissingFile) return undefined;
        throw error;
      },
    );
  }

  private async keep(id: string, file: Uint8Array): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'hearth-export-'));
    try {
      const path = join(folder, 'archive.zip');
      await writeFile(path, file, { mode: 0o600 });
      await this.storage.put(keyOf(id), path, MEDIA_TYPE);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  private answer({ id, requested_at, expires_at, ready }: ExportRow, sessionId: string): DataExport {
    return {
      id,
      state: ready ? 'READY' : 'PENDING',
      requestedAt: requested_at.toISOString(),
      expiresAt: expires_at.toISOString(),
      url: ready
        ? `${this.settings.publicUrl?.replace(/\/+$/, '') ?? ''}/exports/${this.tokenOf(id, sessionId)}`
        : null,
    };
  }

  /** Names archive and session. */
  private tokenOf(id: string, sessionId: string): string {
    const named = Buffer.concat([parse(id), parse(sessionId)]);
    return Buffer.concat([named, this.signatureOf(named)]).toString('base64url');
  }

  private namedIn(token: string): { id: string; sessionId: string } | undefined {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== TOKEN_BYTES || bytes.toString('base64url') !== token) return undefined;
    const named = bytes.subarray(0, 2 * ID_BYTES);
    if (!timingSafeEqual(bytes.subarray(2 * ID_BYTES), this.signatureOf(named))) return undefined;
    return { id: stringify(named, 0), sessionId: stringify(named, ID_BYTES) };
  }

  private signatureOf(named: Uint8Array): Buffer {
    return createHmac('sha256', this.settings.secret).update('export:').update(named).digest();
  }
}

/** Where the storage has the archive. */
function keyOf(id: string): string {
  return `exports/${id}.zip`;
}

async function enqueue(manager: EntityManager, job: string, payload: ExportRequest, at: Date): Promise<void> {
  await manager.query('select graphile_worker.add_job($1, $2::json, run_at := $3)', [job, JSON.stringify(payload), at]);
}
