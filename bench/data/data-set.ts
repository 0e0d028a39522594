import { Random } from './random.js';

const DAY = 24 * 60 * 60 * 1000;
const START = Date.UTC(2023, 0, 1);
const SPAN = 600 * DAY;
const BETWEEN_POSTS = 3 * 60 * 60 * 1000;

/** What is in the data set was written before this instant; what a run adds, after it. */
export const END_OF_DATA = new Date(Date.UTC(2025, 0, 1));

/** A change of what is generated needs a new number here, so that data kept from earlier runs is not taken for it. */
export const DATA_VERSION = 1;

const SPACES = 8;
const LONG_THREAD = 60;
const ONE_LONG_IN = 20;

/** Kinds of things with ids of their own. */
const KINDS = [
  'member',
  'topic',
  'expert',
  'article',
  'organization',
  'location',
  'service',
  'schedule',
  'phone',
  'space',
  'thread',
  'post',
] as const;
export type Kind = (typeof KINDS)[number];

/**
 * The data set in numbers. Which article has which experts, which post comes after which: all follows from the numbers of
 * the things, so what fills the database and what checks the answers need not tell each other anything. Things with
 * higher numbers are newer.
 */
export class DataSet {
  readonly members: number;
  readonly topics: number;
  readonly experts: number;
  readonly articles: number;
  readonly organizations: number;
  readonly spaces = SPACES;
  readonly threads: number;
  readonly posts: number;
  /** Number of the first post of each thread, over all threads; one more element than threads. */
  private readonly firstPosts: Uint32Array;

  /** @param scale 1 is the size that docs/performance.md talks of; every table grows with it */
  constructor(readonly scale: number) {
    const scaled = (count: number) => Math.max(1, Math.round(count * scale));
    this.members = scaled(2_000);
    this.topics = scaled(200);
    this.experts = scaled(100);
    this.articles = scaled(10_000);
    this.organizations = scaled(5_000);
    this.threads = scaled(20_000);
    this.firstPosts = firstPosts(this.threads, scaled(200_000));
    this.posts = this.firstPosts[this.threads]!;
  }

  /** A UUIDv7 whose time is that of the thing, as if it had been made then. */
  id(kind: Kind, number: number): string {
    const time = this.time(kind, number).getTime().toString(16).padStart(12, '0');
    const tail = number.toString(16).padStart(12, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${KINDS.indexOf(kind).toString(16).padStart(3, '0')}-8000-${tail}`;
  }

  /** When the thing was made, or published. */
  time(kind: Kind, number: number): Date {
    if (kind === 'thread') return new Date(START + Math.floor((number * SPAN) / this.threads));
    if (kind === 'post') {
      const thread = this.threadOf(number);
      const place = number - this.firstPosts[thread]!;
      return new Date(this.time('thread', thread).getTime() + place * BETWEEN_POSTS);
    }
    if (kind === 'article') return new Date(START + Math.floor((number * SPAN) / this.articles));
    return new Date(START + number * 1000);
  }

  articleSlug(article: number, locale: 'en' | 'de'): string {
    return locale === 'en' ? `article-${article}` : `artikel-${article}`;
  }

  /** Every article is in English, some are in German too. */
  localesOf(article: number): readonly ('en' | 'de')[] {
    return article % 3 === 0 ? ['de', 'en'] : ['en'];
  }

  /** In the order of the article. */
  topicsOf(kind: 'article' | 'organization' | 'thread', number: number): number[] {
    return new Random(`topics of ${kind}`, number).several(3, this.topics);
  }

  expertsOf(article: number): number[] {
    const random = new Random('experts of article', article);
    return random.several(random.between(1, 2), this.experts);
  }

  spaceOf(thread: number): number {
    return thread % SPACES;
  }

  isPublicSpace(space: number): boolean {
    return space < SPACES - 1;
  }

  isPublicThread(thread: number): boolean {
    return this.isPublicSpace(this.spaceOf(thread));
  }

  isLongThread(thread: number): boolean {
    return thread % ONE_LONG_IN === 3;
  }

  /** Numbers of the posts of a thread, in their order. */
  postsOf(thread: number): number[] {
    const first = this.firstPosts[thread]!;
    return Array.from({ length: this.firstPosts[thread + 1]! - first }, (_, place) => first + place);
  }

  threadOf(post: number): number {
    let low = 0;
    let high = this.threads - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.firstPosts[middle]! <= post) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The member who wrote it. */
  authorOf(kind: 'thread' | 'post', number: number): number {
    const post = kind === 'thread' ? this.firstPosts[number]! : number;
    return new Random('author', post).below(this.members);
  }

  /** Threads below this number take the posts that a run adds, so that all others stay as they are. */
  get writtenThreads(): number {
    return Math.ceil(this.threads / 10);
  }
}

/** One thread in twenty is long; the other posts are spread evenly. */
function firstPosts(threads: number, posts: number): Uint32Array {
  const isLong = (thread: number) => thread % ONE_LONG_IN === 3;
  const long = Array.from({ length: threads }, (_, thread) => isLong(thread)).filter(Boolean).length;
  const each = Math.max(1, (posts - long * LONG_THREAD) / (threads - long));
  const firsts = new Uint32Array(threads + 1);
  for (let thread = 0, short = 0; thread < threads; thread++) {
    const count = isLong(thread) ? LONG_THREAD : Math.round((short + 1) * each) - Math.round(short++ * each);
    firsts[thread + 1] = firsts[thread]! + count;
  }
  return firsts;
}
