import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { storableJson } from '../../database/json.js';
import type { SupportKind } from '../../schema/support.js';
import type { DailyHash } from './daily-hash.js';
import { FLUSH } from './flush.js';
import type { CountedSearch, SearchIds } from './search-ids.js';
import { countedQuery } from './searched-text.js';

const FLUSH_SECONDS = 5;
/** What waits to be written; more than that in a few seconds is an attack, and is not counted. */
const MOST_WAITING = 5_000;
/** Different queries a day, of everyone and of one caller: so nobody fills the table, or crowds out the others. */
const MOST_QUERIES_A_DAY = 10_000;
const MOST_OF_ONE_CALLER = 100;
const MOST_CALLERS = 20_000;
const MOST_CLICKS_REMEMBERED = 20_000;
const LONGEST_SLUG = 80;

/** A search by words. */
export interface Searched {
  readonly text: string;
  /** One of the site's. */
  readonly locale: string;
  /** The slug that it was limited to, of a topic or not; '' without. */
  readonly topic: string;
  /** Network address; only its hash of the day is ever written. */
  readonly address: string;
}

interface Counted extends CountedSearch {
  readonly kind: 'search' | 'click' | 'support' | 'result';
  readonly empty?: boolean;
  readonly position?: number;
  readonly ownerId?: string;
  readonly caller?: string;
}

/** Counts searches and clicks. What it is told waits in memory for seconds, so that nobody waits for it. */
export class SearchLog {
  private waiting: Counted[] = [];
  private queriesOf = new Map<string, Set<string>>();
  private clicked = new Set<string>();
  private day = '';
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> = Promise.resolve();

  /** @param commonFrom how many callers must ask the same on a day for anyone to see it */
  constructor(
    private readonly pool: Pool,
    private readonly ids: SearchIds,
    private readonly hashes: DailyHash,
    private readonly commonFrom: number,
    private readonly log: Logger,
  ) {}

  /** A search begins. @returns the id under which clicks on its results are reported, and what counts it when it is answered */
  begin({ text, locale, topic, address }: Searched): { searchId: string; answered: (total: number) => void } {
    const counted = isStorable(topic) ? countedQuery(text) : null;
    const query = counted !== null && this.mayCount(address, `${locale} ${topic} ${counted}`) ? counted : null;
    const search = { locale, topic: query === null ? '' : topic, query };
    return {
      searchId: this.ids.idOf(search),
      answered: (total) => this.note({ kind: 'search', ...search, empty: total === 0, caller: address }),
    };
  }

  /** Counts that there was a search in distress. */
  supported(kinds: readonly SupportKind[]): void {
    for (const kind of kinds) this.note({ kind: 'support', locale: '', topic: kind, query: null });
  }

  /** Counts a click on a result; the same one only once. @returns false when there was no such search */
  clickedOn(searchId: string, ownerId: string, position: number): boolean {
    const search = this.ids.searchOf(searchId);
    if (!search) return false;
    const click = `${searchId} ${ownerId}`;
    if (this.clicked.has(click)) return true;
    if (this.clicked.size >= MOST_CLICKS_REMEMBERED) this.clicked.clear();
    this.clicked.add(click);
    this.note({ kind: 'click', ...search, position });
    this.note({ kind: 'result', ...search, position, ownerId });
    return true;
  }

  /** Writes what waits. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length > 0) this.flushing = this.flushing.then(() => this.write(batch));
    return this.flushing;
  }

  private note(counted: Counted): void {
    if (this.waiting.length >= MOST_WAITING) return;
    this.waiting.push(counted);
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_SECONDS * 1000).unref();
  }

  private async write(batch: readonly Counted[]): Promise<void> {
    try {
      const { day, hash } = await this.hashes.today();
      if (this.day !== day) this.queriesOf.clear();
      this.day = day;
      const rows = batch.map(({ caller, ...rest }) => ({
        ...rest,
        caller: caller ? hash(caller).toString('hex') : null,
      }));
      await this.pool.query(FLUSH, [storableJson(rows), this.commonFrom, MOST_QUERIES_A_DAY]);
    } catch (error) {
      this.log.warn({ error }, 'Searches of the last seconds could not be counted');
    }
  }

  private mayCount(address: string, query: string): boolean {
    let queries = this.queriesOf.get(address);
    if (!queries) {
      if (this.queriesOf.size >= MOST_CALLERS) this.queriesOf.clear();
      queries = new Set();
      this.queriesOf.set(address, queries);
    }
    if (queries.has(query)) return true;
    if (queries.size >= MOST_OF_ONE_CALLER) return false;
    queries.add(query);
    return true;
  }
}

/** Whether a slug from outside can be written: what PostgreSQL refuses would take the whole batch with it. */
function isStorable(slug: string): boolean {
  return slug.length <= LONGEST_SLUG && slug.isWellFormed() && !slug.includes('\0');
}
