import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntryDraft } from '../src/schema/drafts/entry.js';
import { mergeDrafts } from '../src/services/content/merge-drafts.js';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let anna: string;
let boris: string;
beforeAll(async () => {
  hub = await testHub();
  anna = await hub.signIn('editor');
  boris = await hub.signIn('admin');
});
afterAll(() => hub.close());

interface Conflict {
  __typename: string;
  code: string;
  message: string;
  currentRevision: number;
  savedBy: string | null;
  savedAt: string;
  changedPaths: string[][] | null;
  merged: Record<string, unknown> | null;
  notMerged: string | null;
  collisions: { path: string[]; before: string | null; theirs: string | null; yours: string | null }[];
}
interface Saved {
  revision: { entryId: string; number: number } | null;
  errors: Conflict[];
}

const DRAFT = `__typename
  ... on ResourceDraft { kind cost url phone durationMinutes topicIds audiences file { url mediaType bytes }
    translations { locale title summary body searchTerms } }
  ... on PartnerOrganizationDraft { url languages phones { number label } partnership { kind since }
    translations { locale title body }
    locations { key name address { street city } }
    services { key url locations translations { locale name fees } } }
  ... on SuccessStoryDraft { storytellerName consent { givenBy } translations { locale title quote } }`;
const CONFLICT = `__typename code message path ... on VersionConflict {
  currentRevision savedBy savedAt changedPaths notMerged merged { ${DRAFT} } collisions { path before theirs yours } }`;
const SAVED = `revision { entryId number } errors { ${CONFLICT} }`;

const create = (type: string) =>
  `mutation ($input: ${type}Input!) { saved: create${type}(input: $input) { revision { entryId number } errors { code message path } } }`;
const update = (type: string) => `mutation ($id: ID!, $revision: Int!, $input: ${type}Input!, $autosave: Boolean) {
  saved: update${type}(id: $id, revision: $revision, input: $input, autosave: $autosave) { ${SAVED} } }`;

async function ask(text: string, variables: object, as: string): Promise<Saved> {
  const { data, errors } = await hub.query<{ saved: Saved }>(text, variables, { as });
  expect(errors).toBeUndefined();
  return data.saved;
}

/** An entry that two editors begin with. */
async function begun(type: string, input: object, as = anna) {
  const { revision, errors } = await ask(create(type), { input }, as);
  expect(errors).toEqual([]);
  const id = revision!.entryId;
  return {
    id,
    save: (from: number, draft: object, who = boris, autosave = false) =>
      ask(update(type), { id, revision: from, input: draft, autosave }, who),
  };
}

/** What an input may hold of what was answered. */
function asInput(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asInput);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== '__typename')
      .map(([name, field]) => [name, asInput(field)]),
  );
}

const resource = {
  kind: 'CHECKLIST',
  cost: 'FREE',
  url: 'https://example.org',
  translations: [
    { locale: 'en', title: 'Sleep', body: 'Words.' },
    { locale: 'de', title: 'Schlaf', body: 'Worte.' },
  ],
};

describe('a stale save', () => {
  test('is refused with both changes brought together, and is saved by what is offered', async () => {
    const { save } = await begun('Resource', resource);
    const [en, de] = resource.translations;
    await save(1, { ...resource, phone: '+49 40 1234', translations: [en, { ...de, title: 'Guter Schlaf' }] });
    const yours = { ...resource, durationMinutes: 20, translations: [{ ...en, title: 'Good sleep' }, de] };
    const { revision, errors } = await save(1, yours, anna);
    expect(revision).toBeNull();
    expect(errors).toMatchObject([
      {
        __typename: 'VersionConflict',
        currentRevision: 2,
        savedBy: 'admin',
        changedPaths: [['phone'], ['translations', 'de', 'title']],
        notMerged: null,
        collisions: [],
      },
    ]);
    expect(Date.now() - Date.parse(errors[0]!.savedAt)).toBeLessThan(60_000);
    const { merged, currentRevision } = errors[0]!;
    expect(merged).toMatchObject({
      __typename: 'ResourceDraft',
      phone: '+49 40 1234',
      durationMinutes: 20,
      translations: [
        { locale: 'en', title: 'Good sleep' },
        { locale: 'de', title: 'Guter Schlaf' },
      ],
    });
    const saved = await save(currentRevision, asInput(merged) as object, anna);
    expect(saved.revision?.number).toBe(3);
  });

  test('names what both have changed, with the value of each, and keeps what the editor wrote', async () => {
    const { save } = await begun('Resource', { ...resource, audiences: ['AGE_0_1'] });
    const [en, de] = resource.translations;
    await save(1, { ...resource, url: null, audiences: ['AGE_1_3'], translations: [{ ...en, title: 'Rest' }, de] });
    const yours = { ...resource, url: 'https://b.example', audiences: [], translations: [{ ...en, title: 'Nap' }] };
    const [conflict] = (await save(1, yours, anna)).errors;
    expect(conflict!.collisions).toEqual([
      { path: ['translations', 'en', 'title'], before: '"Sleep"', theirs: '"Rest"', yours: '"Nap"' },
      { path: ['url'], before: '"https://example.org"', theirs: null, yours: '"https://b.example"' },
    ]);
    expect(conflict!.merged).toMatchObject({
      url: 'https://b.example',
      // What they have added stays, and what you have taken away is gone.
      audiences: ['AGE_1_3'],
      translations: [{ title: 'Nap' }],
    });
    expect(conflict!.message).toContain('admin has saved revision 2');
  });

  test('brings together places and services by their keys, in the order of whoever changed it', async () => {
    const house = (key: string, name: string) => ({
      key,
      name,
      address: { street: `${name} street`, city: 'Hamburg' },
    });
    const organization = {
      translations: [{ locale: 'en', title: 'Harbour house', body: 'Open.' }],
      phones: [{ number: '1' }],
      locations: [house('a', 'North'), house('b', 'South'), house('c', 'West')],
      services: [{ key: 's', locations: ['a'], translations: [{ locale: 'en', name: 'Advice' }] }],
    };
    const { save } = await begun('PartnerOrganization', organization);
    const [a, b, c] = organization.locations;
    const [service] = organization.services;
    await save(1, {
      ...organization,
      // In another order, one gone, one new.
      locations: [b, house('d', 'East'), { ...a, address: { ...a!.address, street: 'Long street' } }],
      services: [{ ...service, translations: [{ locale: 'en', name: 'Advice', fees: 'None' }] }],
    });
    const [conflict] = (
      await save(
        1,
        {
          ...organization,
          phones: [{ label: 'Office', number: '2' }],
          locations: [{ ...a, name: 'Far north' }, b, c, house('e', 'Island')],
          services: [{ ...service, url: 'https://advice.example' }],
        },
        anna,
      )
    ).errors;
    expect(conflict!.collisions).toEqual([]);
    expect(conflict!.merged).toMatchObject({
      phones: [{ number: '2', label: 'Office' }],
      locations: [
        { key: 'b' },
        { key: 'd' },
        { key: 'a', name: 'Far north', address: { street: 'Long street', city: 'Hamburg' } },
        { key: 'e' },
      ],
      services: [{ key: 's', url: 'https://advice.example', translations: [{ name: 'Advice', fees: 'None' }] }],
    });
  });

  test('works from an autosave whose place another has taken', async () => {
    const { save } = await begun('Resource', resource);
    await save(1, { ...resource, url: 'https://one.example' }, boris, true);
    await save(2, { ...resource, url: 'https://two.example' }, boris, true);
    const [conflict] = (await save(2, { ...resource, url: 'https://one.example', phone: '12345' }, anna)).errors;
    expect(conflict).toMatchObject({ changedPaths: [['url']], collisions: [], notMerged: null });
    expect(conflict!.merged).toMatchObject({ url: 'https://two.example', phone: '12345' });
  });

  test('from a revision that is not known any more is refused without an offer, and says why', async () => {
    const { id, save } = await begun('Resource', resource);
    await save(1, { ...resource, url: 'https://one.example' }, boris, true);
    await save(2, { ...resource, url: 'https://two.example' }, boris, true);
    await hub.database.pool.query("update replaced_autosave set replaced_at = now() - interval '2 days'");
    // The next autosave clears away what is old.
    await save(3, { ...resource, url: 'https://three.example' }, boris, true);
    const [conflict] = (await save(2, resource, anna)).errors;
    expect(conflict).toMatchObject({ currentRevision: 4, merged: null, changedPaths: null, collisions: [] });
    expect(conflict!.notMerged).toContain('Revision 2 is not known');
    const kept = await hub.database.pool.query('select number from replaced_autosave where entry_id = $1', [id]);
    expect(kept.rows).toEqual([{ number: 3 }]);
    for (const never of [0, -1, 99])
      expect((await save(never, resource, anna)).errors).toMatchObject([{ merged: null }]);
  });

  test('tells who publishes what has changed since', async () => {
    const { id, save } = await begun('Resource', resource);
    await save(1, { ...resource, url: 'https://one.example' });
    const publish = `mutation ($id: ID!) { saved: publishEntry(id: $id, revision: 1) { errors { ${CONFLICT} } } }`;
    expect((await ask(publish, { id }, anna)).errors).toMatchObject([
      { changedPaths: [['url']], merged: null, notMerged: 'There was nothing to save.' },
    ]);
  });

  test('of a translator is brought together in their language, and shows no consent', async () => {
    const consent = { givenBy: 'Ramona Real', givenOn: '2026-01-01', scope: 'Web' };
    const story = {
      storytellerName: 'Mona',
      consent,
      translations: [{ locale: 'en', title: 'Home', quote: 'At last.' }],
    };
    const { save } = await begun('SuccessStory', story);
    await save(1, { ...story, storytellerName: 'Moni', consent: { ...consent, givenBy: 'Ramona Other' } });
    const translator = await hub.signIn('member');
    const grant = `mutation ($memberId: ID!) {
      grantAccess(input: { memberId: $memberId, role: CONTRIBUTOR, locale: "de" }) { errors { code message } } }`;
    const { rows } = await hub.database.pool.query("select id from member where handle = 'member'");
    await hub.query(grant, { memberId: rows[0].id }, { as: boris });
    const german = { locale: 'de', title: 'Zuhause', quote: 'Endlich.' };
    const { errors } = await save(1, { translations: [german] }, translator);
    expect(errors).toMatchObject([
      { __typename: 'VersionConflict', changedPaths: [['storytellerName']], collisions: [] },
    ]);
    expect(errors[0]!.merged).toMatchObject({
      storytellerName: 'Moni',
      consent: null,
      translations: [german, { locale: 'en', title: 'Home' }],
    });
    expect(JSON.stringify(errors)).not.toContain('Ramona');
    const { consent: _, ...offered } = asInput(errors[0]!.merged) as Record<string, unknown>;
    expect((await save(2, offered, translator)).errors).toEqual([]);
    const { rows: kept } = await hub.database.pool.query(
      "select draft->'consent'->>'givenBy' as by, draft->'translations'->0->>'title' as title from revision where number = 3 and draft ? 'storytellerName'",
    );
    expect(kept).toEqual([{ by: 'Ramona Other', title: 'Zuhause' }]);
  });

  test('takes a consent as a whole', async () => {
    const story = {
      storytellerName: 'Mona',
      consent: { givenBy: 'A', givenOn: '2026-01-01', scope: 'Web' },
      translations: [{ locale: 'en', title: 'Home' }],
    };
    const { save } = await begun('SuccessStory', story);
    await save(1, { ...story, consent: { ...story.consent, givenBy: 'B' } });
    const [conflict] = (await save(1, { ...story, consent: { ...story.consent, scope: 'Print' } }, anna)).errors;
    expect(conflict!.collisions).toMatchObject([{ path: ['consent'] }]);
    expect(conflict!.merged).toMatchObject({ consent: { givenBy: 'A' } });
  });

  test('in right-to-left and non-Latin scripts is merged like any other', async () => {
    const draft = {
      translations: [
        { locale: 'ar', title: 'نوم', body: 'كلمات' },
        { locale: 'zh', title: '睡眠' },
      ],
    };
    const { save } = await begun('Resource', draft);
    const [ar, zh] = draft.translations;
    await save(1, { translations: [{ ...ar, title: 'نوم هادئ' }, zh] });
    const [conflict] = (await save(1, { translations: [ar, { ...zh, title: '好睡眠' }] }, anna)).errors;
    expect(conflict!.merged).toMatchObject({ translations: [{ title: 'نوم هادئ' }, { title: '好睡眠' }] });
  });
});

describe('bringing drafts together', () => {
  test('loses nothing that either has changed without naming it, whatever they do', () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const random = generator(seed);
      const base = organizationOf(random);
      const [theirs, yours] = [changed(base, random), changed(base, random)];
      const { merged, collisions } = mergeDrafts(as(base), as(theirs), as(yours));
      const named = (path: readonly string[]) =>
        collisions.some((collision) =>
          // What has no key goes by its place.
          collision.path.every((step, i) => path[i] === step || (i > 0 && ['phones', 'languages'].includes(path[0]!))),
        );
      const explain = (what: string, path: readonly string[]) =>
        `${seed} ${what} ${path.join('.')}: ${JSON.stringify({ base, theirs, yours, merged, collisions })}`;
      const [was, their, your, now] = [base, theirs, yours, merged].map(leavesOf) as Leaves[];
      for (const [path, value] of changesOf(was!, their!))
        if (now!.get(path) !== value && !named(path.split('/'))) throw new Error(explain('theirs', [path]));
      // What the editor wrote always stands.
      for (const [path, value] of changesOf(was!, your!))
        if (now!.get(path) !== value) throw new Error(explain('yours', [path]));
      // A collision is one, and the words of both are in it.
      for (const { path, before, theirs: their, yours: your } of collisions) {
        const values = [before, their, your].map((value) => JSON.stringify(value));
        if (new Set(values).size < 3 && path[0] !== 'locations') throw new Error(explain('collision', path));
      }
      expect(mergeDrafts(as(base), as(base), as(yours)).merged).toEqual(yours);
      expect(mergeDrafts(as(base), as(theirs), as(base)).collisions).toEqual([]);
    }
  });
});

type Random = (below: number) => number;
type Draft = Record<string, unknown>;
const as = (draft: Draft) => draft as unknown as EntryDraft;

function generator(seed: number): Random {
  let state = seed * 2654435761;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 374761393) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

const WORDS = ['sun', 'moon', 'قمر', '月', '', 'star'];
const word = (random: Random) => WORDS[random(WORDS.length)]!;
const some = (random: Random, keys: readonly string[], make: (key: string) => object) =>
  keys.filter(() => random(3) > 0).map(make);

function organizationOf(random: Random): Draft {
  return {
    url: word(random),
    languages: some(random, ['en', 'de', 'tr'], (tag) => tag as unknown as object),
    partnership: random(2) ? { kind: word(random), since: word(random) } : null,
    phones: some(random, ['1', '2'], (number) => ({ number, label: word(random) })),
    translations: some(random, ['en', 'de', 'ar'], (locale) => ({ locale, title: word(random), body: word(random) })),
    locations: some(random, ['a', 'b', 'c', 'd'], (key) => ({
      key,
      name: word(random),
      address: { city: word(random) },
    })),
  };
}

/** As an editor leaves it: some fields of another draft, elements gone, added and moved. */
function changed(base: Draft, random: Random): Draft {
  const other = organizationOf(random);
  const draft = structuredClone(base);
  for (const name of Object.keys(base)) {
    const choice = random(6);
    if (choice === 0) draft[name] = other[name];
    if (choice === 1) delete draft[name];
    const list = draft[name];
    if (choice > 3 && Array.isArray(list) && list.length) {
      const element = list[random(list.length)];
      if (typeof element === 'object') Object.assign(element, { [random(2) ? 'title' : 'name']: word(random) });
      if (random(4) === 0) list.splice(random(list.length), 1);
      if (random(4) === 0) list.reverse();
    }
  }
  return draft;
}

type Leaves = Map<string, string>;

/** Every value by its path; the elements of lists one by one. */
function leavesOf(draft: unknown): Leaves {
  const leaves: Leaves = new Map();
  collect(draft, []);
  return leaves;

  function collect(value: unknown, path: readonly string[]): void {
    if (value === null || value === undefined || value === '') return;
    if (Array.isArray(value))
      for (const one of value) collect(one, [...path, one.locale ?? one.key ?? one.number ?? one]);
    else if (typeof value !== 'object')
      leaves.set(
        path.join('/'),
        JSON.stringify(value, (_, field) => field || undefined),
      );
    else for (const [name, field] of Object.entries(value)) collect(field, [...path, name]);
  }
}

function changesOf(before: Leaves, after: Leaves): [string, string | undefined][] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).map((path) => [path, after.get(path)]);
}
