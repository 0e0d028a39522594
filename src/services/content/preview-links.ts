import { createHash, randomBytes } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { type Grant, VISITOR, type Viewer } from '../../access/viewer.js';
import { PreviewLink } from '../../entities/content/preview-link.js';
import { Revision } from '../../entities/content/revision.js';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { Role } from '../../schema/enums.js';
import type { Locales } from '../../schema/locales.js';
import { Refused } from '../../schema/user-error.js';
import { claim } from '../access/claim.js';
import { noteChange } from '../audit/audited-call.js';
import { refuseTooMany } from '../identity/account-limits.js';
import { checkNotEmpty } from './check-locales.js';
import { LOCKED_COLUMNS, type LockedEntry, refuseWithdrawn } from './locked-entry.js';
import { Problems } from './problems.js';
import { draftOf } from './revisions.js';

/** What a link shall show, and how long. */
export interface NewPreviewLink {
  readonly entryId: string;
  /** Absent: the newest at the moment of looking. */
  readonly revision?: number | null;
  /** Absent: all that the draft has. */
  readonly locales?: readonly string[] | null;
  readonly expiresInMinutes: number;
}

/** A link that works, as it was found by its token. */
export interface ValidLink {
  readonly entryId: string;
  readonly revision: number | null;
  readonly locales: readonly string[] | null;
  readonly expiresAt: Date;
  /** Who made it: it shows what they may read. */
  readonly creator: Viewer;
}

const LONGEST_MINUTES = 30 * 24 * 60;

/** How long after its end it is remembered that there was a link, so that it is said to have expired: days. */
const REMEMBERED = 30;

/** Links to drafts: 256 random bits each, of which only the SHA-256 is kept, as with API keys. */
export class PreviewLinks {
  constructor(
    private readonly dataSource: DataSource,
    private readonly pool: Pool,
    private readonly locales: Locales,
    /** Address of the front end, which has a page `preview`; undefined when there is none. */
    private readonly appUrl: string | undefined,
  ) {}

  /**
   * Makes a link.
   * @returns its id, and its token, which nobody can learn later; alone and, where there is a front end, in an address
   * @throws Refused for an entry whose drafts the viewer cannot read, and for what it cannot show
   */
  create(viewer: Viewer, link: NewPreviewLink): Promise<{ id: string; token: string; url: string | null }> {
    const { entryId, revision = null, locales = null, expiresInMinutes } = link;
    this.refuseImpossible(locales, expiresInMinutes);
    return this.dataSource.transaction(async (manager) => {
      const entry = await claim<LockedEntry>(manager, viewer, {
        to: ['READ_REVISIONS'],
        on: 'Entry',
        id: entryId,
        path: ['entryId'],
        columns: LOCKED_COLUMNS,
      });
      await refuseTooMany(manager, viewer.memberId!, 'PREVIEW_LINKS');
      refuseWithdrawn(entry, 'entryId');
      if (entry.deleted_at) throw Refused.because('NOT_ALLOWED', 'It is in the trash: restore it first.', 'entryId');
      if (revision !== null) {
        const draft = await draftOf(manager, entry.id, revision);
        if (!draft) {
          throw Refused.because(
            'NOT_FOUND',
            'The entry has no revision of this number: `revisions` lists them.',
            'revision',
          );
        }
        refuseWithoutText(draft, locales ?? []);
        // From here on something rests on it, so that no autosave takes its place.
        await manager.update(Revision, { entryId: entry.id, number: revision }, { kept: true });
      }
      const id = uuid();
      const token = `preview_${randomBytes(32).toString('base64url')}`;
      const createdAt = new Date();
      const expiresAt = new Date(createdAt.getTime() + expiresInMinutes * 60_000);
      noteChange({ object: { type: 'PreviewLink', id }, after: { entryId: entry.id, revision, locales, expiresAt } });
      await manager.insert(PreviewLink, {
        id,
        entryId: entry.id,
        revision,
        locales: locales && [...locales],
        tokenHash: hashOf(token),
        createdById: viewer.memberId!,
        createdAt,
        expiresAt,
      });
      await manager.query(`delete from preview_link where expires_at < now() - interval '${REMEMBERED} days'`);
      return { id, token, url: this.urlOf(token) };
    });
  }

  /** Ends a link, from the next request on. @returns its id @throws Refused when there is none to revoke */
  revoke(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const link = await claim<{ id: string }>(manager, viewer, {
        to: ['REVOKE'],
        on: 'PreviewLink',
        id,
        path: ['id'],
        columns: 'id',
      });
      await manager.query('update preview_link set revoked_at = now() where id = $1', [link.id]);
      return link.id;
    });
  }

  /**
   * The link of a token, in one statement.
   * @throws GraphQLError PREVIEW_EXPIRED, or PREVIEW_INVALID when there is none or it was revoked
   */
  async find(token: string): Promise<ValidLink> {
    const { rows } = await this.pool.query<Found>({
      name: 'preview_link',
      text: `
        select l.entry_id, l.revision, l.locales, l.expires_at, l.expires_at <= now() as expired,
          l.revoked_at is not null as revoked, m.id as creator_id, m.roles,
          (select json_agg(json_build_object('role', g.role, 'scope', g.scope, 'of', g.of))
            from access_grant g where g.member_id = m.id) as grants
        from preview_link l join member m on m.id = l.created_by where l.token_hash = $1`,
      values: [hashOf(token)],
    });
    const [found] = rows;
    if (!found || found.revoked) throw invalidPreview();
    if (found.expired) {
      throw new GraphQLError('This preview has expired. Ask whoever sent it to you for a new one.', {
        extensions: { code: 'PREVIEW_EXPIRED' },
      });
    }
    const { entry_id: entryId, revision, locales, expires_at: expiresAt, creator_id: memberId, roles, grants } = found;
    const creator = { ...VISITOR, memberId, roles, grants: grants ?? [] };
    return { entryId, revision, locales, expiresAt, creator };
  }

  private urlOf(token: string): string | null {
    if (!this.appUrl) return null;
    const url = new URL('preview', `${this.appUrl.replace(/\/+$/, '')}/`);
    url.searchParams.set('token', token);
    return url.href;
  }

  private refuseImpossible(locales: readonly string[] | null, minutes: number): void {
    const problems = new Problems();
    if (minutes < 1 || minutes > LONGEST_MINUTES) {
      problems.add(
        'INVALID',
        `A preview lasts from 1 to ${LONGEST_MINUTES} minutes, which are 30 days.`,
        'expiresInMinutes',
      );
    }
    checkNotEmpty(locales, problems, 'locales');
    for (const [i, locale] of (locales ?? []).entries()) {
      const { all } = this.locales;
      if (!all.includes(locale))
        problems.add('INVALID', `The site has no language "${locale}"; it has ${all.join(', ')}.`, 'locales', i);
    }
    problems.throwIfAny();
  }
}

/** A draft that will never have a text in a language is not shown in it. @throws Refused */
function refuseWithoutText({ translations }: EntryDraft, locales: readonly string[]): void {
  const problems = new Problems();
  for (const [i, locale] of locales.entries()) {
    if (!translations?.some((text) => text.locale === locale))
      problems.add('NOT_FOUND', `There is no text in "${locale}".`, 'locales', i);
  }
  problems.throwIfAny();
}

interface Found {
  readonly entry_id: string;
  readonly revision: number | null;
  readonly locales: string[] | null;
  readonly expires_at: Date;
  readonly expired: boolean;
  readonly revoked: boolean;
  readonly creator_id: string;
  readonly roles: Role[];
  readonly grants: Grant[] | null;
}

/** What whoever comes with a token hears that shows nothing: no more than that. */
export function invalidPreview(): GraphQLError {
  return new GraphQLError(
    'This preview does not work: the token in `Hearth-Preview` is wrong, was revoked, or what it showed is gone.',
    { extensions: { code: 'PREVIEW_INVALID' } },
  );
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
