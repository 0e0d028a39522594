import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What is counted of a search. */
export interface CountedSearch {
  readonly locale: string;
  readonly topic: string;
  /** Null: only the sums count it. */
  readonly query: string | null;
}

/** Ids of searches that say all that is known of them, signed: nothing has to be kept for a click that may never come. */
export class SearchIds {
  constructor(private readonly secret: string) {}

  /** Each search has another one, so that the same click on the same search is known. */
  idOf({ locale, topic, query }: CountedSearch): string {
    const nonce = randomBytes(6).toString('base64url');
    const content = Buffer.from(JSON.stringify([locale, topic, query, nonce])).toString('base64url');
    return `${content}.${this.signatureOf(content)}`;
  }

  /** The search with this id; undefined when it is no id of ours. */
  searchOf(id: string): CountedSearch | undefined {
    const [content = '', signature = ''] = id.split('.');
    const right = Buffer.from(this.signatureOf(content));
    const given = Buffer.from(signature);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    const [locale, topic, query] = JSON.parse(Buffer.from(content, 'base64url').toString()) as [string, string, string];
    return { locale, topic, query };
  }

  private signatureOf(content: string): string {
    return createHmac('sha256', this.secret).update(`search:${content}`).digest('base64url').slice(0, 22);
  }
}
