import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { grantedTo, type Viewer } from '../../access/viewer.js';
import type { EntryType, TranslationState } from '../../schema/enums.js';
import type { Locales } from '../../schema/locales.js';
import { Refused } from '../../schema/user-error.js';
import { noteChange } from '../audit/audited-call.js';
import { lockEntry, refuseStale } from './locked-entry.js';

/** How far the entries of the site are translated into one language. */
export interface TranslationProgress {
  readonly locale: string;
  readonly entries: number;
  readonly source: number;
  readonly upToDate: number;
  readonly outdated: number;
  readonly missing: number;
  readonly published: number;
}

interface KnownTranslation {
  readonly id: string;
  readonly state: TranslationState;
}

/** What is to be translated, and what has been. The database follows each draft that is saved (`track_translations`). */
export class TranslationWork {
  private constructor(
    private readonly dataSource: DataSource,
    private readonly pool: Pool,
  ) {}

  /** Lets the database know the languages of the site, which say what is missing. */
  static async open(dataSource: DataSource, pool: Pool, locales: Locales): Promise<TranslationWork> {
    await dataSource.transaction(async (manager) => {
      // Processes that start at the same time tell it one after the other.
      await manager.query("select pg_advisory_xact_lock(hashtext('site-locales'))");
      await manager.query('select set_site_locales($1)', [locales.all]);
    });
    return new TranslationWork(dataSource, pool);
  }

  /** How far the site is translated, language by language. One SQL statement. */
  async progress(types: readonly EntryType[] | null): Promise<TranslationProgress[]> {
    const { rows } = await this.pool.query<TranslationProgress>(
      `select s.locale, count(e.id)::int as entries,
         count(e.id) filter (where t.state = 'SOURCE')::int as source,
         count(e.id) filter (where t.state = 'UP_TO_DATE')::int as "upToDate",
         count(e.id) filter (where t.state = 'OUTDATED')::int as outdated,
         count(e.id) filter (where t.state = 'MISSING')::int as missing,
         count(l.entry_id)::int as published
       from site_locale s
         left join translation t on t.locale = s.locale
         left join entry e on e.id = t.entry_id and e.deleted_at is null and ($1::text[] is null or e.type = any($1))
         left join entry_translation l on l.entry_id = e.id and l.locale = s.locale and l.status = 'PUBLISHED'
       group by s.locale, s.position order by s.position`,
      [types],
    );
    return rows;
  }

  /**
   * Says that an outdated translation is right as it is.
   * @returns id of the translation
   * @throws Refused when there is none, or it is not one of the viewer's languages
   */
  confirm(viewer: Viewer, id: string, locale: string, revision: number): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['EDIT', 'TRANSLATE'], id);
      const own = grantedTo(viewer, 'CONTRIBUTOR', 'locale');
      if (entry.action === 'TRANSLATE' && !own.includes(locale)) {
        throw Refused.because('NOT_ALLOWED', `You may only confirm translations in ${own.join(', ')}.`, 'locale');
      }
      await refuseStale(manager, entry, revision, 'revision');
      const { id: translationId, state } = await translationOf(manager, entry.id, locale);
      if (state === 'SOURCE')
        throw Refused.because('INVALID', 'The entry is translated from this language: it is no translation.', 'locale');
      await manager.query(
        `update translation t set state = 'UP_TO_DATE', state_since = now(), source_revision = $2, source_digest = s.text_digest
         from entry e join translation s on s.entry_id = e.id and s.locale = e.source_locale
         where t.id = $1 and e.id = t.entry_id and t.state = 'OUTDATED'`,
        [translationId, revision],
      );
      noteChange({
        object: { type: 'Entry', id: entry.id },
        before: { state },
        after: { state: 'UP_TO_DATE', locale },
      });
      return translationId;
    });
  }

  /** Says which language an entry is translated from. @returns id of what is no translation from here on @throws Refused */
  setSource(viewer: Viewer, id: string, locale: string, revision: number): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['EDIT'], id);
      await refuseStale(manager, entry, revision, 'revision');
      const source = await translationOf(manager, entry.id, locale);
      noteChange({ object: { type: 'Entry', id: entry.id }, after: { sourceLocale: locale } });
      await manager.query('select track_translations($1, $2)', [entry.id, locale]);
      return source.id;
    });
  }
}

/** @throws Refused when the newest draft has no text in the language */
async function translationOf(manager: EntityManager, entryId: string, locale: string): Promise<KnownTranslation> {
  const [found]: KnownTranslation[] = await manager.query(
    `select id, state from translation where entry_id = $1 and locale = $2 and state <> 'MISSING'`,
    [entryId, locale],
  );
  if (!found) throw Refused.because('NOT_FOUND', `There is no text in "${locale}" yet.`, 'locale');
  return found;
}
