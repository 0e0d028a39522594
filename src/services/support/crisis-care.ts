import type { Pool } from 'pg';
import type { SupportKind } from '../../schema/support.js';
import { DistressWords, type Pattern } from './distress-words.js';

/** Where the reader is, as far as anything says so. Capital letters of ISO 3166-1. */
export interface Whereabouts {
  /** Told, by the reader or by the network they come from. */
  readonly country: string | null;
  /** Guessed from the language they read. */
  readonly region: string | null;
}

/** What someone in distress is answered first. */
export interface Support {
  readonly country: string | null;
  /** Ids, the most fitting first. */
  readonly topics: readonly string[];
  readonly hotlines: readonly string[];
  readonly kinds: readonly SupportKind[];
  /** What the first topic is called, by language. */
  readonly names: Readonly<Record<string, string>>;
}

interface Topic {
  readonly id: string;
  readonly kind: SupportKind;
  readonly names: Readonly<Record<string, string>>;
}

interface Hotline {
  readonly id: string;
  readonly country: string | null;
  readonly topicIds: readonly string[];
}

interface Loaded {
  readonly version: string;
  readonly topics: readonly Topic[];
  readonly hotlines: readonly Hotline[];
  readonly words: DistressWords;
}

/** Recognises who needs help at once by what they search for, and knows where there is help. */
export class CrisisCare {
  private loaded: Promise<Loaded> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly siteCountry: string | null,
  ) {}

  /** The support for who types this; null when nothing says that they need any. */
  async supportFor(text: string, whereabouts: Whereabouts): Promise<Support | null> {
    if (text.trim() === '') return null;
    const { topics, hotlines, words } = await this.current();
    const ids = words.topicsOf(text);
    if (ids.size === 0) return null;
    const found = topics.filter(({ id }) => ids.has(id));
    const countries = this.countries(whereabouts);
    const helping = hotlines.filter(({ topicIds }) => topicIds.length === 0 || topicIds.some((id) => ids.has(id)));
    return {
      country: countries[0] ?? null,
      topics: found.map(({ id }) => id),
      hotlines: [...countries, null].flatMap((country) =>
        helping.filter((hotline) => hotline.country === country).map(({ id }) => id),
      ),
      kinds: [...new Set(found.map(({ kind }) => kind))],
      names: found[0]!.names,
    };
  }

  /**
   * The countries whose hotlines are shown, in this order. A language is a weak sign: many browsers say `en-US`
   * everywhere, so the hotlines of the site's country are shown as well.
   */
  private countries({ country, region }: Whereabouts): string[] {
    const likely = country ? [country] : [region, this.siteCountry];
    return [...new Set(likely.filter((one) => one !== null))];
  }

  /**
   * What the database says now: one look at a single row tells whether what was read before still holds, so that all
   * processes agree at once. When the database does not answer, what was read last has to do.
   */
  private async current(): Promise<Loaded> {
    const known = await this.loaded;
    try {
      const { rows } = await this.pool.query<{ version: string }>({
        name: 'support_version',
        text: 'select version from support_version',
      });
      if (known && known.version === rows[0]!.version) return known;
      const loading = this.load();
      // Whoever comes meanwhile waits for what they know already, unless there is nothing yet.
      const loaded = await loading;
      this.loaded = loading;
      return loaded;
    } catch (error) {
      if (known) return known;
      throw error;
    }
  }

  private async load(): Promise<Loaded> {
    const { rows } = await this.pool.query<{
      version: string;
      topics: Topic[];
      hotlines: Hotline[];
      patterns: Pattern[];
    }>(LOAD);
    const { patterns, ...rest } = rows[0]!;
    return { ...rest, words: await DistressWords.of(patterns) };
  }
}

const LOAD = `select (select version from support_version) as version,
  (select coalesce(json_agg(json_build_object('id', t.id, 'kind', t.kind, 'names',
     (select coalesce(json_object_agg(x.locale, x.name), '{}') from support_topic_translation x where x.support_topic_id = t.id))
     order by t.position, t.id), '[]') from support_topic t) as topics,
  (select coalesce(json_agg(json_build_object('id', h.id, 'country', h.country, 'topicIds',
     array(select ht.support_topic_id from hotline_topic ht where ht.hotline_id = h.id)) order by h.position, h.id), '[]') from hotline h) as hotlines,
  (select coalesce(json_agg(json_build_object('topicId', p.support_topic_id, 'locale', p.locale, 'phrases', p.phrases,
     'exceptions', p.exceptions)), '[]') from support_pattern p) as patterns`;
