import { queryKey } from './check-search-editing.js';

/** One pin, for one of its queries. */
export interface PinnedQuery {
  readonly key: string;
  /** Null: for readers of any language. */
  readonly locale: string | null;
  readonly entryIds: readonly string[];
}

/** What comes first for which query. */
export class Pins {
  private readonly byKey: ReadonlyMap<string, readonly PinnedQuery[]>;

  constructor(pins: readonly PinnedQuery[]) {
    this.byKey = Map.groupBy(pins, ({ key }) => key);
  }

  /** The entries that are pinned for a query, in their order: those for its reader's language before those for all. */
  entriesFor(text: string, locale: string | undefined): string[] {
    const pins = this.byKey.get(queryKey(text)) ?? [];
    const own = pins.filter((pin) => pin.locale !== null && pin.locale === locale);
    const general = pins.filter((pin) => pin.locale === null);
    return [...new Set([...own, ...general].flatMap(({ entryIds }) => entryIds))];
  }
}
