import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from './harness/commands.js';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let editor: string;
beforeAll(async () => {
  hub = await testHub({ seeds: true });
  editor = await hub.signIn('editor');
});
afterAll(() => hub.close());

const check = (...options: string[]) =>
  run(['search', 'check', ...options], { DATABASE_URL: hub.databaseUrl, LOG_LEVEL: 'silent' });
const query = (text: string, values: unknown[] = []) => hub.database.pool.query(text, values);
const found = async (words: string, locale: string) =>
  (
    await hub.query<{ search: { nodes: { id: string }[] } }>(
      'query ($words: String!, $locale: Locale) { search(query: $words, locale: $locale, first: 100) { nodes { ... on Node { id } } } }',
      { words, locale },
    )
  ).data.search.nodes.map(({ id }) => id);

describe('search check', () => {
  test('finds nothing where there is nothing', async () => {
    const { code, stdout } = await check();
    expect(stdout).toMatch(/^The search index agrees with the \d+ texts that are published\.\n$/);
    expect(code).toBe(0);
  });

  test('tells what is missing, outdated or too much in plain words, and mends it', async () => {
    const { rows } = await query(
      'select distinct on (owner_id) d.id, owner_id, t.title from search.document d join search.document_text t using (n) order by owner_id limit 3',
    );
    const [missing, outdated, renamed] = rows as { id: string; owner_id: string; title: string }[];
    const gone = '00000000-0000-7000-8000-000000000000';
    await query("select search.write('[]', $1, '{}')", [[missing!.owner_id]]);
    await query(
      "update search.document_text set digest = 'old' where n = (select n from search.document where id = $1)",
      [outdated!.id],
    );
    await query("update search.document set owner_id = $1, id = $1 || '_en' where id = $2", [gone, renamed!.id]);
    const told = await check();
    expect(told.code).toBe(1);
    expect(told.stdout).toContain(`“${missing!.title}”`);
    expect(told.stdout).toContain('is published and cannot be found');
    expect(told.stdout).toContain(`“${outdated!.title}”`);
    expect(told.stdout).toContain('is found by what it said before');
    expect(told.stdout).toContain(`${gone}_en is found though it is not published`);
    expect(told.stdout).toContain('search check --repair');

    const mended = await check('--repair');
    expect(mended.stdout).toMatch(/\d+ differences were repaired/);
    expect(mended.code).toBe(0);
    expect((await check()).code).toBe(0);
  }, 60_000);

  test('leaves alone what is on its way', async () => {
    const [{ id }] = (await query("select id from entry where status = 'PUBLISHED' limit 1")).rows as [{ id: string }];
    await query("select search.write('[]', $1, '{}'), enqueue_indexing($2)", [[id], id]);
    const { differences, underWay } = await hub.services.search.check(false);
    expect([differences, underWay]).toEqual([[], 1]);
    await hub.settle();
    expect((await hub.services.search.check(false)).underWay).toBe(0);
  });

  test('happens every night by itself, and mends what it finds', async () => {
    const [{ owner_id }] = (await query('select owner_id from search.document order by id limit 1')).rows as [
      { owner_id: string },
    ];
    await query("select search.write('[]', $1, '{}')", [[owner_id]]);
    await query("select graphile_worker.add_job('check-search')");
    await hub.settle();
    expect((await hub.services.search.check(false)).differences).toEqual([]);
  });
});

describe('only what is published', () => {
  test('of two languages one is withdrawn: that one is not found any more, and the other is', async () => {
    const text = (locale: string, title: string) => ({ locale, title, body: 'Text.' });
    const { data } = await hub.query<{ createResource: { revision: { entryId: string } } }>(
      'mutation ($input: ResourceInput!) { createResource(input: $input) { revision { entryId } errors { message } } }',
      {
        input: {
          kind: 'GUIDE',
          cost: 'FREE',
          url: 'https://example.org/',
          translations: [text('en', 'Grumbeerkiechle'), text('de', 'Knusperzwieback')],
        },
      },
      { as: editor },
    );
    const id = data.createResource.revision.entryId;
    await hub.query(
      'mutation ($id: ID!) { publishEntry(id: $id, revision: 1) { errors { message } } }',
      { id },
      { as: editor },
    );
    await hub.settle();
    expect(await found('grumbeerkiechle', 'en')).toEqual([id]);
    expect(await found('knusperzwieback', 'de')).toEqual([id]);
    await hub.query(
      'mutation ($id: ID!) { unpublishEntry(id: $id, locales: ["de"]) { errors { message } } }',
      { id },
      { as: editor },
    );
    await hub.settle();
    const { rows } = await query('select locale from search.document where owner_id = $1', [id]);
    expect(rows).toEqual([{ locale: 'en' }]);
    expect(await found('grumbeerkiechle', 'de')).toEqual([id]);
    await hub.query('mutation ($id: ID!) { unpublishEntry(id: $id) { errors { message } } }', { id }, { as: editor });
    await hub.settle();
    expect(await found('grumbeerkiechle', 'en')).toEqual([]);
  });

  test('a topic that gets another name is found by it, in the language of the name', async () => {
    const [topic] = (
      await query(
        `select t.id, t.slug from topic t where exists (select 1 from entry_topic et join entry e on e.id = et.entry_id where et.topic_id = t.id and e.status = 'PUBLISHED') limit 1`,
      )
    ).rows as [{ id: string; slug: string }];
    await hub.query(
      'mutation ($id: ID!, $input: TopicInput!) { updateTopic(id: $id, input: $input) { errors { message } } }',
      {
        id: topic.id,
        input: {
          slug: topic.slug,
          translations: [
            { locale: 'en', name: 'Flibbertigibbet' },
            { locale: 'de', name: 'Firlefanzerei' },
          ],
        },
      },
      { as: editor },
    );
    await hub.settle();
    expect((await found('flibbertigibbet', 'en')).length).toBeGreaterThan(0);
    expect((await found('firlefanzerei', 'de')).length).toBeGreaterThan(0);
    expect((await hub.services.search.check(false)).differences).toEqual([]);
  });
});
