import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';
import type { Problem } from './harness/people.js';

let hub: TestHub;
let admin: string;
beforeAll(async () => {
  hub = await testHub();
  admin = await hub.signIn('admin');
});
afterAll(() => hub.close());

interface Answer {
  thing: { id: string; slug: string } | null;
  errors: Problem[];
}

async function run<T>(text: string, variables: object = {}): Promise<T> {
  const { data, errors } = await hub.query<T>(text, variables, { as: admin });
  expect(errors).toBeUndefined();
  return data;
}

const KINDS = ['topic', 'expert', 'space'] as const;
type Kind = (typeof KINDS)[number];
const typeOf = (kind: Kind) => kind[0]!.toUpperCase() + kind.slice(1);

/** What is made when it is called this. */
function named(kind: Kind, name: string, slug?: string | null): object {
  const given = slug === undefined ? {} : { slug };
  if (kind === 'expert') return { ...given, name, translations: [{ locale: 'en', title: 'Midwife' }] };
  return { ...given, ...(kind === 'space' ? { visibility: 'PUBLIC' } : {}), translations: [{ locale: 'en', name }] };
}

async function create(kind: Kind, input: object): Promise<Answer> {
  const text = `mutation ($input: ${typeOf(kind)}Input!) { done: create${typeOf(kind)}(input: $input) { thing: ${kind} { id slug } errors { code path message } } }`;
  return (await run<{ done: Answer }>(text, { input })).done;
}

async function rename(kind: Kind, id: string, slug: string): Promise<Answer> {
  const text = `mutation ($id: ID!, $input: ${typeOf(kind)}Input!) { done: update${typeOf(kind)}(id: $id, input: $input) { thing: ${kind} { id slug } errors { code path message } } }`;
  return (await run<{ done: Answer }>(text, { id, input: { slug } })).done;
}

const bySlug = async (kind: Kind, slug: string) =>
  (
    await run<{ thing: { id: string; slug: string } | null }>(
      `query ($slug: String!) { thing: ${kind}(slug: $slug) { id slug } }`,
      { slug },
    )
  ).thing;

describe.each(KINDS)('the slug of: %s', (kind) => {
  test('is one, in capitals or not, composed or not', async () => {
    const { thing } = await create(kind, named(kind, 'One', 'Sleep-ÄRGER'));
    expect(thing!.slug).toBe('sleep-ärger');
    for (const slug of ['sleep-ärger', 'SLEEP-ÄRGER', 'Sleep-A\u0308rger']) {
      expect((await create(kind, named(kind, 'Two', slug))).errors).toMatchObject([
        { code: 'TAKEN', path: ['input', 'slug'] },
      ]);
      expect(await bySlug(kind, slug)).toEqual(thing);
    }
    // Capitals whose small letters are more than one code point.
    const istanbul = await create(kind, named(kind, 'Three', 'İstanbul'));
    expect(istanbul.errors).toEqual([]);
    expect(await bySlug(kind, 'İSTANBUL')).toEqual(istanbul.thing);
  });

  test('that nobody gave is made: of what can be read of the name, else of what it is; a number makes it free', async () => {
    const first = await create(kind, named(kind, 'Warm Soup'));
    const second = await create(kind, named(kind, 'Warm soup!'));
    expect([first, second].map(({ thing }) => thing?.slug)).toEqual(['warm-soup', 'warm-soup-2']);
    const emoji = await create(kind, named(kind, '🌙'));
    const other = await create(kind, named(kind, '👍🏽 !!', ''));
    const third = await create(kind, named(kind, '‽', null));
    for (const { thing, errors } of [emoji, other, third]) {
      expect(errors).toEqual([]);
      expect(thing!.slug).toMatch(new RegExp(`^${kind}-[0-9a-f]{12}$`));
      expect(await bySlug(kind, thing!.slug)).toEqual(thing);
    }
    const twins = await Promise.all([1, 2, 3].map(() => create(kind, named(kind, 'Cellar'))));
    expect(twins.map(({ thing }) => thing!.slug).sort()).toEqual(['cellar', 'cellar-2', 'cellar-3']);
  });

  test('leads there from the one before, until another has it', async () => {
    const { thing } = await create(kind, named(kind, 'Four', 'old-name'));
    expect((await rename(kind, thing!.id, 'New-Name')).thing!.slug).toBe('new-name');
    expect(await bySlug(kind, 'OLD-name')).toEqual({ id: thing!.id, slug: 'new-name' });
    // A slug that is made leaves the old address alone; one that is asked for takes it.
    expect((await create(kind, named(kind, 'Old name'))).thing!.slug).toBe('old-name-2');
    const taker = await create(kind, named(kind, 'Five', 'old-name'));
    expect(await bySlug(kind, 'old-name')).toEqual(taker.thing);
    await run(`mutation ($id: ID!) { delete${typeOf(kind)}(id: $id) { errors { code } } }`, { id: thing!.id });
    expect(await bySlug(kind, 'new-name')).toBeNull();
  });

  test('that is none is refused with what it may be', async () => {
    for (const slug of ['two words', '-a', 'a--b', 'x'.repeat(81), '🌙']) {
      expect((await create(kind, named(kind, 'Six', slug))).errors).toMatchObject([
        { code: 'INVALID', path: ['input', 'slug'], message: expect.stringContaining('letters, digits') },
      ]);
    }
  });
});

test('filters take slugs in capitals, and former ones', async () => {
  const { thing } = await create('topic', named('topic', 'Seven', 'seven'));
  await create('topic', { ...named('topic', 'Below', 'below-seven'), parentId: thing!.id });
  await rename('topic', thing!.id, 'seventh');
  const below = (slug: string) =>
    run<{ topics: { nodes: { slug: string }[] } }>(
      'query ($slug: String!) { topics(filter: { parent: $slug }) { nodes { slug } } }',
      { slug },
    );
  for (const slug of ['seven', 'SEVENTH', 'seventh'])
    expect((await below(slug)).topics.nodes).toEqual([{ slug: 'below-seven' }]);
});

describe('the slug of an entry', () => {
  const texts = (title: string, slug?: string) => [{ locale: 'en', title, body: 'Words.', ...(slug ? { slug } : {}) }];
  const article = async (title: string, slug?: string) => {
    const { done } = await run<{ done: { revision: { entryId: string }; errors: Problem[] } }>(
      'mutation ($input: ResourceInput!) { done: createResource(input: $input) { revision { entryId } errors { code path } } }',
      { input: { kind: 'GUIDE', cost: 'FREE', url: 'https://example.org/', translations: texts(title, slug) } },
    );
    expect(done.errors).toEqual([]);
    const { published } = await run<{ published: { errors: Problem[] } }>(
      'mutation ($id: ID!) { published: publishEntry(id: $id, revision: 1) { errors { code path } } }',
      { id: done.revision.entryId },
    );
    return { id: done.revision.entryId, errors: published.errors };
  };
  const find = async (slug: string) =>
    (
      await run<{ resource: { id: string; slug: string } | null }>(
        'query ($slug: String!) { resource(slug: $slug) { id slug } }',
        { slug },
      )
    ).resource;

  test('is one in capitals and in small letters', async () => {
    const { id } = await article('Dreams', 'Dreams-At-Night');
    expect(await find('dreams-at-night')).toEqual({ id, slug: 'dreams-at-night' });
    expect(await find('DREAMS-at-night')).toEqual({ id, slug: 'dreams-at-night' });
    expect((await article('Dreams', 'dreams-AT-night')).errors).not.toEqual([]);
  });

  test('of a title without letters is made all the same', async () => {
    const { id, errors } = await article('🌙🌙');
    expect(errors).toEqual([]);
    expect((await find(id))?.id).toBe(id);
  });
});
