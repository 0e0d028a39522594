import type { EntityManager } from 'typeorm';
import { isBlank, written } from '../../schema/visible.js';
import type { Problems } from '../content/problems.js';
import type { Text } from '../updates/texts.js';

export interface AssetText extends Text {
  readonly alt: string | null;
  readonly caption: string | null;
  readonly credit: string | null;
}

/** What is said about an asset, but for its texts. */
export interface AssetFields {
  readonly name: string;
  readonly folderId: string | null;
  readonly focalPoint: { readonly x: number; readonly y: number };
  readonly decorative: boolean;
}

/** All that is said about an asset. */
export interface AssetSettings extends AssetFields {
  readonly translations: readonly AssetText[];
}

const LONGEST = { alt: 500, caption: 1000, credit: 300 } as const;
const LONGEST_NAME = 200;

/**
 * Checks what is said about an asset. What is wrong with it becomes a problem.
 * @param known one that is there already: then the words that something published needs must remain
 */
export async function checkAsset(
  manager: EntityManager,
  settings: AssetSettings,
  problems: Problems,
  known?: { readonly id: string; readonly decorative: boolean },
): Promise<void> {
  const wrongName = whatIsWrongWithName(settings.name);
  if (wrongName) problems.add('INVALID', wrongName, 'input', 'name');
  for (const part of ['x', 'y'] as const) {
    const at = settings.focalPoint[part];
    if (!(at >= 0 && at <= 1)) problems.add('INVALID', 'It must be from 0 to 1.', 'input', 'focalPoint', part);
  }
  checkTexts(settings.translations, problems);
  if (settings.folderId) await checkFolder(manager, settings.folderId, problems);
  if (known && !settings.decorative) await checkNeededWords(manager, known, settings.translations, problems);
}

function whatIsWrongWithName(name: string): string | undefined {
  const { length } = written(name) ?? '';
  if (length < 1 || length > LONGEST_NAME) return `A name has 1 to ${LONGEST_NAME} characters.`;
  // Marks that turn the direction of writing let `gpj.exe` look like a picture.
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}/\\]/u.test(name))
    return 'A name has no slashes, line breaks or invisible marks.';
  return undefined;
}

function checkTexts(texts: readonly AssetText[], problems: Problems): void {
  for (const [i, text] of texts.entries()) {
    const path = ['input', 'translations', i];
    for (const [part, most] of Object.entries(LONGEST) as [keyof typeof LONGEST, number][]) {
      const { length } = text[part] ?? '';
      if (length > most)
        problems.add('INVALID', `At most ${most} characters fit here; there are ${length}.`, ...path, part);
    }
  }
}

async function checkFolder(manager: EntityManager, folderId: string, problems: Problems): Promise<void> {
  const found: unknown[] = await manager.query('select 1 from media_folder where id::text = lower($1) for key share', [
    folderId,
  ]);
  if (found.length === 0) problems.add('NOT_FOUND', 'There is no folder with this id.', 'input', 'folderId');
}

/** What was published with words must not lose them, and what was published as an adornment needs some from now on. */
async function checkNeededWords(
  manager: EntityManager,
  { id, decorative }: { readonly id: string; readonly decorative: boolean },
  texts: readonly AssetText[],
  problems: Problems,
): Promise<void> {
  const worded = texts.filter(({ alt }) => !isBlank(alt)).map(({ locale }) => locale);
  const lost: { locale: string }[] = await manager.query(
    `select distinct t.locale from media_use u
       join entry_translation t on t.entry_id = u.entry_id and t.status = 'PUBLISHED' and t.locale = coalesce(u.locale, t.locale)
     where u.media_id = $1 and u.live and u.place <> 'FILE' and t.locale <> all($2::text[])
       and ($3 or exists (select 1 from media_text x where x.media_id = u.media_id and x.locale = t.locale and x.alt is not null))
     order by t.locale`,
    [id, worded, decorative],
  );
  for (const { locale } of lost) {
    const message = `Something published shows this picture in "${locale}": it needs an alternative text in that language, or to be decorative.`;
    problems.add('REQUIRED', message, 'input', 'translations');
  }
}
