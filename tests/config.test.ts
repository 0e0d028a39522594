import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ConfigError, readConfig } from '../src/config.js';

/** What is said about this environment, one text per mistake. */
function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  test('works without any variable', () => {
    expect(readConfig({})).toEqual({
      role: 'all',
      host: '127.0.0.1',
      port: 4000,
      dataDirectory: resolve('.hearth'),
      databaseUrl: undefined,
      databasePoolSize: 12,
      meili: undefined,
      admin: { email: 'admin@hearth.example', password: undefined },
      authSecret: undefined,
      locales: ['en', 'de'],
      publicUrl: undefined,
      entryAddress: '/{type}/{slug}',
      mail: {
        smtpUrl: undefined,
        from: { name: 'Hearth', address: 'hearth@localhost.localdomain' },
        appUrl: undefined,
      },
      requireEmailVerification: false,
      readTimeoutSeconds: 5,
      searchTimeoutSeconds: 2,
      trustedProxies: [],
      webhooks: { privateTargets: false, logDays: 30 },
      corsOrigins: [],
      media: { maximumBytes: 50_000_000, s3: undefined },
      maxWritesPerMinute: 600,
      maxReadCostPerMinute: 5_000_000,
      requestTimeoutSeconds: 30,
      auditDays: 365,
      searchInsight: { days: 365, callers: 3 },
      trashDays: 90,
      logLevel: 'info',
      shutdownSeconds: 20,
      signInProviders: [],
      maxQueryCost: 20_000,
      maxQueryDepth: 16,
    });
  });

  test('takes an empty variable as not set', () => {
    expect(readConfig({ PORT: '', LOCALES: '', ADMIN_PASSWORD: '' })).toEqual(readConfig({}));
  });

  test('names every mistake at once, each with its variable and what stands there', () => {
    const problems = problemsOf({
      PORT: '70000',
      ROLE: 'boss',
      LOCALES: 'en,?',
      ADMIN_EMAIL: 'nobody',
      DATABASE_URL: 'mysql://localhost/hearth',
      SHUTDOWN_SECONDS: '1.5',
      LOG_LEVEL: 'loud',
      MEILI_KEY: 'without an address',
    });
    expect([...problems].sort()).toEqual([
      'ADMIN_EMAIL must be an e-mail address (it is "nobody")',
      'DATABASE_URL must be an address starting with postgres:// or postgresql:// (it is not shown here)',
      'LOCALES must be BCP 47 language tags separated by commas, such as en,de,tr (it is "en,?")',
      'LOG_LEVEL must be fatal, error, warn, info, debug, trace or silent (it is "loud")',
      'MEILI_KEY is set but MEILI_URL is not: set both or neither (it is not shown here)',
      'PORT must be a whole number from 0 to 65535 (it is "70000")',
      'ROLE must be all, api or worker (it is "boss")',
      'SHUTDOWN_SECONDS must be a whole number from 0 to 600 (it is "1.5")',
    ]);
  });

  test('never repeats a secret', () => {
    const secrets = { ADMIN_PASSWORD: 'tooshort', AUTH_SECRET: 'short-secret', DATABASE_URL: 'ftp://u:hidden@host' };
    const told = problemsOf(secrets).join('\n');
    expect(problemsOf(secrets)).toHaveLength(3);
    for (const secret of Object.values(secrets)) expect(told).not.toContain(secret);
  });

  test.each(['-1', '1e3', '0x50', ' 80', '65536', 'http'])('does not take %p for a port', (PORT) => {
    expect(problemsOf({ PORT })).toHaveLength(1);
  });

  test('spells languages as BCP 47 does and names each once', () => {
    expect(readConfig({ LOCALES: 'DE-at, en,tr,EN' }).locales).toEqual(['de-AT', 'en', 'tr']);
  });

  test('has a sender with a name for mails, and needs one for a mail server', () => {
    const mail = (environment: Record<string, string>) => readConfig(environment).mail;
    const from = { name: 'Café Süd', address: 'post@centre.example' };
    expect(mail({ MAIL_FROM: 'Café Süd <post@centre.example>' }).from).toEqual(from);
    expect(mail({ MAIL_FROM: 'post@centre.example' }).from).toEqual({ ...from, name: 'Hearth' });
    for (const wrong of ['post', 'Café <post>', 'A <a@b.example>, B <b@b.example>', 'A\n <a@b.example>']) {
      expect(problemsOf({ MAIL_FROM: wrong })).toHaveLength(1);
    }
    const [problem, ...others] = problemsOf({ SMTP_URL: 'smtp://user:hidden@mail.example' });
    expect(problem).toContain('MAIL_FROM is needed with SMTP_URL');
    expect(others).toEqual([]);
    expect(problemsOf({ SMTP_URL: 'user:hidden@mail.example' }).join()).not.toContain('hidden');
  });

  test('knows the providers to sign in with, and what is missing of each', () => {
    const whole = {
      OIDC_PROVIDERS: 'keycloak',
      OIDC_KEYCLOAK_ISSUER: 'https://id.example/realms/centre',
      OIDC_KEYCLOAK_CLIENT_ID: 'hearth',
      OIDC_KEYCLOAK_CLIENT_SECRET: 'hidden',
    };
    expect(readConfig(whole).signInProviders).toEqual([
      {
        id: 'keycloak',
        name: 'Keycloak',
        issuer: 'https://id.example/realms/centre',
        clientId: 'hearth',
        clientSecret: 'hidden',
        scopes: 'openid email profile',
      },
    ]);
    const wrong = { ...whole, OIDC_KEYCLOAK_ISSUER: 'id.example', OIDC_KEYCLOAK_CLIENT_SECRET: '', PORT: 'x' };
    expect(problemsOf(wrong)).toEqual([
      'PORT must be a whole number from 0 to 65535 (it is "x")',
      'OIDC_KEYCLOAK_ISSUER must be an address starting with https:// or http:// (it is "id.example")',
      'OIDC_KEYCLOAK_CLIENT_SECRET is needed with keycloak in OIDC_PROVIDERS (it is not set)',
    ]);
    expect(problemsOf({ OIDC_PROVIDERS: 'a,a' })).toHaveLength(1);
  });

  test('keeps what was searched for a year, and shows it from the third caller on', () => {
    expect(readConfig({}).searchInsight).toEqual({ days: 365, callers: 3 });
    const wanted = readConfig({ SEARCH_INSIGHT_DAYS: '30', SEARCH_INSIGHT_CALLERS: '5' });
    expect(wanted.searchInsight).toEqual({ days: 30, callers: 5 });
    expect(() => readConfig({ SEARCH_INSIGHT_CALLERS: '1' })).toThrow('SEARCH_INSIGHT_CALLERS must be a whole number');
  });

  test('knows the country of the site, and where a proxy names that of a request', () => {
    expect(readConfig({})).toMatchObject({ country: undefined, countryHeader: undefined });
    expect(readConfig({ COUNTRY: 'DE', COUNTRY_HEADER: 'CF-IPCountry' })).toMatchObject({
      country: 'DE',
      countryHeader: 'cf-ipcountry',
    });
    expect(() => readConfig({ COUNTRY: 'Germany' })).toThrow('COUNTRY must be two capital letters');
  });

  test('takes where the front end shows entries, as a path or an address', () => {
    for (const ENTRY_ADDRESS of ['/{locale}/{type}/{slug}', 'https://app.example/e/{id}?from=hub'])
      expect(readConfig({ ENTRY_ADDRESS }).entryAddress).toBe(ENTRY_ADDRESS);
    for (const ENTRY_ADDRESS of ['{slug}', 'javascript:{slug}', '/articles', '/{slug}"onclick="x', '/{slug}?a=1&b=2'])
      expect(problemsOf({ ENTRY_ADDRESS })).toHaveLength(1);
  });

  test('has links in mails lead to the front end, or else to its own address', () => {
    const [PUBLIC_URL, PUBLIC_APP_URL] = ['https://api.example', 'https://app.example'];
    expect(readConfig({ PUBLIC_URL }).mail.appUrl).toBe(PUBLIC_URL);
    expect(readConfig({ PUBLIC_URL, PUBLIC_APP_URL }).mail.appUrl).toBe(PUBLIC_APP_URL);
  });

  test('asks for confirmed addresses where mails reach people, unless told', () => {
    const smtp = { SMTP_URL: 'smtps://mail.example', MAIL_FROM: 'post@centre.example' };
    const required = (environment: Record<string, string>) => readConfig(environment).requireEmailVerification;
    expect(required({})).toBe(false);
    expect(required(smtp)).toBe(true);
    expect(required({ REQUIRE_EMAIL_VERIFICATION: 'true' })).toBe(true);
    expect(required({ ...smtp, REQUIRE_EMAIL_VERIFICATION: 'false' })).toBe(false);
    expect(problemsOf({ REQUIRE_EMAIL_VERIFICATION: 'yes' })).toHaveLength(1);
  });

  test('switches search to Meilisearch by its address, with or without a key', () => {
    const url = 'http://127.0.0.1:7700';
    expect(readConfig({ MEILI_URL: url }).meili).toEqual({
      url,
      publicUrl: url,
      key: undefined,
      index: 'hearth',
    });
    const publicUrl = 'https://search.centre.example';
    const all = { MEILI_URL: url, MEILI_PUBLIC_URL: publicUrl, MEILI_KEY: 'k', MEILI_INDEX: 'centre_1' };
    expect(readConfig(all).meili).toEqual({
      url,
      publicUrl,
      key: 'k',
      index: 'centre_1',
    });
    expect(problemsOf({ MEILI_URL: 'localhost:7700' })).toHaveLength(1);
    expect(problemsOf({ MEILI_URL: url, MEILI_INDEX: 'not this' })).toHaveLength(1);
    expect(problemsOf({ MEILI_PUBLIC_URL: publicUrl })).toEqual([
      `MEILI_PUBLIC_URL is set but MEILI_URL is not: set both or neither (it is "${publicUrl}")`,
    ]);
  });
});
