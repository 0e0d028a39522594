import type { Viewer } from '../access/viewer.js';
import type { Cost } from '../read/cost.js';
import type { Reader } from '../read/reader.js';
import type { ShownDraft } from '../services/content/previews.js';
import type { Services } from '../services/services.js';

/** What every resolver gets. Made anew for each request. */
export interface RequestContext {
  readonly viewer: Viewer;
  /** Reads in the locale and fallbacks given, else in those of the request. */
  read(locale?: string | null, fallback?: readonly string[] | null): Reader;
  readonly services: Services;
  /** The draft that this request reads as if it were published; null when it reads what is public. */
  readonly shown: ShownDraft | null;
  /**
   * Only where the request asks for a preview: calls `work` with a context that reads the draft as if it were published.
   * @throws GraphQLError PREVIEW_INVALID, PREVIEW_EXPIRED or PREVIEW_BUSY
   */
  readonly preview?: <T>(work: (context: RequestContext) => Promise<T>) => Promise<T>;
  /** Country the request comes from, as a proxy says (ISO 3166-1); null when none does. */
  readonly country: string | null;
  /** Country in the languages the request asks for, such as `AT` of `de-AT`; null without one. */
  readonly languageRegion: string | null;
  readonly session: RequestSession;
  /** What reading costs. */
  readonly cost: Cost;
  /** Counts mutations before they run. @throws GraphQLError RATE_LIMITED when there were too many */
  countWrites(howMany: number): Promise<void>;
  /** Counts what a query costs whatever it reads, before it reads. @throws GraphQLError RATE_LIMITED when there was too much */
  countReads(cost: number): Promise<void>;
}

/** Who asks, for services that answer by mail. */
export function askerOf(context: RequestContext): { address: string; locale: string; deviceToken: string | undefined } {
  const { address, deviceToken } = context.session;
  return { address, deviceToken, locale: context.read().scope.locales[0]! };
}

/** The session of a request: resolvers that sign people in and out change it, and `viewer` with it. */
export interface RequestSession {
  /** The valid token this request came with, or signed in with. */
  readonly token: string | undefined;
  /** Whether it came with the token of a session that has ended, or of none that there ever was. */
  readonly hasEnded: boolean;
  /** Id of the session of that token. */
  readonly id: string | undefined;
  /** Whether the browser keeps the token as a cookie. */
  readonly inCookie: boolean;
  /** Network address of the caller: of IPv6 the network of 64 bits. `unknown` when a proxy says something else. */
  readonly address: string;
  /** Id of the API key this request came with. */
  readonly keyId: string | undefined;
  /** Words for the device of the caller, such as `Firefox on Windows`; null when it is not known. */
  readonly device: string | null;
  /** What the device of the caller keeps, if somebody has signed in on it before. */
  readonly deviceToken: string | undefined;
  /** Has the browser keep it as a cookie. */
  keepDevice(deviceToken: string): void;
  /** From here on the request is the one of the token's member. With `cookie` the browser keeps it. */
  begin(token: string, cookie: boolean): Promise<void>;
  /** Finds out anew who the viewer is, after what has changed about them. */
  reload(): Promise<void>;
  /** Ends the session. From here on the request is a visitor's. */
  end(): Promise<void>;
}
