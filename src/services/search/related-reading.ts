import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { allowed } from '../../access/decide.js';
import { type ReadScope, Statement } from '../../read/statement.js';
import { SEARCH_TYPES } from '../../search/engine.js';
import type { SearchService } from './search-service.js';

/** What is known of an entry to find others like it. */
interface Subject {
  readonly picks: string[];
  readonly topics: string[];
  /** Its topics and all above them. */
  readonly wider_topics: string[];
  readonly topic_names: string[];
  readonly title: string;
  readonly search_terms: string[];
}

const ENTRY_TYPES = SEARCH_TYPES.filter((type) => type !== 'DISCUSSION_THREAD');

/** As many topics describe an entry. */
const MOST_TOPICS = 3;

/** What to read after an entry: what its editors picked, then what is like it. */
export class RelatedReading {
  constructor(
    private readonly pool: Pool,
    private readonly search: SearchService,
    private readonly log: Logger,
  ) {}

  /**
   * Ids of at most so many entries, the best first; null when there is no such entry that the viewer sees. One statement,
   * and as many searches, one after the other, as it takes to find enough: four at most.
   */
  async of(id: string, scope: ReadScope, howMany: number): Promise<string[] | null> {
    const subject = await this.subject(id, scope);
    if (!subject) return null;
    const found = new Set(subject.picks.slice(0, howMany));
    const text = textAbout(subject);
    const locale = scope.locales[0]!;
    const { topics, wider_topics: wider } = subject;
    const searches = [
      { text, topics },
      // Meilisearch may find no more than the entry itself by its words.
      { text: '', topics },
      { text },
      { text: '', topics: wider },
    ];
    for (const wanted of searches) {
      if (found.size >= howMany) break;
      if (wanted.topics?.length === 0) continue;
      try {
        const { hits } = await this.search.findAlike({
          ...wanted,
          locale,
          types: ENTRY_TYPES,
          prefix: false,
          weightiestFirst: true,
          offset: 0,
          limit: howMany + found.size + 1,
        });
        const others = hits.map(({ ownerId }) => ownerId).filter((other) => other !== id && !found.has(other));
        for (const other of others.slice(0, howMany - found.size)) found.add(other);
      } catch (error) {
        this.log.warn(`Only what editors picked is shown as related: ${(error as Error).message}`);
        break;
      }
    }
    return [...found];
  }

  private async subject(id: string, scope: ReadScope): Promise<Subject | undefined> {
    const statement = new Statement(scope);
    const nearest = (alias: string) => `array_position(${statement.locales()}, ${alias}.locale)`;
    const { rows } = await this.pool.query<Subject>(
      `select t.title, t.search_terms,
        array(select tp.slug from entry_topic et join topic tp on tp.id = et.topic_id
          where et.entry_id = e.id order by et.position) as topics,
        array(select distinct up.slug from entry_topic et join topic tp on tp.id = et.topic_id join topic up on up.id = any(tp.lineage)
          where et.entry_id = e.id order by up.slug) as wider_topics,
        array(select tn.name from entry_topic et cross join lateral (
            select x.name from topic_translation x where x.topic_id = et.topic_id
            order by x.locale = t.locale desc, ${nearest('x')} limit 1
          ) tn where et.entry_id = e.id order by et.position limit ${MOST_TOPICS}) as topic_names,
        array(select o.id from entry_related er join entry o on o.id = er.related_id
          where er.entry_id = e.id and ${allowed('READ', 'Entry', 'o', statement)} order by er.position) as picks
      from entry e cross join lateral (
        select x.title, x.search_terms, x.locale from entry_translation x
        where x.entry_id = e.id and x.status = 'PUBLISHED' order by ${nearest('x')} limit 1
      ) t
      where e.id = ${statement.bind(id, 'uuid')} and ${allowed('READ', 'Entry', 'e', statement)}`,
      statement.parameters,
    );
    return rows[0];
  }
}

/** The words that describe it, those first that say most: of a title these are the long ones. */
function textAbout({ topic_names, title, search_terms }: Subject): string {
  const titleWords = wordsOf(title).sort((a, b) => b.length - a.length);
  return [...titleWords, ...search_terms.flatMap(wordsOf), ...topic_names.flatMap(wordsOf)].join(' ');
}

/** Quotes and minus signs of a title are none of a search. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
