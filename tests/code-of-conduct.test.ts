import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, type TestPerson, testHub } from './harness/hub.js';
import { NOWHERE } from './harness/schema-walk.js';

interface Problem {
  code: string;
  path: string[];
}
interface Code {
  version: number;
  accepted: boolean | null;
  body: { html: string };
}
type Payload = { errors: Problem[]; codeOfConduct: Code | null };

let hub: TestHub;
let spaceId: string;
beforeAll(async () => {
  hub = await testHub();
  spaceId = await hub.services.spaces.put({
    slug: 'garden',
    visibility: 'PUBLIC',
    translations: [{ locale: 'en', name: 'Garden' }],
  });
});
afterAll(() => hub.close());

const newcomer = (who: TestPerson) => hub.signIn(who, { newcomer: true });

async function change(as: string | undefined, text: string, variables: object = {}): Promise<Payload> {
  const { data, errors } = await hub.query<Record<string, Payload>>(text, variables, { as });
  if (errors) throw new Error(String(errors[0]!.extensions.code));
  return Object.values(data).at(-1)!;
}

async function read(as?: string, locale?: string): Promise<Code> {
  const text = 'query ($locale: Locale) { codeOfConduct(locale: $locale) { version accepted body { html } } }';
  return (await hub.query<{ codeOfConduct: Code }>(text, { locale }, { as })).data.codeOfConduct;
}

const accept = (as: string, version: number) =>
  change(
    as,
    'mutation ($version: Int!) { acceptCodeOfConduct(version: $version) { codeOfConduct { version accepted } errors { code path } } }',
    { version },
  );

const publish = (as: string, translations: object[]) =>
  change(
    as,
    'mutation ($input: PublishCodeOfConductInput!) { publishCodeOfConduct(input: $input) { codeOfConduct { version accepted } errors { code path } } }',
    { input: { translations } },
  );

const open = (as: string) =>
  change(
    as,
    'mutation ($input: CreateDiscussionThreadInput!) { createDiscussionThread(input: $input) { errors { code path } } }',
    { input: { spaceId, title: 'Tomatoes', locale: 'en', body: 'When?' } },
  );

const REFUSED = [{ code: 'CONDUCT_REQUIRED', path: ['input'] }];

test('everyone can read it, in their language, and in another where theirs is missing', async () => {
  expect((await read(undefined, 'en')).body.html).toContain('How we treat each other');
  expect((await read(undefined, 'de-AT')).body.html).toContain('miteinander');
  expect((await read(undefined, 'tr')).body.html).toContain('How we treat each other');
  expect((await read()).accepted).toBeNull();
});

describe('before they have accepted it, members', () => {
  test.each([
    ['addPost', 'addPost(input: { threadId: "ID", body: "x" })'],
    ['createResource', 'createResource(input: {})'],
    ['updateResource', 'updateResource(id: "ID", revision: 1, input: {})'],
  ])('are refused %s', async (_, call) => {
    const as = await newcomer('contributor');
    const { errors } = await change(as, `mutation { ${call.replace('ID', NOWHERE)} { errors { code path } } }`);
    expect(errors).toEqual(REFUSED);
  });

  test('are refused to open threads, and nothing is written', async () => {
    expect((await open(await newcomer('partner'))).errors).toEqual(REFUSED);
    const { rows } = await hub.database.pool.query(
      "select 1 from discussion_thread t join member m on m.id = t.author_id where m.handle = 'partner'",
    );
    expect(rows).toEqual([]);
  });

  test('can do everything else', async () => {
    const { errors } = await change(
      await newcomer('partner'),
      'mutation { updateProfile(input: { biography: "New here." }) { errors { code path } } }',
    );
    expect(errors).toEqual([]);
  });
});

test('who accepts it may contribute at once, in the same request and after', async () => {
  const as = await newcomer('expert');
  const { version } = await read(as);
  const both = `mutation ($version: Int!) {
    acceptCodeOfConduct(version: $version) { errors { code path } }
    createResource(input: {}) { errors { code path } }
  }`;
  const { data } = await hub.query(both, { version }, { as });
  expect(data).toEqual({ acceptCodeOfConduct: { errors: [] }, createResource: { errors: [] } });
  expect((await open(as)).errors).toEqual([]);
  expect((await read(as)).accepted).toBe(true);
  // Once more is no mistake.
  expect((await accept(as, version)).errors).toEqual([]);
});

test('only the newest version can be accepted', async () => {
  const as = await newcomer('other');
  const { version } = await read(as);
  for (const wrong of [version - 1, version + 1]) {
    expect((await accept(as, wrong)).errors).toEqual([{ code: 'VERSION_CONFLICT', path: ['version'] }]);
  }
  await expect(accept('', version)).rejects.toThrow('UNAUTHENTICATED');
});

test('costs nothing to ask: who is signed in is still found in one statement', async () => {
  const as = await newcomer('other');
  expect(await hub.statements(() => hub.services.identity.viewerOf(as))).toBe(1);
});

describe('publishing', () => {
  test('a new version asks everyone again', async () => {
    const [as, admin] = [await hub.signIn('member'), await hub.signIn('admin')];
    expect((await open(as)).errors).toEqual([]);
    const before = await read(as);
    const { codeOfConduct } = await publish(admin, [{ locale: 'en', body: 'Be **kind**.' }]);
    expect(codeOfConduct).toEqual({ version: before.version + 1, accepted: false });
    expect((await open(as)).errors).toEqual(REFUSED);
    const now = await read(as, 'de');
    expect(now).toMatchObject({ version: before.version + 1, accepted: false });
    expect(now.body.html).toContain('<strong>kind</strong>');
    expect((await accept(as, now.version)).errors).toEqual([]);
    expect((await open(as)).errors).toEqual([]);
  });

  test('is for admins', async () => {
    const texts = [{ locale: 'en', body: 'Anything goes.' }];
    await expect(publish(await hub.signIn('moderator'), texts)).rejects.toThrow('FORBIDDEN');
  });

  test.each([
    ['nothing', [], ['REQUIRED input.translations']],
    ['another language only', [{ locale: 'de', body: 'Ja' }], ['REQUIRED input.translations']],
    [
      'a language of no reader, and one twice',
      [
        { locale: 'en', body: 'a' },
        { locale: 'fr', body: 'b' },
        { locale: 'en', body: 'c' },
      ],
      ['INVALID input.translations.1.locale', 'INVALID input.translations.2.locale'],
    ],
    ['no words', [{ locale: 'en', body: ' ' }], ['REQUIRED input.translations.0.body']],
  ])('refuses %s', async (_, texts, problems) => {
    const { version } = await read();
    const { errors } = await publish(await hub.signIn('admin'), texts);
    expect(errors.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual(problems);
    expect((await read()).version).toBe(version);
  });

  test('begins with what the one before says in all languages, and hears of a newer one', async () => {
    const admin = await hub.signIn('admin');
    const texts = [
      { locale: 'de', body: 'Seid _nett_.' },
      { locale: 'en', body: 'Be _nice_.' },
    ];
    await publish(admin, texts);
    const { data } = await hub.query<{ codeOfConduct: { version: number; translations: object[] } }>(
      '{ codeOfConduct { version translations { locale body } } }',
    );
    expect(data.codeOfConduct.translations).toEqual(texts);
    const { version } = data.codeOfConduct;
    const publishFrom = (from: number) =>
      change(
        admin,
        'mutation ($input: PublishCodeOfConductInput!, $version: Int) { publishCodeOfConduct(input: $input, version: $version) { codeOfConduct { version } errors { code path ... on VersionConflict { currentRevision savedBy } } } }',
        { input: { translations: texts }, version: from },
      );
    expect((await publishFrom(version - 1)).errors).toEqual([
      { code: 'VERSION_CONFLICT', path: ['version'], currentRevision: version, savedBy: 'admin' },
    ]);
    expect((await publishFrom(version)).codeOfConduct).toEqual({ version: version + 1 });
  });

  test('at the same time makes versions one after the other', async () => {
    const [admin, { version }] = [await hub.signIn('admin'), await read()];
    const made = await Promise.all([1, 2, 3].map((n) => publish(admin, [{ locale: 'en', body: `Text ${n}` }])));
    expect(made.map(({ codeOfConduct }) => codeOfConduct!.version).sort()).toEqual([1, 2, 3].map((n) => version + n));
  });
});
