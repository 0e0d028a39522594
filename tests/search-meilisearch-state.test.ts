import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';

const url = process.env.MEILI_URL;
const masterKey = process.env.MEILI_KEY ?? '';

/** Everything the hub needs to be allowed on its indexes, as the documentation lists it. */
const RIGHTS = ['search', 'documents.*', 'indexes.*', 'settings.*', 'tasks.get'];

let plain: TestHub;
const opened: TestHub[] = [];
beforeAll(async () => {
  plain = await testHub({ seeds: true });
});
afterEach(async () => {
  for (const hub of opened.splice(0)) await hub.close();
});
afterAll(() => plain.close());

async function open(environment: Record<string, string>): Promise<TestHub> {
  const hub = await testHub({ databaseUrl: plain.databaseUrl, environment });
  opened.push(hub);
  return hub;
}

async function answer(hub: TestHub): Promise<{ totalCount: number; degraded: boolean }> {
  const { data, errors } = await hub.query<{ search: { totalCount: number; degraded: boolean } }>(
    '{ search(query: "", locale: "en") { totalCount degraded } }',
  );
  expect(errors).toBeUndefined();
  return data.search;
}

const health = async (hub: TestHub) => ((await (await fetch(`${hub.url}/readyz`)).json()) as { status: string }).status;

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  let held = await holds();
  while (!held && Date.now() < deadline) held = await holds();
  expect(held).toBe(true);
}

describe('a Meilisearch that is too old', () => {
  let server: Server;
  afterAll(() => void server.close());

  test('is stood in for by PostgreSQL, and the hub is ready, degraded', async () => {
    server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json').end('{"pkgVersion":"1.9.3","results":[{"hits":[]}]}');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const hub = await open({ MEILI_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    expect(await answer(hub)).toEqual({ ...(await answer(plain)), degraded: true });
    expect(await health(hub)).toBe('degraded');
  });
});

if (url) {
  describe('Meilisearch', () => {
    let index: string;
    let environment: Record<string, string>;
    const indexes = async () =>
      (await ask<{ results: { uid: string }[] }>('GET', '/indexes?limit=1000')).results
        .map(({ uid }) => uid)
        .filter((uid) => uid.startsWith('state_'));

    function setUp(): void {
      index = `state_${randomBytes(6).toString('hex')}`;
      environment = { MEILI_URL: url!, MEILI_KEY: masterKey, MEILI_INDEX: index };
    }

    afterEach(async () => {
      for (const uid of (await indexes()).filter((name) => name.startsWith(index)))
        await done('DELETE', `/indexes/${uid}`);
    });

    async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${masterKey}`, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return (response.status === 204 ? undefined : await response.json()) as T;
    }
    async function done(method: string, path: string, body?: unknown): Promise<void> {
      const { taskUid } = await ask<{ taskUid: number }>(method, path, body);
      await until(async () => {
        const { status } = await ask<{ status: string }>('GET', `/tasks/${taskUid}`);
        return status === 'succeeded' || status === 'failed';
      });
    }
    const answers = async (hub: TestHub) => {
      await until(async () => !(await answer(hub)).degraded);
      expect(await answer(hub)).toEqual({ ...(await answer(plain)), degraded: false });
    };

    test('that is empty is filled once by two processes that start at once', async () => {
      setUp();
      const hubs = await Promise.all([open(environment), open(environment)]);
      for (const hub of hubs) await answers(hub);
      const { differences } = await hubs[0]!.services.search.check(false);
      expect(differences).toEqual([]);
      const swaps = await ask<{ results: { details: { swaps: { indexes: string[] }[] } }[] }>(
        'GET',
        '/tasks?types=indexSwap&limit=100',
      );
      const own = swaps.results.filter(({ details }) => JSON.stringify(details).includes(index));
      expect(own).toHaveLength(1);
      expect((await indexes()).filter((uid) => uid.startsWith(index))).toEqual([index]);
    }, 120_000);

    test('whose settings are of another version gets a new index, and every answer is whole meanwhile', async () => {
      setUp();
      await answers(await open(environment));
      const before = await ask<{ createdAt: string }>('GET', `/indexes/${index}`);
      await done('PATCH', `/indexes/${index}/settings`, { rankingRules: ['words'], sortableAttributes: ['title'] });
      const hub = await open(environment);
      const { totalCount } = await answer(plain);
      await until(async () => {
        const now = await answer(hub);
        expect(now.totalCount).toBe(totalCount);
        return !now.degraded;
      });
      const settings = await ask<{ rankingRules: string[] }>('GET', `/indexes/${index}/settings`);
      expect(settings.rankingRules).toContain('typo');
      expect((await ask<{ createdAt: string }>('GET', `/indexes/${index}`)).createdAt).not.toBe(before.createdAt);
      expect((await indexes()).filter((uid) => uid.startsWith(index))).toEqual([index]);
    }, 120_000);

    test('whose index is deleted while the hub runs is filled again by itself', async () => {
      setUp();
      const hub = await open(environment);
      await answers(hub);
      await done('DELETE', `/indexes/${index}`);
      expect(await answer(hub)).toEqual({ ...(await answer(plain)), degraded: true });
      await answers(hub);
      expect((await hub.services.search.check(false)).differences).toEqual([]);
    }, 120_000);

    test('is cleared of what a rebuild left whose process died, and what changed meanwhile is indexed', async () => {
      setUp();
      const hub = await open(environment);
      await answers(hub);
      const [{ owner_id }] = (
        await hub.database.pool.query<{ owner_id: string }>('select owner_id from search.document order by id limit 1')
      ).rows as [{ owner_id: string }];
      await done('POST', '/indexes', { uid: `${index}_next_0123`, primaryKey: 'id' });
      await done('POST', `/indexes/${index}/documents/delete`, { filter: `ownerId = "${owner_id}"` });
      await hub.database.pool.query('insert into search_rebuild (id) values (gen_random_uuid())');
      await hub.database.pool.query('insert into search_rebuild_change values ($1)', [owner_id]);
      await hub.database.pool.query("select graphile_worker.add_job('end-search-rebuilds')");
      await hub.settle();
      expect((await indexes()).filter((uid) => uid.startsWith(index))).toEqual([index]);
      expect((await hub.services.search.check(false)).differences).toEqual([]);
      const { rows } = await hub.database.pool.query(
        'select 1 from search_rebuild union all select 1 from search_rebuild_change',
      );
      expect(rows).toEqual([]);
    }, 120_000);

    test('that refuses the key is stood in for, and a key for its own indexes is enough', async () => {
      setUp();
      for (const MEILI_KEY of ['not-the-key', '']) {
        const hub = await open({ ...environment, MEILI_KEY });
        expect(await answer(hub)).toMatchObject({ degraded: true });
        expect(await health(hub)).toBe('degraded');
      }
      const keys: string[] = [];
      for (const actions of [['search'], RIGHTS]) {
        const made = await ask<{ key: string; uid: string }>('POST', '/keys', {
          actions,
          indexes: [index, `${index}_next_*`],
          expiresAt: null,
        });
        expect(made.key).toBeTruthy();
        keys.push(made.uid);
        const hub = await open({ ...environment, MEILI_KEY: made.key });
        if (actions === RIGHTS) await answers(hub);
        else expect(await answer(hub)).toMatchObject({ degraded: true });
      }
      for (const uid of keys) await ask('DELETE', `/keys/${uid}`);
    }, 120_000);
  });
} else {
  test.skip('Meilisearch: set MEILI_URL and MEILI_KEY to run these against a server', () => {});
}
