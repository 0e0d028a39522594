import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { emailProblem } from './email-address.js';

/**
 * Every setting of the hub, read from environment variables in this one place. All have a working default but those of
 * outside services.
 */
export interface Config {
  role: 'all' | 'api' | 'worker';
  host: string;
  port: number;
  /** Folder of everything the hub keeps on disk: the embedded database, its log. */
  dataDirectory: string;
  /** PostgreSQL to use instead of the embedded one. */
  databaseUrl: string | undefined;
  databasePoolSize: number;
  /** How long a statement that reads for a request may take, and how long it waits for a connection. */
  readTimeoutSeconds: number;
  /** How long one statement of a search may take, and how long it waits for a connection. */
  searchTimeoutSeconds: number;
  meili:
    | {
        url: string;
        /** Where browsers reach it. */
        publicUrl: string;
        key: string | undefined;
        index: string;
      }
    | undefined;
  admin: { email: string; password: string | undefined };
  /** Signs sessions. Absent: a random one is made on the first start and kept in the database. */
  authSecret: string | undefined;
  /** BCP 47 tags; the first is the default, the others are the fallbacks in this order. */
  locales: readonly string[];
  /** The address under which browsers reach the hub. */
  publicUrl: string | undefined;
  /** Country of the site, ISO 3166-1; whose hotlines are shown to who is from nobody knows where. */
  country: string | undefined;
  /** Where the front end shows an entry, with `{locale}`, `{type}`, `{slug}` and `{id}` in it. */
  entryAddress: string;
  /** Header in which a proxy in front of the hub says from which country a request comes. */
  countryHeader: string | undefined;
  mail: {
    /** Server that takes mails. Absent: they are written to the folder `mail` of `dataDirectory`. */
    smtpUrl: string | undefined;
    /** Sender; the name is also the one under which mails speak of the place. */
    from: { name: string; address: string };
    /** Address of the front end that links in mails lead to. Absent: mails have codes and no links. */
    appUrl: string | undefined;
  };
  /** OpenID Connect providers to sign in with, in the order of their buttons. */
  signInProviders: readonly SignInProviderConfig[];
  /** Whether members must have confirmed their e-mail address before they write in the community. */
  requireEmailVerification: boolean;
  /** Origins of other sites whose pages may use the API, such as `https://app.example`; `*` alone: all, without cookies. */
  corsOrigins: readonly string[];
  /** How many mutations one network address may send; an API key ten times as many. */
  maxWritesPerMinute: number;
  /** Cost of what one network address may read in a minute; with an API key ten times as much. */
  maxReadCostPerMinute: number;
  /** How long a request may take to come in; uploads may take longer. */
  requestTimeoutSeconds: number;
  /** Network addresses of proxies in front of the hub, whose word is taken for the address of the caller. */
  trustedProxies: string[];
  /** How many days an entry lies in the trash before it is deleted for good; 0: until someone does it. */
  trashDays: number;
  /** How many days the audit log keeps an event. */
  auditDays: number;
  searchInsight: {
    /** How many days it is kept what was searched for. */
    days: number;
    /** How many different callers must search for the same on a day for editors to see it. */
    callers: number;
  };
  webhooks: {
    /** Whether they may lead to addresses that are not on the public internet, and without TLS. */
    privateTargets: boolean;
    /** How many days the log keeps a delivery. */
    logDays: number;
  };
  media: {
    /** Largest file that is taken. */
    maximumBytes: number;
    /** Store that keeps files. Absent: they are in the folder `media` of `dataDirectory`. */
    s3: S3Config | undefined;
  };
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** How long in-flight requests may take to finish after a stop was asked for. */
  shutdownSeconds: number;
  /** The highest computed cost a query may have; see docs/performance.md. */
  maxQueryCost: number;
  maxQueryDepth: number;
}

/** A bucket of a store that speaks S3. */
export interface S3Config {
  endpoint: string;
  region: string;
  bucket: string;
  accessKey: string;
  secretKey: string;
  /** Whether the bucket stands in the path of addresses, and not in the name of the host. */
  pathStyle: boolean;
}

/** One provider, of the variables OIDC_<ID>_…. */
export interface SignInProviderConfig {
  /** As in OIDC_PROVIDERS, in small letters. */
  id: string;
  /** For people. */
  name: string;
  /** Address that the provider's `.well-known/openid-configuration` lies below. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Separated by blanks. */
  scopes: string;
}

/** Settings that are wrong, all at once, each with its variable and the remedy. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}:\n${problems.map((p) => `  - ${p}`).join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

const integer = (min: number, max: number) =>
  z
    .string()
    .refine(
      (text) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max,
      `must be a whole number from ${min} to ${max}`,
    )
    .transform(Number);
const url = (...protocols: string[]) =>
  z.string().refine(
    (text) => {
      try {
        return protocols.includes(new URL(text).protocol);
      } catch {
        return false;
      }
    },
    `must be an address starting with ${protocols.map((p) => `${p}//`).join(' or ')}`,
  );

const isNetwork = (text: string) => {
  const [address = '', bits = '0', ...more] = text.split('/');
  return (
    isIP(address) > 0 && /^\d+$/.test(bits) && Number(bits) <= (isIP(address) === 4 ? 32 : 128) && more.length === 0
  );
};

const isOrigin = (text: string) => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;

/** `address`, or `Name <address>`. */
const sender = z.string().transform((text, context) => {
  const [, name = 'Hearth', address = text] = /^([^<>"@\p{Cc}]{1,100}) <([^<>]+)>$/u.exec(text) ?? [];
  if (!emailProblem(address)) return { name, address };
  context.addIssue('must be an e-mail address, or a name and an address such as Our Centre <post@centre.example>');
  return z.NEVER;
});

/** An address or a path, in which one entry is told from others. */
const entryAddress = z
  .string()
  .refine(
    (text) => /^(?:https?:\/\/[^\s"<>&]+|\/[^\s"<>&]*)$/.test(text) && /\{(?:slug|id)\}/.test(text),
    'must be a path or a web address with {slug} or {id} in it, such as /{locale}/{type}/{slug}, without & and quotes',
  );

const variables = z
  .object({
    ROLE: z.enum(['all', 'api', 'worker'], 'must be all, api or worker').default('all'),
    HOST: z.string().default('127.0.0.1'),
    PORT: integer(0, 65535).default(4000),
    HEARTH_DATA: z.string().default('.hearth'),
    DATABASE_URL: url('postgres:', 'postgresql:').optional(),
    DATABASE_POOL_SIZE: integer(4, 200).default(12),
    READ_TIMEOUT_SECONDS: integer(1, 600).default(5),
    SEARCH_TIMEOUT_SECONDS: integer(1, 60).default(2),
    MEILI_URL: url('http:', 'https:').optional(),
    MEILI_PUBLIC_URL: url('http:', 'https:').optional(),
    MEILI_KEY: z.string().optional(),
    MEILI_INDEX: z
      .string()
      .regex(/^[a-zA-Z0-9_-]{1,100}$/, 'may hold letters, digits, - and _ only')
      .default('hearth'),
    ADMIN_EMAIL: z
      .string()
      .refine((text) => !emailProblem(text), 'must be an e-mail address')
      .default('admin@hearth.example'),
    ADMIN_PASSWORD: z
      .string()
      .min(10, 'must have at least 10 characters')
      .max(128, 'must have at most 128 characters')
      .optional(),
    AUTH_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
    LOCALES: z
      .string()
      .default('en,de')
      .transform((text, context) => {
        try {
          return [...new Set(text.split(',').map((tag) => new Intl.Locale(tag.trim()).toString()))];
        } catch {
          context.addIssue('must be BCP 47 language tags separated by commas, such as en,de,tr');
          return z.NEVER;
        }
      }),
    PUBLIC_URL: url('http:', 'https:').optional(),
    COUNTRY: z
      .string()
      .regex(/^[A-Z]{2}$/, 'must be two capital letters (ISO 3166-1), such as DE')
      .optional(),
    COUNTRY_HEADER: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,100}$/, 'must be the name of a header, such as CF-IPCountry')
      .optional(),
    PUBLIC_APP_URL: url('http:', 'https:').optional(),
    ENTRY_ADDRESS: entryAddress.default('/{type}/{slug}'),
    SMTP_URL: url('smtp:', 'smtps:').optional(),
    MAIL_FROM: sender.optional(),
    REQUIRE_EMAIL_VERIFICATION: z
      .enum(['true', 'false'], 'must be true or false')
      .transform((text) => text === 'true')
      .optional(),
    TRUSTED_PROXIES: z
      .string()
      .transform((text) => text.split(',').map((address) => address.trim()))
      .refine(
        (all) => all.every(isNetwork),
        'must be IP addresses or networks separated by commas, such as 10.0.0.0/8,::1',
      )
      .optional(),
    OIDC_PROVIDERS: z
      .string()
      .transform((text) => text.split(',').map((id) => id.trim()))
      .refine(
        (ids) => ids.every((id) => /^[a-z][a-z0-9]{0,29}$/.test(id)) && new Set(ids).size === ids.length,
        'must be different names of small letters and digits separated by commas, such as keycloak,google',
      )
      .optional(),
    SEARCH_INSIGHT_DAYS: integer(1, 3650).default(365),
    SEARCH_INSIGHT_CALLERS: integer(2, 1000).default(3),
    TRASH_DAYS: integer(0, 36_500).default(90),
    AUDIT_DAYS: integer(1, 36_500).default(365),
    WEBHOOK_PRIVATE_TARGETS: z
      .enum(['true', 'false'], 'must be true or false')
      .default('false')
      .transform((text) => text === 'true'),
    WEBHOOK_LOG_DAYS: integer(7, 3650).default(30),
    CORS_ORIGINS: z
      .string()
      .transform((text) => text.split(',').map((origin) => origin.trim()))
      .refine(
        (all) => all.every(isOrigin) || (all.length === 1 && all[0] === '*'),
        'must be addresses without a path, separated by commas, such as https://app.example, or * alone',
      )
      .optional(),
    MAX_WRITES_PER_MINUTE: integer(1, 1_000_000).default(600),
    MAX_READ_COST_PER_MINUTE: integer(1_000, 50_000_000).default(5_000_000),
    REQUEST_TIMEOUT_SECONDS: integer(1, 600).default(30),
    MEDIA_MAX_BYTES: integer(1024, 2_000_000_000).default(50_000_000),
    S3_ENDPOINT: url('https:', 'http:').optional(),
    S3_REGION: z.string().default('us-east-1'),
    S3_BUCKET: z.string().optional(),
    S3_ACCESS_KEY: z.string().optional(),
    S3_SECRET_KEY: z.string().optional(),
    S3_PATH_STYLE: z
      .enum(['true', 'false'], 'must be true or false')
      .default('true')
      .transform((text) => text === 'true'),
    LOG_LEVEL: z
      .enum(
        ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
        'must be fatal, error, warn, info, debug, trace or silent',
      )
      .default('info'),
    SHUTDOWN_SECONDS: integer(0, 600).default(20),
    MAX_QUERY_COST: integer(100, 10_000_000).default(20_000),
    MAX_QUERY_DEPTH: integer(3, 100).default(16),
  })
  .refine((value) => !value.MEILI_KEY || value.MEILI_URL, {
    path: ['MEILI_KEY'],
    message: 'is set but MEILI_URL is not: set both or neither',
    // Also when other variables are wrong: all mistakes are told at once.
    when: () => true,
  })
  .refine((value) => !value.MEILI_PUBLIC_URL || value.MEILI_URL, {
    path: ['MEILI_PUBLIC_URL'],
    message: 'is set but MEILI_URL is not: set both or neither',
    when: () => true,
  })
  .refine((value) => !value.SMTP_URL || value.MAIL_FROM, {
    path: ['MAIL_FROM'],
    message: 'is needed with SMTP_URL: servers take mails only from senders they know',
    when: () => true,
  });

const S3_NEEDS = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY', 'S3_SECRET_KEY'] as const;

/** What is missing of the store for files where some of it is given. */
function missingOfS3(given: Record<string, unknown>): string[] {
  const present = S3_NEEDS.filter((name) => name in given);
  if (present.length === 0) return [];
  return S3_NEEDS.filter((name) => !(name in given)).map(
    (name) => `${name} is needed with ${present[0]} (it is not set)`,
  );
}

/**
 * Reads the settings from `environment`; an empty variable counts as not set.
 * @throws ConfigError naming every wrong variable.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = variables.safeParse(given);
  const problems = (result.error?.issues ?? []).map(
    (issue) => `${issue.path.join('.')} ${issue.message} (it is ${describe(issue.path[0], given)})`,
  );
  const providers = variables.shape.OIDC_PROVIDERS.safeParse(given.OIDC_PROVIDERS).data;
  const signInProviders = (providers ?? []).map((id) => providerOf(id, given, problems));
  problems.push(...missingOfS3(given));
  if (!result.success || problems.length) throw new ConfigError(problems);
  const v = result.data;
  return {
    role: v.ROLE,
    host: v.HOST,
    port: v.PORT,
    dataDirectory: resolve(v.HEARTH_DATA),
    databaseUrl: v.DATABASE_URL,
    databasePoolSize: v.DATABASE_POOL_SIZE,
    readTimeoutSeconds: v.READ_TIMEOUT_SECONDS,
    searchTimeoutSeconds: v.SEARCH_TIMEOUT_SECONDS,
    meili: v.MEILI_URL
      ? { url: v.MEILI_URL, publicUrl: v.MEILI_PUBLIC_URL ?? v.MEILI_URL, key: v.MEILI_KEY, index: v.MEILI_INDEX }
      : undefined,
    admin: { email: v.ADMIN_EMAIL, password: v.ADMIN_PASSWORD },
    authSecret: v.AUTH_SECRET,
    locales: v.LOCALES,
    publicUrl: v.PUBLIC_URL,
    country: v.COUNTRY,
    entryAddress: v.ENTRY_ADDRESS,
    countryHeader: v.COUNTRY_HEADER?.toLowerCase(),
    mail: {
      smtpUrl: v.SMTP_URL,
      from: v.MAIL_FROM ?? { name: 'Hearth', address: 'hearth@localhost.localdomain' },
      appUrl: v.PUBLIC_APP_URL ?? v.PUBLIC_URL,
    },
    signInProviders,
    // Without a mail server a confirming mail reaches nobody, and people must still get in.
    requireEmailVerification: v.REQUIRE_EMAIL_VERIFICATION ?? v.SMTP_URL !== undefined,
    trustedProxies: v.TRUSTED_PROXIES ?? [],
    corsOrigins: v.CORS_ORIGINS ?? [],
    maxWritesPerMinute: v.MAX_WRITES_PER_MINUTE,
    maxReadCostPerMinute: v.MAX_READ_COST_PER_MINUTE,
    requestTimeoutSeconds: v.REQUEST_TIMEOUT_SECONDS,
    trashDays: v.TRASH_DAYS,
    auditDays: v.AUDIT_DAYS,
    searchInsight: { days: v.SEARCH_INSIGHT_DAYS, callers: v.SEARCH_INSIGHT_CALLERS },
    webhooks: { privateTargets: v.WEBHOOK_PRIVATE_TARGETS, logDays: v.WEBHOOK_LOG_DAYS },
    media: {
      maximumBytes: v.MEDIA_MAX_BYTES,
      s3: v.S3_ENDPOINT
        ? {
            endpoint: v.S3_ENDPOINT,
            region: v.S3_REGION,
            bucket: v.S3_BUCKET!,
            accessKey: v.S3_ACCESS_KEY!,
            secretKey: v.S3_SECRET_KEY!,
            pathStyle: v.S3_PATH_STYLE,
          }
        : undefined,
    },
    logLevel: v.LOG_LEVEL,
    shutdownSeconds: v.SHUTDOWN_SECONDS,
    maxQueryCost: v.MAX_QUERY_COST,
    maxQueryDepth: v.MAX_QUERY_DEPTH,
  };
}

const providerVariables = {
  ISSUER: url('https:', 'http:'),
  CLIENT_ID: z.string(),
  CLIENT_SECRET: z.string(),
  NAME: z.string().max(60).optional(),
  SCOPES: z
    .string()
    .refine((text) => text.split(' ').includes('openid'), 'must hold openid')
    .default('openid email profile'),
};

/** The settings of one provider; what is wrong with them is added to `problems`. */
function providerOf(id: string, given: Record<string, unknown>, problems: string[]): SignInProviderConfig {
  const read = <T>(name: keyof typeof providerVariables, type: z.ZodType<T>): T => {
    const variable = `OIDC_${id.toUpperCase()}_${name}`;
    const result = type.safeParse(given[variable]);
    if (!result.success) {
      const reason = variable in given ? result.error.issues[0]!.message : `is needed with ${id} in OIDC_PROVIDERS`;
      problems.push(`${variable} ${reason} (it is ${describe(variable, given)})`);
    }
    return result.data!;
  };
  return {
    id,
    name: read('NAME', providerVariables.NAME) ?? id[0]!.toUpperCase() + id.slice(1),
    issuer: read('ISSUER', providerVariables.ISSUER),
    clientId: read('CLIENT_ID', providerVariables.CLIENT_ID),
    clientSecret: read('CLIENT_SECRET', providerVariables.CLIENT_SECRET),
    scopes: read('SCOPES', providerVariables.SCOPES),
  };
}

const SECRET = /_KEY$|PASSWORD|SECRET|DATABASE_URL|SMTP_URL/;

function describe(name: PropertyKey | undefined, given: Record<string, unknown>): string {
  const text = String(name);
  if (!(text in given)) return 'not set';
  return SECRET.test(text) ? 'not shown here' : JSON.stringify(given[text]);
}
