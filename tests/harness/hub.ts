import pg from 'pg';
import pino from 'pino';
import { type RunningHub, startHub } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { openHub } from '../../src/hub.js';
import type { Role } from '../../src/schema/enums.js';
import { cloneDatabase, dropDatabase, ensureTemplate } from './databases.js';

export interface Answer<T> {
  readonly data: T;
  readonly errors?: readonly { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  readonly status: number;
  readonly headers: Headers;
}

export interface TestHub extends RunningHub {
  /** The address of the database, for a second hub on it. */
  readonly databaseUrl: string;
  readonly url: string;
  query<T = Record<string, unknown>>(
    text: string,
    variables?: object,
    options?: { as?: string | undefined; headers?: Record<string, string> },
  ): Promise<Answer<T>>;
  /**
   * A bearer token of a person with that role; the same person each time. They accept the code of conduct unless they
   * shall be a newcomer.
   */
  signIn(who: TestPerson, options?: { newcomer: boolean }): Promise<string>;
  /** Works on all background jobs that are due; the hub of a test has no worker of its own. */
  settle(): Promise<void>;
  /** Number of SQL statements that run during `work`. */
  statements(work: () => Promise<unknown>): Promise<number>;
}

export type TestPerson = 'admin' | 'editor' | 'moderator' | 'contributor' | 'expert' | 'partner' | 'member' | 'other';

const ROLES: Record<TestPerson, Role[]> = {
  admin: ['ADMIN'],
  editor: ['EDITOR'],
  moderator: ['MODERATOR'],
  contributor: ['CONTRIBUTOR'],
  expert: ['EXPERT'],
  partner: ['PARTNER'],
  member: ['MEMBER'],
  other: ['MEMBER'],
};

const PASSWORD = 'correct horse battery staple';

/** Starts a real hub in this process, on its own database and a free port. */
export async function testHub(
  options: { seeds?: boolean; databaseUrl?: string; environment?: Record<string, string> } = {},
): Promise<TestHub> {
  if (options.seeds) await ensureTemplate('hearth_seeded', seed);
  const url = options.databaseUrl ?? (await cloneDatabase(options.seeds ? 'hearth_seeded' : undefined));
  const hub = await startHub(configFor(url, options.environment), silent);
  return {
    ...hub,
    databaseUrl: url,
    url: hub.address,
    query: (text, variables, { as, headers } = {}) => post(hub.address, text, variables, as, headers),
    signIn: (who, options) => signIn(hub, who, options?.newcomer),
    settle: () => hub.services.jobs.drain(),
    statements: count,
    close: async () => {
      await hub.close();
      if (!options.databaseUrl) await dropDatabase(url);
    },
  };
}

const silent = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });

function configFor(databaseUrl: string, environment: Record<string, string> = {}) {
  return readConfig({
    ROLE: 'api',
    PORT: '0',
    MAX_WRITES_PER_MINUTE: '100000',
    MAX_READ_COST_PER_MINUTE: '50000000',
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: '6',
    ...environment,
  });
}

async function seed(url: string): Promise<void> {
  const { importSeeds } = await import('../../src/import/seeds/import-seeds.js');
  const hub = await openHub(configFor(url), silent);
  await importSeeds('seeds', hub.services);
  await hub.services.search.open();
  await hub.services.jobs.drain();
  await hub.close();
}

async function post<T>(
  address: string,
  query: string,
  variables: object | undefined,
  token: string | undefined,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return { ...((await response.json()) as Answer<T>), status: response.status, headers: response.headers };
}

async function signIn(hub: RunningHub, who: TestPerson, newcomer = false): Promise<string> {
  const email = `${who}@test.example`;
  await hub.services.identity.createAccount({
    email,
    password: PASSWORD,
    name: who,
    handle: who,
    roles: ROLES[who],
    locale: 'en',
  });
  const { token } = await hub.services.identity.signIn({ email, password: PASSWORD });
  if (!newcomer) await acceptConduct(hub, token);
  return token;
}

/** Lets whoever has the token contribute. */
export async function acceptConduct({ services: { conduct, identity } }: RunningHub, token: string): Promise<void> {
  const viewer = (await identity.viewerOf(token))!;
  if (viewer.mustAcceptConduct) await conduct.accept(viewer, await conduct.newestVersion());
}

let counted = 0;
const query = pg.Client.prototype.query;
pg.Client.prototype.query = function (this: pg.Client, ...all: never[]) {
  counted++;
  return (query as (...all: never[]) => never).apply(this, all);
} as typeof query;

async function count(work: () => Promise<unknown>): Promise<number> {
  const before = counted;
  await work();
  return counted - before;
}
