import type { EntityManager } from 'typeorm';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { ResourceDraft } from '../../schema/drafts/resource.js';
import type { MediaPlace } from '../../schema/media.js';
import { mediaImagesIn } from '../markdown.js';

/** A place in a draft where a file is used. */
export interface DraftMediaUse {
  /** As it was written. */
  readonly mediaId: string;
  readonly place: MediaPlace;
  /** Null for what all languages share. */
  readonly locale: string | null;
  /** The words that stand in place of the file's own; empty when there are none. */
  readonly alt: string;
  readonly path: readonly (string | number)[];
}

/** Where a draft uses files. */
export function mediaUsesOf(draft: EntryDraft): DraftMediaUse[] {
  const { file } = draft as ResourceDraft;
  const shared = (mediaId: string | null | undefined, place: MediaPlace, ...path: string[]): DraftMediaUse[] =>
    mediaId ? [{ mediaId, place, locale: null, alt: '', path: ['input', ...path] }] : [];
  const inTexts = (draft.translations ?? []).flatMap(({ locale, body }, i) =>
    mediaImagesIn(body ?? '').map(({ id, alt }) => ({
      mediaId: id,
      place: 'BODY' as const,
      locale,
      alt,
      path: ['input', 'translations', i, 'body'],
    })),
  );
  return [
    ...shared(draft.coverImageId, 'COVER', 'coverImageId'),
    ...shared(file?.mediaId, 'FILE', 'file', 'mediaId'),
    ...inTexts,
  ];
}

/** Writes down where the newest draft of an entry uses files, in place of what was known. */
export function writeDraftUses(manager: EntityManager, entryId: string, draft: EntryDraft): Promise<void> {
  return writeUses(manager, entryId, mediaUsesOf(draft), false, null);
}

/** Writes down where what is live of an entry uses files: in these languages, and in what all languages share. */
export function writeLiveUses(
  manager: EntityManager,
  entryId: string,
  draft: EntryDraft,
  locales: readonly string[],
): Promise<void> {
  const uses = mediaUsesOf(draft).filter(({ locale }) => locale === null || locales.includes(locale));
  return writeUses(manager, entryId, uses, true, locales);
}

/** @param locales those of which all is known; all when null */
async function writeUses(
  manager: EntityManager,
  entryId: string,
  uses: readonly DraftMediaUse[],
  live: boolean,
  locales: readonly string[] | null,
): Promise<void> {
  await manager.query(
    `with wanted as (
       select distinct m.id as media_id, w.place, w.locale
       from unnest($3::text[], $4::text[], $5::text[]) as w(id, place, locale) join media_asset m on m.id::text = lower(w.id)
     ), gone as (
       delete from media_use u where u.entry_id = $1 and u.live = $2
         and ($6::text[] is null or u.locale is null or u.locale = any($6))
         and not exists (select 1 from wanted w
           where w.media_id = u.media_id and w.place = u.place and w.locale is not distinct from u.locale)
     )
     insert into media_use (media_id, entry_id, place, locale, live) select media_id, $1, place, locale, $2 from wanted
     on conflict do nothing`,
    [
      entryId,
      live,
      uses.map((use) => use.mediaId),
      uses.map((use) => use.place),
      uses.map((use) => use.locale),
      locales,
    ],
  );
}
