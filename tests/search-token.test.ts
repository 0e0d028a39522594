import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { TenantTokens } from '../src/search/meilisearch/tenant-tokens.js';
import { type TestHub, testHub } from './harness/hub.js';

const TOKEN = 'query ($locale: Locale) { searchToken(locale: $locale) { url indexUid token expiresAt locale } }';

interface Token {
  url: string;
  indexUid: string;
  token: string;
  expiresAt: string;
  locale: string;
}

/** Until Meilisearch has been filled, PostgreSQL stands in for it. */
async function mainEngineAnswers(hub: TestHub): Promise<void> {
  for (let degraded = true; degraded; ) {
    const { data } = await hub.query<{ search: { degraded: boolean } }>('{ search(query: "sleep") { degraded } }');
    ({ degraded } = data.search);
  }
}

describe('without Meilisearch', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await testHub({ seeds: true });
  });
  afterAll(() => hub.close());

  test('there is no token, and the error says what to do instead', async () => {
    const { errors } = await hub.query(TOKEN);
    expect(errors).toMatchObject([
      {
        message: 'This hub does not search with Meilisearch. Search with the field `search` instead.',
        path: ['searchToken'],
        extensions: { code: 'DIRECT_SEARCH_UNAVAILABLE' },
      },
    ]);
  });

  test('a server that is not there is no secret of the browser, nor its address; and asking has a limit', async () => {
    const environment = { MEILI_URL: 'http://127.0.0.1:1', MEILI_KEY: 'very-secret' };
    const other = await testHub({ databaseUrl: hub.databaseUrl, environment });
    try {
      const one = await other.query(TOKEN, { locale: 'de' });
      expect(one.errors).toMatchObject([{ extensions: { code: 'DIRECT_SEARCH_UNAVAILABLE' } }]);
      expect(JSON.stringify(one.errors)).not.toMatch(/127\.0|very-secret/);
      const many = Array.from({ length: 10 }, (_, n) => `t${n}: searchToken { token }`).join(' ');
      const codes = new Set<unknown>();
      for (let asked = 0; asked < 300; asked += 10) {
        const { errors } = await other.query(`{ ${many} }`);
        for (const { extensions } of errors ?? []) codes.add(extensions.code);
      }
      expect([...codes].sort()).toEqual(['DIRECT_SEARCH_UNAVAILABLE', 'RATE_LIMITED']);
    } finally {
      await other.close();
    }
  });

  test('a story whose consent has ended by the calendar leaves the index', async () => {
    const client = new pg.Client({ connectionString: hub.databaseUrl });
    await client.connect();
    try {
      await client.query(
        `update entry set consent_expires_on = current_date - 1 where id = (
           select id from entry where type = 'SUCCESS_STORY' and status = 'PUBLISHED' limit 1)`,
      );
      const before = await hub.services.search.state();
      expect(before.documents).toBeGreaterThan(before.expected);
      await client.query("select graphile_worker.add_job('expire-consents')");
      await hub.settle();
      const { documents, expected } = await hub.services.search.state();
      expect(documents).toBe(expected);
    } finally {
      await client.end();
    }
  });
});

const url = process.env.MEILI_URL;
const masterKey = process.env.MEILI_KEY ?? '';

if (url) {
  describe('a browser that searches in Meilisearch', () => {
    const MEILI_INDEX = `test_${randomBytes(6).toString('hex')}`;
    const environment = { MEILI_URL: url, MEILI_KEY: masterKey, MEILI_INDEX };
    let hub: TestHub;
    beforeAll(async () => {
      hub = await testHub({ seeds: true, environment });
      await mainEngineAnswers(hub);
    });
    afterAll(async () => {
      const { results } = await ask<{ results: { uid: string; indexes: string[] }[] }>('GET', '/keys?limit=1000');
      for (const { uid, indexes } of results) {
        if (indexes.includes(MEILI_INDEX)) await ask('DELETE', `/keys/${uid}`);
      }
      await ask('DELETE', `/indexes/${MEILI_INDEX}`);
      await hub.close();
    });

    async function send(method: string, path: string, body: unknown, key: string): Promise<Response> {
      return fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    }
    /** As who owns the server. */
    async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
      const response = await send(method, path, body, masterKey);
      return (response.status === 204 ? undefined : await response.json()) as T;
    }
    async function tokenFor(locale: string, from: TestHub = hub): Promise<Token> {
      const { data, errors } = await from.query<{ searchToken: Token }>(TOKEN, { locale });
      expect(errors).toBeUndefined();
      return data.searchToken;
    }
    type Hit = Record<string, unknown> & { ownerId: string; readerLocales: string[]; place: number };
    async function find({ token, indexUid }: Token, body: object): Promise<{ hits: Hit[]; totalHits: number }> {
      const response = await send('POST', `/indexes/${indexUid}/search`, { hitsPerPage: 1000, ...body }, token);
      expect(response.status).toBe(200);
      return (await response.json()) as { hits: Hit[]; totalHits: number };
    }

    test.each(['en', 'de'])('finds each thing once that the hub finds for a reader of %s', async (locale) => {
      const token = await tokenFor(locale);
      expect(token).toMatchObject({ url, indexUid: MEILI_INDEX, locale });
      const { hits, totalHits } = await find(token, { q: '' });
      const { data } = await hub.query<{ search: { totalCount: number } }>(
        'query ($locale: Locale) { search(query: "", locale: $locale) { totalCount } }',
        { locale },
      );
      expect(totalHits).toBe(data.search.totalCount);
      expect(new Set(hits.map(({ ownerId }) => ownerId)).size).toBe(totalHits);
      const words = locale === 'en' ? 'toddler sleep' : 'schlaf';
      expect((await find(token, { q: words })).totalHits).toBeGreaterThan(0);
    });

    test('finds nothing of another language, whatever it asks for', async () => {
      const token = await tokenFor('de');
      const all = (await find(token, { q: '' })).totalHits;
      for (const filter of ['readerLocales = "en" OR place >= 0', 'place != 0', ['locale EXISTS OR place EXISTS']]) {
        const { hits, totalHits } = await find(token, { q: '', filter });
        expect(totalHits).toBeLessThanOrEqual(all);
        for (const { readerLocales, place } of hits) {
          expect(readerLocales).toContain('de');
          expect(place).toBe(0);
        }
      }
      const onlyEnglish = await find(token, { q: '', filter: 'NOT readerLocales = "de"' });
      expect(onlyEnglish.totalHits).toBe(0);
    });

    test('gets of a document what is public, and not what only ranks it', async () => {
      const { hits } = await find(await tokenFor('en'), { q: '', attributesToRetrieve: ['*'] });
      const names = new Set(hits.flatMap((hit) => Object.keys(hit)));
      for (const hidden of ['helpfulness', 'freshAt', 'documentId']) expect(names).not.toContain(hidden);
      for (const shown of ['id', 'title', 'summary', 'body', 'topics', 'type']) expect(names).toContain(shown);
    });

    test('neither writes, nor reads anything else of the server', async () => {
      const { token, indexUid } = await tokenFor('en');
      const other = `${MEILI_INDEX}_other`;
      await ask('POST', '/indexes', { uid: other, primaryKey: 'id' });
      const refused: [string, string, unknown?][] = [
        ['POST', `/indexes/${indexUid}/documents`, [{ id: 'x' }]],
        ['DELETE', `/indexes/${indexUid}/documents`],
        ['GET', `/indexes/${indexUid}/documents`],
        ['GET', `/indexes/${indexUid}/settings`],
        ['PATCH', `/indexes/${indexUid}/settings`, { displayedAttributes: ['*'] }],
        ['DELETE', `/indexes/${indexUid}`],
        ['GET', '/indexes'],
        ['GET', '/stats'],
        ['GET', '/tasks'],
        ['GET', '/keys'],
        ['POST', '/keys', { actions: ['*'], indexes: ['*'], expiresAt: null }],
        ['POST', `/indexes/${other}/search`, { q: '' }],
        ['POST', `/indexes/${MEILI_INDEX}_next/search`, { q: '' }],
        ['POST', '/multi-search', { queries: [{ indexUid: other, q: '' }] }],
      ];
      for (const [method, path, body] of refused) {
        const { status } = await send(method, path, body, token);
        expect([method, path, status]).toEqual([method, path, 403]);
      }
      await ask('DELETE', `/indexes/${other}`);
    });

    test('is let in only until the token expires, and only with its own claims', async () => {
      const { token, expiresAt, indexUid } = await tokenFor('de');
      const [head, claims, signature] = token.split('.') as [string, string, string];
      const read = JSON.parse(Buffer.from(claims, 'base64url').toString());
      expect(read.exp * 1000).toBe(Date.parse(expiresAt));
      const minutes = (Date.parse(expiresAt) - Date.now()) / 60_000;
      expect(minutes).toBeGreaterThan(14);
      expect(minutes).toBeLessThanOrEqual(15);
      const forged = Buffer.from(JSON.stringify({ ...read, searchRules: ['*'] })).toString('base64url');
      const path = `/indexes/${indexUid}/search`;
      expect((await send('POST', path, { q: '' }, `${head}.${forged}.${signature}`)).status).toBe(403);

      const tokens = new TenantTokens({ url, publicUrl: url, key: masterKey, index: MEILI_INDEX });
      const brief = await tokens.issue('de', new Date(Date.now() + 2000));
      expect((await send('POST', path, { q: '' }, brief)).status).toBe(200);
      await expect(
        (async () => {
          while ((await send('POST', path, { q: '' }, brief)).status === 200);
          return (await send('POST', path, { q: '' }, brief)).status;
        })(),
      ).resolves.toBe(403);
    });

    test('all processes share one key, also when they ask at once, and after it was deleted', async () => {
      const two = await testHub({ databaseUrl: hub.databaseUrl, environment });
      try {
        const keys = async () =>
          (
            await ask<{ results: { uid: string; actions: string[]; indexes: string[] }[] }>('GET', '/keys?limit=1000')
          ).results.filter(({ indexes }) => indexes.includes(MEILI_INDEX));
        for (const { uid } of await keys()) await ask('DELETE', `/keys/${uid}`);
        const tokens = await Promise.all([hub, two, hub, two].map((from) => tokenFor('en', from)));
        for (const token of tokens) expect((await find(token, { q: 'sleep' })).totalHits).toBeGreaterThan(0);
        expect(await keys()).toMatchObject([{ actions: ['search'], indexes: [MEILI_INDEX] }]);
      } finally {
        await two.close();
      }
    });

    test('no longer finds what was taken back', async () => {
      const token = await tokenFor('en');
      const { hits } = await find(token, { q: '', filter: 'type = RESOURCE', hitsPerPage: 1 });
      const id = hits[0]!.ownerId;
      const editor = await hub.signIn('editor');
      const { data } = await hub.query<{ unpublishEntry: { errors: unknown[] } }>(
        'mutation ($id: ID!) { unpublishEntry(id: $id) { errors { message } } }',
        { id },
        { as: editor },
      );
      expect(data.unpublishEntry.errors).toEqual([]);
      await hub.settle();
      expect((await find(token, { q: '', filter: `ownerId = "${id}"` })).totalHits).toBe(0);
    });

    test('gets no token from a hub whose own key may make none', async () => {
      const key = await ask<{ key: string; uid: string }>('POST', '/keys', {
        actions: ['search', 'documents.*', 'indexes.*', 'settings.*', 'tasks.get'],
        indexes: [MEILI_INDEX],
        expiresAt: null,
      });
      expect(key.key).toBeTruthy();
      const two = await testHub({ databaseUrl: hub.databaseUrl, environment: { ...environment, MEILI_KEY: key.key } });
      try {
        const { errors } = await two.query(TOKEN);
        expect(errors).toMatchObject([{ extensions: { code: 'DIRECT_SEARCH_UNAVAILABLE' } }]);
      } finally {
        await two.close();
      }
    });
  });
} else {
  console.info('Direct search is not tested against a server: MEILI_URL is not set.');
  describe.skip('a browser that searches in Meilisearch (MEILI_URL is not set)', () => {
    test('nothing is tested', () => {});
  });
}
