import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import type { Locales } from '../../schema/locales.js';
import type { RichText } from '../../schema/rich-text.js';
import { Refused } from '../../schema/user-error.js';
import { noteChange } from '../audit/audited-call.js';
import { bodyOf } from '../community/written-text.js';
import { Problems } from '../content/problems.js';
import { FIRST_TEXTS } from './first-texts.js';

export interface ConductText {
  /** Canonical BCP 47 tag. */
  readonly locale: string;
  /** Markdown. */
  readonly body: string;
}

interface Version {
  readonly id: string;
  readonly version: number;
}

/** The code of conduct: every version is kept, the newest holds. */
export class Conduct {
  private constructor(
    private readonly dataSource: DataSource,
    private readonly locales: Locales,
  ) {}

  /** Publishes the first version where there is none. The tables must be up to date. */
  static async open(dataSource: DataSource, locales: Locales): Promise<Conduct> {
    if (!(await newest(dataSource.manager))) {
      await dataSource.transaction(async (manager) => {
        if (await newestForUpdate(manager)) return;
        await insertVersion(manager, 1, null, checkedTexts(FIRST_TEXTS));
      });
    }
    return new Conduct(dataSource, locales);
  }

  /** The number of the version that holds. */
  async newestVersion(): Promise<number> {
    return (await newest(this.dataSource.manager))!.version;
  }

  /**
   * Notes that the viewer has accepted the newest version; nothing happens when they have.
   * @returns its id
   * @throws Refused VERSION_CONFLICT for any other version: one accepts what one has read
   */
  async accept(viewer: Viewer, version: number): Promise<string> {
    const current = (await newest(this.dataSource.manager))!;
    if (version !== current.version) {
      throw Refused.because(
        'VERSION_CONFLICT',
        `The code of conduct is at version ${current.version}: read that one and accept it.`,
        'version',
      );
    }
    return this.dataSource.transaction(async (manager) => {
      noteChange({ after: { version } });
      await manager.query(
        'insert into conduct_acceptance (member_id, version) values ($1, $2) on conflict do nothing',
        [viewer.memberId, version],
      );
      return current.id;
    });
  }

  /**
   * Publishes a new version, which everyone is asked to accept.
   * @returns its id
   * @throws Refused for texts that are not possible, or none in the default language
   */
  async publish(viewer: Viewer, texts: readonly ConductText[]): Promise<string> {
    this.checkLocales(texts);
    const bodies = checkedTexts(texts);
    return this.dataSource.transaction(async (manager) => {
      const before = await newestForUpdate(manager);
      const version = (before?.version ?? 0) + 1;
      noteChange({ before: { version: before?.version ?? null }, after: { version } });
      return insertVersion(manager, version, viewer.memberId, bodies);
    });
  }

  private checkLocales(texts: readonly ConductText[]): void {
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
}

function checkedTexts(texts: readonly ConductText[]): Map<string, RichText> {
  const problems = new Problems();
  const bodies = texts.map(({ locale, body }, i) => {
    return [locale, bodyOf(body, problems, ['input', 'translations', i, 'body'])!] as const;
  });
  problems.throwIfAny();
  return new Map(bodies);
}

async function newest(manager: EntityManager): Promise<Version | undefined> {
  const [found]: Version[] = await manager.query(
    'select id, version from conduct_version order by version desc limit 1',
  );
  return found;
}

/** The newest version, which stays the newest until the transaction ends or adds one. */
async function newestForUpdate(manager: EntityManager): Promise<Version | undefined> {
  await manager.query('lock table conduct_version in share row exclusive mode');
  return newest(manager);
}

async function insertVersion(
  manager: EntityManager,
  version: number,
  by: string | null,
  bodies: ReadonlyMap<string, RichText>,
): Promise<string> {
  const id = uuid();
  await manager.query('insert into conduct_version (id, version, published_by) values ($1, $2, $3)', [id, version, by]);
  for (const [locale, { markdown, html, text, headings, readingMinutes }] of bodies) {
    await manager.query(
      `insert into conduct_text (conduct_version_id, locale, body_markdown, body_html, body_text, body_headings,
         body_reading_minutes) values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, locale, markdown, html, text, JSON.stringify(headings), readingMinutes],
    );
  }
  return id;
}
