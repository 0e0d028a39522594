import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { Problem } from '../../schema/user-error.js';
import { type Holder, leaveOut, placeOf } from './leave-out.js';

/** Stands for a text that is missing: front ends have something to show, and nobody takes it for the text. */
const TEXT = '…';

/** What stands for what is missing, by the name of the field; `TEXT` for all others. */
const PLACEHOLDERS: Readonly<Record<string, () => unknown>> = {
  kind: () => 'GUIDE',
  cost: () => 'FREE',
  // The address of a page with nothing on it.
  url: () => 'about:blank',
  expertIds: () => [],
  consent: () => ({ givenBy: TEXT, givenOn: new Date().toISOString().slice(0, 10), scope: TEXT }),
};

/**
 * A draft in which everything that stands in the way of publishing it has been mended as far as the public types and the
 * tables need it: what is missing has a placeholder, and what refers to nothing is left out.
 * @param gaps as found by `findGaps`
 * @param wanted the languages to publish; all when null
 * @param main the language of a text where there is none at all
 */
export function fillGaps(
  draft: EntryDraft,
  gaps: readonly Problem[],
  wanted: readonly string[] | null,
  main: string,
): EntryDraft {
  const whole = structuredClone(draft);
  // From the end, so that what is taken out of a list moves nothing that has yet to be mended.
  for (const { code, path } of gaps.toReversed()) {
    const [argument, ...within] = path;
    if (argument === 'locales') {
      whole.translations = [...(whole.translations ?? []), emptyText(wanted![Number(within[0])]!)];
      continue;
    }
    const [holder, name] = placeOf(whole, within);
    if (code === 'REQUIRED') fill(holder, name, wanted?.[0] ?? draft.translations?.[0]?.locale ?? main);
    // Nothing can refer to what is not there, and a consent that has expired would hide the story.
    else if (code === 'NOT_FOUND' || name === 'expiresOn') leaveOut(holder, name);
  }
  return whole;
}

function fill(holder: Holder, name: string | number, locale: string): void {
  if (name !== 'translations') holder[name] = (PLACEHOLDERS[name] ?? (() => TEXT))();
  else if (!(holder.translations as unknown[] | undefined)?.length) holder.translations = [emptyText(locale)];
}

/** A text of an entry or of a service: each takes of it what it has. */
function emptyText(locale: string) {
  return { locale, title: TEXT, body: TEXT, quote: TEXT, name: TEXT };
}
