import type { DataSource } from 'typeorm';
import { FIRST_HOTLINES } from './first-hotlines.js';
import { FIRST_TOPICS } from './first-topics.js';
import { SupportLists } from './support-lists.js';

/** Gives a hub that never had any the support topics and hotlines that come with Hearth. */
export async function plantSupport(dataSource: DataSource): Promise<void> {
  if (!(await isUntouched(dataSource))) return;
  await dataSource.transaction(async (manager) => {
    const [{ version }]: [{ version: string }] = await manager.query(
      'select version from search_lists_version for update',
    );
    if (version !== '0') return;
    const lists = new SupportLists(manager);
    const idsOf = new Map<string, string>();
    for (const [position, { kind, translations, phrases, exceptions }] of FIRST_TOPICS.entries()) {
      const patterns = Object.entries(phrases).map(([locale, list]) => ({
        locale,
        phrases: list,
        exceptions: exceptions[locale] ?? [],
      }));
      idsOf.set(kind, await lists.saveTopic({ kind, position, translations, patterns }));
    }
    for (const [position, { kinds, names, alwaysOpen = false, ...rest }] of FIRST_HOTLINES.entries()) {
      const translations = Object.entries(names).map(([locale, name]) => ({ locale, name, hours: null }));
      const topicIds = kinds.map((kind) => idsOf.get(kind)!);
      await lists.saveHotline({ ...BARE, ...rest, alwaysOpen, topicIds, position, translations });
    }
  });
}

/** What a hotline does not have to have. */
const BARE = { phone: null, url: null, chatUrl: null, languages: [] };

async function isUntouched(dataSource: DataSource): Promise<boolean> {
  const [{ version }]: [{ version: string }] = await dataSource.query('select version from search_lists_version');
  return version === '0';
}
