import type { Pool } from 'pg';
import type { Statement } from '../../read/statement.js';
import { CrisisCare, type CrisisHotline, type CrisisTopic } from '../support/crisis-care.js';
import { DistressWords, type Pattern } from '../support/distress-words.js';
import { type PinnedQuery, Pins } from './pins.js';

/** What editors have told search, as it was at one moment. */
export interface EditorialLists {
  readonly crisisCare: CrisisCare;
  readonly pins: Pins;
  readonly version: string;
}

/** SQL that holds as long as nobody has changed any of the lists. */
export function listsHold({ version }: EditorialLists, statement: Statement): string {
  return `${VERSION} = ${statement.bind(version, 'text')}`;
}

/**
 * The lists in memory, since every search needs them and they seldom change. Nobody tells a process when they have: the
 * statement that makes an answer looks (`listsHold`), so that an answer is never older than the lists it was made by.
 */
export class KeptLists {
  private kept: EditorialLists | undefined;
  private underWay: Promise<unknown> = Promise.resolve();
  private next: Promise<EditorialLists> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly siteCountry: string | null,
  ) {}

  /** As this process knows them. */
  async known(): Promise<EditorialLists> {
    return this.kept ?? this.read();
  }

  /** As they are now. When the database does not say, what was known before has to do. */
  async now(): Promise<EditorialLists> {
    try {
      return await this.read();
    } catch (error) {
      if (this.kept) return this.kept;
      throw error;
    }
  }

  /** One reading for all who ask meanwhile. The one under way may have begun before the change they ask for. */
  private read(): Promise<EditorialLists> {
    this.next ??= this.underWay.then(() => {
      this.next = undefined;
      const reading = this.load();
      this.underWay = reading.catch(() => {});
      return reading;
    });
    return this.next;
  }

  private async load(): Promise<EditorialLists> {
    const { rows } = await this.pool.query<{
      version: string;
      topics: CrisisTopic[];
      hotlines: CrisisHotline[];
      patterns: Pattern[];
      pins: PinnedQuery[];
    }>(LOAD, [this.kept?.version]);
    if (rows.length === 0) return this.kept!;
    const { version, topics, hotlines, patterns, pins } = rows[0]!;
    const words = await DistressWords.of(patterns);
    this.kept = {
      crisisCare: new CrisisCare(topics, hotlines, words, this.siteCountry),
      pins: new Pins(pins),
      version,
    };
    return this.kept;
  }
}

/** A restored backup can bring a number back that stood for something else: the transaction that set it is another one. */
const VERSION = `(select version || ' ' || xmin from search_lists_version)`;

/** No row where they are still those of the version ($1). */
const LOAD = `select ${VERSION} as version,
  (select coalesce(json_agg(json_build_object('id', t.id, 'kind', t.kind, 'names',
     (select coalesce(json_object_agg(x.locale, x.name), '{}') from support_topic_translation x where x.support_topic_id = t.id))
     order by t.position, t.id), '[]') from support_topic t) as topics,
  (select coalesce(json_agg(json_build_object('id', h.id, 'country', h.country, 'topicIds',
     array(select ht.support_topic_id from hotline_topic ht where ht.hotline_id = h.id)) order by h.position, h.id), '[]') from hotline h) as hotlines,
  (select coalesce(json_agg(json_build_object('topicId', p.support_topic_id, 'locale', p.locale, 'phrases', p.phrases,
     'exceptions', p.exceptions)), '[]') from support_pattern p) as patterns,
  (select coalesce(json_agg(json_build_object('key', key, 'locale', p.locale, 'entryIds',
     array(select e.entry_id from search_pin_entry e where e.pin_id = p.id order by e.position)) order by p.created_at, p.id), '[]')
   from search_pin p, unnest(p.keys) as key) as pins
  where ${VERSION} is distinct from $1::text`;
