import type { EntityManager } from 'typeorm';
import type { EntryTextDraft } from '../../schema/drafts/entry.js';
import type { EntryType } from '../../schema/enums.js';
import type { Problems } from './problems.js';
import { shorten, slugify } from './slug.js';

/** The slug to publish under: the one asked for, else the one it has, else one made from the title. */
export async function chooseSlug(
  manager: EntityManager,
  entryId: string,
  type: EntryType,
  text: EntryTextDraft,
  problems: Problems,
  index: number,
): Promise<string> {
  // Whoever publishes the same slug at the same time waits here.
  await manager.query("select pg_advisory_xact_lock(hashtext('slug:' || $1 || ':' || $2))", [type, text.locale]);
  return findSlug(manager, entryId, type, text, problems, index);
}

/** The same, of which nobody makes sure that it is still free when it is used. */
export async function findSlug(
  manager: EntityManager,
  entryId: string,
  type: EntryType,
  text: EntryTextDraft,
  problems: Problems,
  index: number,
): Promise<string> {
  const taken = async (slug: string): Promise<boolean> => {
    const found: unknown[] = await manager.query(
      "select 1 from entry_translation where type = $1 and locale = $2 and slug = $3 and entry_id <> $4 and status = 'PUBLISHED'",
      [type, text.locale, slug, entryId],
    );
    return found.length > 0;
  };
  const wanted = text.slug?.normalize('NFC');
  if (wanted) {
    if (await taken(wanted))
      problems.add(
        'TAKEN',
        `Another entry has the slug "${wanted}". Choose another.`,
        'input',
        'translations',
        index,
        'slug',
      );
    return wanted;
  }
  const [own]: { slug: string }[] = await manager.query(
    'select slug from entry_translation where entry_id = $1 and locale = $2',
    [entryId, text.locale],
  );
  if (own && !(await taken(own.slug))) return own.slug;
  const base = slugify(text.title!, text.locale) || entryId;
  // One made from a title leads nobody away from an entry that had it before; whoever wants that has to say so.
  const inUse = async (slug: string) =>
    (await taken(slug)) || leadsElsewhere(manager, entryId, type, text.locale, slug);
  let slug = base;
  for (let n = 2; await inUse(slug); n++) slug = `${shorten(base, 75)}-${n}`;
  return slug;
}

/** Whether readers who follow the slug come to another entry, which had it before. */
async function leadsElsewhere(
  manager: EntityManager,
  entryId: string,
  type: EntryType,
  locale: string,
  slug: string,
): Promise<boolean> {
  const found: unknown[] = await manager.query(
    'select 1 from slug_redirect where type = $1 and locale = $2 and slug = $3 and entry_id <> $4',
    [type, locale, slug, entryId],
  );
  return found.length > 0;
}
