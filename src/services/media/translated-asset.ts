import type { EntryDraft } from '../../schema/drafts/entry.js';
import { Refused } from '../../schema/user-error.js';
import { mergeTranslation } from '../content/translation.js';
import type { AssetSettings } from './check-asset.js';

/**
 * For someone who may only translate.
 * @param removed languages whose texts go
 * @throws Refused naming everything that is different and no text of `locales`
 */
export function refuseAllButTranslation(
  before: AssetSettings,
  after: AssetSettings,
  removed: readonly string[],
  locales: readonly string[],
): void {
  for (const [i, locale] of removed.entries()) {
    if (locales.includes(locale)) continue;
    throw Refused.because('NOT_ALLOWED', `You may only change texts in ${locales.join(', ')}.`, 'removeLocales', i);
  }
  mergeTranslation(before as unknown as EntryDraft, after as unknown as EntryDraft, locales);
}
