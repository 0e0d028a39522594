import type { EntityManager } from 'typeorm';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { ResourceDraft } from '../../schema/drafts/resource.js';
import type { MediaPlace } from '../../schema/media.js';
import { type Publication, textsOf } from '../content/batch.js';
import { namedInBodies } from '../content/draft-bodies.js';

/** A place in a draft where a file is used. */
export interface DraftMediaUse {
  /** As it was written. */
  readonly mediaId: string;
  readonly place: MediaPlace;
  /** Null for what all languages share. */
  readonly locale: string | null;
  /** The words that stand in place of the picture's own, empty when there are none; null where it is only linked to. */
  readonly alt: string | null;
  readonly path: readonly (string | number)[];
}

/** Where a draft uses files. */
export async function mediaUsesOf(draft: EntryDraft): Promise<DraftMediaUse[]> {
  const { file } = draft as ResourceDraft;
  const shared = (mediaId: string | null | undefined, place: MediaPlace, ...path: string[]): DraftMediaUse[] =>
    mediaId != null ? [{ mediaId, place, locale: null, alt: '', path: ['input', ...path] }] : [];
  const inTexts = (await namedInBodies(draft)).flatMap(({ locale, path, pictures, files }): DraftMediaUse[] => [
    ...pictures.map(({ id, alt }) => ({ mediaId: id, place: 'BODY' as const, locale, alt, path })),
    ...files.map((id) => ({ mediaId: id, place: 'BODY' as const, locale, alt: null, path })),
  ]);
  return [
    ...shared(draft.coverImageId, 'COVER', 'coverImageId'),
    ...shared(file?.mediaId, 'FILE', 'file', 'mediaId'),
    ...inTexts,
  ];
}

/** Writes down where the newest drafts of entries use files, in place of what was known. */
export async function writeDraftUses(
  manager: EntityManager,
  drafts: readonly { readonly entryId: string; readonly draft: EntryDraft }[],
): Promise<void> {
  const written = await Promise.all(
    drafts.map(async ({ entryId, draft }) => ({ entryId, uses: await mediaUsesOf(draft), locales: null })),
  );
  return writeUses(manager, written, false);
}

/** Writes down where what is live of entries uses files: in the languages published, and in what all languages share. */
export async function writeLiveUses(manager: EntityManager, publications: readonly Publication[]): Promise<void> {
  const written = await Promise.all(
    publications.map(async (publication) => {
      const locales = textsOf(publication).map(({ locale }) => locale);
      const all = await mediaUsesOf(publication.draft);
      const uses = all.filter(({ locale }) => locale === null || locales.includes(locale));
      return { entryId: publication.entry.id, uses, locales };
    }),
  );
  return writeUses(manager, written, true);
}

/** All uses of files by an entry in some languages. */
interface EntryUses {
  readonly entryId: string;
  readonly uses: readonly DraftMediaUse[];
  /** All languages when null. */
  readonly locales: readonly string[] | null;
}

async function writeUses(manager: EntityManager, written: readonly EntryUses[], live: boolean): Promise<void> {
  const entries = written.map(({ entryId, locales }) => ({ id: entryId, locales }));
  const uses = written.flatMap(({ entryId, uses }) => uses.map((use) => ({ entryId, ...use })));
  await manager.query(
    `with written as (select * from json_to_recordset($1::json) as e(id uuid, locales text[])), wanted as (
       select distinct m.id as media_id, w.entry_id, w.place, w.locale
       from unnest($3::text[], $4::uuid[], $5::text[], $6::text[]) as w(id, entry_id, place, locale)
         join media_asset m on m.id::text = lower(w.id)
     ), gone as (
       delete from media_use u using written e where u.entry_id = e.id and u.live = $2
         and (e.locales is null or u.locale is null or u.locale = any(e.locales))
         and not exists (select 1 from wanted w where w.entry_id = u.entry_id
           and w.media_id = u.media_id and w.place = u.place and w.locale is not distinct from u.locale)
     )
     insert into media_use (media_id, entry_id, place, locale, live) select media_id, entry_id, place, locale, $2 from wanted
     on conflict do nothing`,
    [
      JSON.stringify(entries),
      live,
      uses.map((use) => use.mediaId),
      uses.map((use) => use.entryId),
      uses.map((use) => use.place),
      uses.map((use) => use.locale),
    ],
  );
}
