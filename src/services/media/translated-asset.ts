import type { EntryDraft } from '../../schema/drafts/entry.js';
import { mergeTranslation } from '../content/translation.js';
import type { AssetSettings } from './check-asset.js';

/**
 * What an asset is after someone who may only translate has changed it.
 * @throws Refused naming everything given that is different and no text of `locales`
 */
export function onlyTranslated(before: AssetSettings, given: AssetSettings, locales: readonly string[]): AssetSettings {
  return mergeTranslation(before as EntryDraft, given as EntryDraft, locales) as unknown as AssetSettings;
}
