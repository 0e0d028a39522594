import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import type { Locales } from '../../schema/locales.js';
import type { RichText } from '../../schema/rich-text.js';
import { noteChange } from '../audit/audited-call.js';
import { bodyOf } from '../community/written-text.js';
import { Problems } from '../content/problems.js';
import { idsOf } from '../texts/ids.js';
import { outdated, type Revisor } from '../updates/revision.js';

export interface TextOfVersion {
  /** Canonical BCP 47 tag. */
  readonly locale: string;
  /** Markdown. */
  readonly body: string;
}

export interface Version {
  readonly id: string;
  readonly version: number;
}

/** What people accept, in tables `<name>_version` and `<name>_text`. Every version is kept, the newest holds. */
export class VersionedTexts {
  private constructor(
    private readonly name: 'conduct' | 'consent',
    private readonly dataSource: DataSource,
    private readonly locales: Locales,
  ) {}

  /** Publishes the first version where there is none. The tables must be up to date. */
  static async open(
    name: 'conduct' | 'consent',
    dataSource: DataSource,
    locales: Locales,
    first: readonly TextOfVersion[],
  ): Promise<VersionedTexts> {
    const texts = new VersionedTexts(name, dataSource, locales);
    if (!(await texts.newest(dataSource.manager))) {
      await dataSource.transaction(async (manager) => {
        if (await texts.newestForUpdate(manager)) return;
        const id = uuid();
        await texts.insert(manager, { id, version: 1 }, null, await checkedTexts(id, first));
      });
    }
    return texts;
  }

  /** The version that holds. */
  async current(): Promise<Version> {
    return (await this.newest(this.dataSource.manager))!;
  }

  /** Whether a version has a text in a locale. */
  async isIn(id: string, locale: string): Promise<boolean> {
    const found: unknown[] = await this.dataSource.manager.query(
      `select 1 from ${this.name}_text where ${this.name}_version_id = $1 and locale = $2`,
      [id, locale],
    );
    return found.length > 0;
  }

  /**
   * Publishes a new version. It stands by itself: languages that it has no text in read it in another one, and not what
   * was said before under the number of what is said now.
   * @param startedFrom the version that the admin has seen
   * @returns its id
   * @throws Refused for texts that are not possible, or none in the default language
   */
  async publish(viewer: Viewer, texts: readonly TextOfVersion[], startedFrom?: number | null): Promise<string> {
    this.checkLocales(texts);
    const id = uuid();
    const bodies = await checkedTexts(id, texts);
    return this.dataSource.transaction(async (manager) => {
      const before = await this.newestForUpdate(manager);
      if (before && startedFrom != null && startedFrom !== before.version)
        throw outdated('version', startedFrom, before.version, await this.publisher(manager, before.id));
      const version = (before?.version ?? 0) + 1;
      noteChange({ before: { version: before?.version ?? null }, after: { version } });
      await this.insert(manager, { id, version }, viewer.memberId, bodies);
      return id;
    });
  }

  private async publisher(manager: EntityManager, id: string): Promise<Revisor> {
    const [row]: Revisor[] = await manager.query(
      `select m.name, v.published_at as at from ${this.name}_version v left join member m on m.id = v.published_by where v.id = $1`,
      [id],
    );
    return row!;
  }

  private checkLocales(texts: readonly TextOfVersion[]): void {
    const problems = new Problems();
    const { all, default: main } = this.locales;
    if (!texts.some(({ locale }) => locale === main)) {
      problems.add(
        'REQUIRED',
        `A text in "${main}", the main language of the site, is needed.`,
        'input',
        'translations',
      );
    }
    for (const [i, { locale }] of texts.entries()) {
      const path = ['input', 'translations', i, 'locale'] as const;
      if (!all.includes(locale)) {
        problems.add('INVALID', `The site has no language "${locale}"; it has ${all.join(', ')}.`, ...path);
      }
      if (texts.findIndex((text) => text.locale === locale) < i) {
        problems.add('INVALID', `There are two texts in "${locale}".`, ...path);
      }
    }
    problems.throwIfAny();
  }

  private async newest(manager: EntityManager): Promise<Version | undefined> {
    const [found]: Version[] = await manager.query(
      `select id, version from ${this.name}_version order by version desc limit 1`,
    );
    return found;
  }

  /** The newest version, which stays the newest until the transaction ends or adds one. */
  private async newestForUpdate(manager: EntityManager): Promise<Version | undefined> {
    await manager.query(`lock table ${this.name}_version in share row exclusive mode`);
    return this.newest(manager);
  }

  private async insert(
    manager: EntityManager,
    { id, version }: Version,
    by: string | null,
    bodies: ReadonlyMap<string, RichText>,
  ): Promise<void> {
    const { name } = this;
    await manager.query(`insert into ${name}_version (id, version, published_by) values ($1, $2, $3)`, [
      id,
      version,
      by,
    ]);
    for (const [locale, { markdown, html, text, headings, readingMinutes }] of bodies) {
      await manager.query(
        `insert into ${name}_text (${name}_version_id, locale, body_markdown, body_html, body_text, body_headings,
           body_reading_minutes) values ($1, $2, $3, $4, $5, $6, $7)`,
        [id, locale, markdown, html, text, JSON.stringify(headings), readingMinutes],
      );
    }
  }
}

async function checkedTexts(versionId: string, texts: readonly TextOfVersion[]): Promise<Map<string, RichText>> {
  const problems = new Problems();
  const bodies = await Promise.all(
    texts.map(async ({ locale, body }, i) => {
      const path = ['input', 'translations', i, 'body'];
      return [locale, (await bodyOf(body, idsOf(versionId, locale), problems, path))!] as const;
    }),
  );
  problems.throwIfAny();
  return new Map(bodies);
}
