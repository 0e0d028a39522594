import type { EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { EntryDraft, EntryTextDraft } from '../../schema/drafts/entry.js';
import type { MediaKind } from '../../schema/media.js';
import type { Problems } from '../content/problems.js';
import { type DraftMediaUse, mediaUsesOf } from './media-uses.js';

/** A draft that uses files, and where what is wrong with it is gathered. */
export interface DraftWithFiles {
  readonly draft: EntryDraft;
  readonly problems: Problems;
}

/** Checks that every file drafts use is there, and keeps it from going away until the transaction ends. */
export async function checkMediaReferences(manager: EntityManager, drafts: readonly DraftWithFiles[]): Promise<void> {
  const uses = await usesOf(drafts);
  const known = await holdFiles(manager, idsOf(uses));
  for (const { mediaId, place, alt, path, problems } of uses) {
    const kind = known.get(mediaId.toLowerCase());
    // A text remains a text without one of its pictures.
    if (!kind && place === 'BODY')
      problems.addMissing(
        mediaId,
        `There is no file with the id "${mediaId.slice(0, 40)}", which the text ${alt === null ? 'links to' : 'shows'}.`,
        ...path,
      );
    else checkKind(kind, place === 'FILE' || alt === null, problems, path);
  }
}

/** Checks that a file is there and is a picture, and keeps it from going away until the transaction ends. */
export async function checkPicture(
  manager: EntityManager,
  mediaId: string,
  problems: Problems,
  path: readonly (string | number)[],
): Promise<void> {
  const known = await holdFiles(manager, [mediaId.toLowerCase()]);
  checkKind(known.get(mediaId.toLowerCase()), false, problems, path);
}

/** The uses of all drafts, each with what belongs to its draft. */
async function usesOf<Draft extends DraftWithFiles>(drafts: readonly Draft[]): Promise<(DraftMediaUse & Draft)[]> {
  const uses = await Promise.all(
    drafts.map(async (one) => (await mediaUsesOf(one.draft)).map((use) => ({ ...one, ...use }))),
  );
  return uses.flat();
}

/** The kinds of files that are there, by id. They cannot go away until the transaction ends. */
async function holdFiles(manager: EntityManager, ids: readonly string[]): Promise<Map<string, MediaKind>> {
  if (ids.length === 0) return new Map();
  const rows: { id: string; kind: MediaKind }[] = await manager.query(
    'select id, kind from media_asset where id = any($1::uuid[]) and deleted_at is null order by id for share',
    [ids.filter((id) => isUuid(id))],
  );
  return new Map(rows.map(({ id, kind }) => [id, kind]));
}

function checkKind(
  kind: MediaKind | undefined,
  takesAny: boolean,
  problems: Problems,
  path: readonly (string | number)[],
): void {
  if (!kind) problems.add('NOT_FOUND', 'There is no file with this id.', ...path);
  else if (kind !== 'IMAGE' && !takesAny)
    problems.add('INVALID', 'This file is no picture, and cannot be shown as one.', ...path);
}

interface WordedImage {
  readonly id: string;
  readonly name: string;
  readonly decorative: boolean;
  /** Languages in which it has an alternative text. */
  readonly locales: readonly string[];
}

/**
 * Checks that the pictures drafts show have words in every language that is to be published, unless they only adorn.
 * @param drafts each with the texts that are to be published
 */
export async function checkAltTexts(
  manager: EntityManager,
  drafts: readonly (DraftWithFiles & { readonly texts: readonly EntryTextDraft[] })[],
): Promise<void> {
  const shown = (await usesOf(drafts)).filter(({ place, alt }) => place !== 'FILE' && alt === '');
  if (shown.length === 0) return;
  const rows: WordedImage[] = await manager.query(
    `select m.id, m.name, m.decorative,
       array(select x.locale from media_text x where x.media_id = m.id and x.alt is not null) as locales
     from media_asset m where m.id = any($1::uuid[]) and m.kind = 'IMAGE'`,
    [idsOf(shown).filter((id) => isUuid(id))],
  );
  const known = new Map(rows.map((row) => [row.id, row]));
  for (const { mediaId, locale, path, texts, problems } of shown) {
    const image = known.get(mediaId.toLowerCase());
    if (!image || image.decorative) continue;
    for (const text of texts.filter((one) => locale === null || one.locale === locale)) {
      if (image.locales.includes(text.locale)) continue;
      const message = `The picture "${image.name}" has no alternative text in "${text.locale}". Give it one with \`updateMediaAsset\`, or say that it is decorative.`;
      problems.add('ALT_TEXT_REQUIRED', message, ...path);
    }
  }
}

function idsOf(uses: readonly DraftMediaUse[]): string[] {
  return [...new Set(uses.map(({ mediaId }) => mediaId.toLowerCase()))];
}
