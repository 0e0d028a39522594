import type { EntryDraft, EntryTextDraft } from '../../schema/drafts/entry.js';
import { idsOf } from '../texts/ids.js';
import type { Names } from '../texts/names.js';
import type { Rendered } from '../texts/render.js';
import { readNames, renderText } from '../texts/texts.js';
import type { TooMuch } from '../texts/work.js';
import type { LockedEntry } from './locked-entry.js';
import type { Problems } from './problems.js';

/** What the body of a draft names in a language. */
export interface NamedInBody extends Names {
  readonly locale: string;
  readonly path: readonly (string | number)[];
}

/*
 * A text is read once, whoever asks: to check it, to note what it names, and to publish it. What was read goes with the
 * draft.
 */
const READ = new WeakMap<EntryDraft, Promise<readonly (Names | TooMuch)[]>>();
const RENDERED = new WeakMap<EntryTextDraft, Promise<Rendered | TooMuch>>();

/** What the bodies of a draft name. */
export async function namedInBodies(draft: EntryDraft): Promise<NamedInBody[]> {
  const bodies = await read(draft);
  return bodies.flatMap((body, i) => {
    const { locale } = draft.translations![i]!;
    return 'reason' in body ? [] : [{ ...body, locale, path: ['input', 'translations', i, 'body'] }];
  });
}

/** Checks that the bodies of drafts can be read. */
export async function checkBodies(draft: EntryDraft, problems: Problems): Promise<void> {
  for (const [i, body] of (await read(draft)).entries()) {
    if ('reason' in body) problems.add('INVALID', body.reason, 'input', 'translations', i, 'body');
  }
}

/** The body of a text as the public gets it, or why it cannot be. */
export function renderBody(
  { id, sent_in }: Pick<LockedEntry, 'id' | 'sent_in'>,
  text: EntryTextDraft,
): Promise<Rendered | TooMuch> {
  const known = RENDERED.get(text);
  if (known) return known;
  const rendered = renderText(text.body ?? '', { trusted: !sent_in, ids: idsOf(id, text.locale) });
  RENDERED.set(text, rendered);
  return rendered;
}

function read(draft: EntryDraft): Promise<readonly (Names | TooMuch)[]> {
  const known = READ.get(draft);
  if (known) return known;
  const reading = Promise.all((draft.translations ?? []).map(({ body }) => readNames(body ?? '')));
  READ.set(draft, reading);
  return reading;
}
