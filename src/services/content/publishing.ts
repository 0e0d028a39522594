import type { DataSource, EntityManager } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import { Entry } from '../../entities/content/entry.js';
import { EntryTranslation } from '../../entities/content/entry-translation.js';
import type { EntryDraft, EntryTextDraft } from '../../schema/drafts/entry.js';
import type { EntryType } from '../../schema/enums.js';
import type { Locales } from '../../schema/locales.js';
import { enqueueIndexing } from '../../search/indexing.js';
import { noteChange } from '../audit/audited-call.js';
import { checkDraft, checkPublishable } from './check-draft.js';
import { type LockedEntry, lockEntry, newestDraft, refuseStale } from './entries.js';
import { liveTranslation, writeLiveEntry } from './live-rows.js';
import { Problems } from './problems.js';
import { checkReferences } from './references.js';
import { slugify } from './slug.js';

/** Brings revisions before the public and takes them back, language by language. */
export class Publishing {
  constructor(
    private readonly dataSource: DataSource,
    private readonly locales: Locales,
  ) {}

  /**
   * Publishes the newest revision, which must be `revision`: one publishes what one has read.
   * @param locales those to publish; all that the draft has when absent
   */
  async publish(
    viewer: Viewer,
    id: string,
    revision: number,
    locales?: readonly string[] | null,
  ): Promise<{ entryId: string }> {
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['PUBLISH'], id);
      await refuseStale(manager, entry, revision, 'revision');
      noteChange({ before: { status: entry.status }, after: { revision, locales: locales ?? 'all' } });
      await publishDraft(manager, this.locales, entry, await newestDraft(manager, entry), locales, new Date());
      return { entryId: entry.id };
    });
  }

  /** Takes languages back; all of them when none are named. What was published stays in the history. */
  async unpublish(viewer: Viewer, id: string, locales?: readonly string[] | null): Promise<{ entryId: string }> {
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['UNPUBLISH'], id);
      noteChange({ before: { status: entry.status }, after: { takenBack: locales ?? 'all' } });
      await takeBack(manager, entry.id, locales ?? null);
      return { entryId: entry.id };
    });
  }

  /** Puts an entry into the trash, out of sight of all but those who may work on it. */
  async remove(viewer: Viewer, id: string): Promise<{ entryId: string }> {
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['DELETE'], id);
      await takeBack(manager, entry.id, null);
      await manager.update(Entry, { id: entry.id }, { deletedAt: new Date() });
      return { entryId: entry.id };
    });
  }

  /** Takes an entry out of the trash; it is not published by that. */
  async restore(viewer: Viewer, id: string): Promise<{ entryId: string }> {
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['RESTORE'], id);
      await manager.update(Entry, { id: entry.id }, { deletedAt: null });
      return { entryId: entry.id };
    });
  }
}

/** Validates a draft and copies it to the live rows. The entry must be locked. */
export async function publishDraft(
  manager: EntityManager,
  locales: Locales,
  entry: Pick<LockedEntry, 'id' | 'type' | 'published_at'>,
  draft: EntryDraft,
  wanted: readonly string[] | null | undefined,
  at: Date,
): Promise<void> {
  const texts = chooseTexts(draft, wanted, locales);
  const problems = new Problems();
  checkDraft(entry.type, draft, problems);
  checkPublishable(
    entry.type,
    draft,
    texts.map(({ locale }) => locale),
    problems,
  );
  await checkReferences(manager, entry.type, draft, problems);
  problems.throwIfAny();

  await manager.update(Entry, { id: entry.id }, { publishedAt: entry.published_at ?? at });
  await writeLiveEntry(manager, entry.id, entry.type, draft, at);
  for (const text of texts) {
    const slug = await slugFor(manager, entry.id, entry.type, text, problems, draft.translations!.indexOf(text));
    problems.throwIfAny();
    const [before] = await manager.findBy(EntryTranslation, { entryId: entry.id, locale: text.locale });
    const live = liveTranslation(entry.id, entry.type, text, slug, before?.publishedAt ?? at);
    await manager.upsert(EntryTranslation, live, ['entryId', 'locale']);
  }
  await enqueueIndexing(manager, entry.id);
}

function chooseTexts(
  draft: EntryDraft,
  wanted: readonly string[] | null | undefined,
  locales: Locales,
): EntryTextDraft[] {
  const texts = draft.translations ?? [];
  const problems = new Problems();
  if (texts.length === 0) problems.add('REQUIRED', 'There is no text in any language yet.', 'input', 'translations');
  for (const [i, text] of texts.entries()) {
    if ((!wanted || wanted.includes(text.locale)) && !locales.all.includes(text.locale)) {
      problems.add(
        'NOT_ALLOWED',
        `The site has no language "${text.locale}"; it has ${locales.all.join(', ')}. An operator can add it to LOCALES.`,
        'input',
        'translations',
        i,
        'locale',
      );
    }
  }
  for (const [i, locale] of (wanted ?? []).entries()) {
    if (!texts.some((text) => text.locale === locale))
      problems.add('NOT_FOUND', `There is no text in "${locale}".`, 'locales', i);
  }
  problems.throwIfAny();
  return wanted ? texts.filter((text) => wanted.includes(text.locale)) : [...texts];
}

/** The slug to publish under: the one asked for, else the one it has, else one made from the title. */
async function slugFor(
  manager: EntityManager,
  entryId: string,
  type: EntryType,
  text: EntryTextDraft,
  problems: Problems,
  index: number,
): Promise<string> {
  // Whoever publishes the same slug at the same time waits here.
  await manager.query("select pg_advisory_xact_lock(hashtext('slug:' || $1 || ':' || $2))", [type, text.locale]);
  const taken = async (slug: string): Promise<boolean> => {
    const found: unknown[] = await manager.query(
      "select 1 from entry_translation where type = $1 and locale = $2 and slug = $3 and entry_id <> $4 and status = 'PUBLISHED'",
      [type, text.locale, slug, entryId],
    );
    return found.length > 0;
  };
  if (text.slug) {
    if (await taken(text.slug))
      problems.add(
        'TAKEN',
        `Another entry has the slug "${text.slug}". Choose another.`,
        'input',
        'translations',
        index,
        'slug',
      );
    return text.slug;
  }
  const [own]: { slug: string }[] = await manager.query(
    'select slug from entry_translation where entry_id = $1 and locale = $2',
    [entryId, text.locale],
  );
  if (own && !(await taken(own.slug))) return own.slug;
  const base = slugify(text.title!, text.locale) || entryId;
  let slug = base;
  for (let n = 2; await taken(slug); n++) slug = `${base.slice(0, 75)}-${n}`;
  return slug;
}

async function takeBack(manager: EntityManager, entryId: string, locales: readonly string[] | null): Promise<void> {
  await manager.query(
    "update entry_translation set status = 'UNPUBLISHED' where entry_id = $1 and status = 'PUBLISHED' and ($2::text[] is null or locale = any($2))",
    [entryId, locales],
  );
  await manager.query(
    `update entry set status = 'UNPUBLISHED', updated_at = now() where id = $1 and status = 'PUBLISHED'
      and not exists (select 1 from entry_translation where entry_id = $1 and status = 'PUBLISHED')`,
    [entryId],
  );
  await enqueueIndexing(manager, entryId);
}
