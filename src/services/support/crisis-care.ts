import type { SupportKind } from '../../schema/support.js';
import type { DistressWords } from './distress-words.js';

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

export interface CrisisTopic {
  readonly id: string;
  readonly kind: SupportKind;
  readonly names: Readonly<Record<string, string>>;
}

export interface CrisisHotline {
  readonly id: string;
  readonly country: string | null;
  readonly topicIds: readonly string[];
}

/** Recognises who needs help at once by what they search for, and knows where there is help. */
export class CrisisCare {
  /** @param topics and hotlines in the order in which they are shown */
  constructor(
    private readonly topics: readonly CrisisTopic[],
    private readonly hotlines: readonly CrisisHotline[],
    private readonly words: DistressWords,
    private readonly siteCountry: string | null,
  ) {}

  /** The support for who types this; null when nothing says that they need any. */
  supportFor(text: string, whereabouts: Whereabouts): Support | null {
    if (text.trim() === '') return null;
    const ids = this.words.topicsOf(text);
    if (ids.size === 0) return null;
    const found = this.topics.filter(({ id }) => ids.has(id));
    const countries = this.countries(whereabouts);
    const helping = this.hotlines.filter(({ topicIds }) => topicIds.length === 0 || topicIds.some((id) => ids.has(id)));
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
}
