import { createHmac, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { parse, stringify, v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import type { Locales } from '../../schema/locales.js';
import { EXPORTS, TryLimit } from '../identity/try-limit.js';
import { archive } from './archive.js';
import { ownData } from './own-data.js';

const ID_BYTES = 16;
/** Two ids and a signature. */
const TOKEN_BYTES = 2 * ID_BYTES + 32;

/** How long an archive is kept. */
const DAYS = 7;

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

interface ExportSettings {
  /** Where archives are kept; all processes of a hub need the same one. */
  readonly folder: string;
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
      const file = await archive(await ownData(this.pool, owner.member_id), now, locales);
      await mkdir(this.settings.folder, { recursive: true, mode: 0o700 });
      await writeFile(this.fileOf(id), file, { mode: 0o600 });
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
    return rm(this.fileOf(id), { force: true });
  }

  /** The ZIP file a link leads to; undefined when the link is not, or no longer, valid. */
  async open(token: string): Promise<Uint8Array | undefined> {
    const named = this.namedIn(token);
    if (!named) return undefined;
    const { rows } = await this.pool.query<{ id: string }>(
      `select x.id from data_export x join auth_session s on s.user_id = x.member_id
       where x.id = $1 and x.ready and x.expires_at > now() and s.id = $2 and s.expires_at > now()`,
      [named.id, named.sessionId],
    );
    const [found] = rows;
    if (!found) return undefined;
    return readFile(this.fileOf(found.id)).catch((error: NodeJS.ErrnoException) => {
      // It has expired at this moment.
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
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

  private fileOf(id: string): string {
    return join(this.settings.folder, `${id}.zip`);
  }
}

async function enqueue(manager: EntityManager, job: string, payload: ExportRequest, at: Date): Promise<void> {
  await manager.query('select graphile_worker.add_job($1, $2::json, run_at := $3)', [job, JSON.stringify(payload), at]);
}
