import type { Pool } from 'pg';
import { queryKey } from './check-search-editing.js';

interface Pin {
  readonly locale: string | null;
  readonly entryIds: readonly string[];
}

/** How long a process may not know what was pinned in another one. */
const SECONDS = 5;

/** What comes first for which query. There are few of them, and every search asks: they are kept in memory. */
export class Pins {
  private read: { readonly at: number; readonly byKey: Promise<ReadonlyMap<string, readonly Pin[]>> } | undefined;

  constructor(private readonly pool: Pool) {}

  /** The entries that are pinned for a query, in their order: those for its reader's language before those for all. */
  async entriesFor(text: string, locale: string | undefined): Promise<string[]> {
    if (!this.read || performance.now() - this.read.at > SECONDS * 1000) {
      const byKey = this.load();
      this.read = { at: performance.now(), byKey };
      byKey.catch(() => this.forget());
    }
    const pins = (await this.read.byKey).get(queryKey(text)) ?? [];
    const own = pins.filter((pin) => pin.locale !== null && pin.locale === locale);
    const general = pins.filter((pin) => pin.locale === null);
    return [...new Set([...own, ...general].flatMap(({ entryIds }) => entryIds))];
  }

  /** Reads them anew for the next search. */
  forget(): void {
    this.read = undefined;
  }

  private async load(): Promise<ReadonlyMap<string, readonly Pin[]>> {
    const { rows } = await this.pool.query<Pin & { key: string }>({
      name: 'search_pins',
      text: `select key, p.locale, array(select e.entry_id::text from search_pin_entry e where e.pin_id = p.id order by e.position) as "entryIds"
        from search_pin p, unnest(p.keys) as key order by p.created_at, p.id`,
    });
    return Map.groupBy(rows, ({ key }) => key);
  }
}
