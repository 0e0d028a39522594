import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';
import { FROM_ANYWHERE } from './harness/people.js';
import { draftResource, publishResource, resource, saveResource } from './harness/resources.js';
import { NOWHERE } from './harness/schema-walk.js';

let hub: TestHub;
let editor: string;
beforeAll(async () => {
  hub = await testHub({ environment: FROM_ANYWHERE });
  editor = await hub.signIn('editor');
  await hub.services.search.open();
});
afterAll(() => hub.close());

const anotherProcess = () => testHub({ databaseUrl: hub.databaseUrl, environment: FROM_ANYWHERE });

const RATE = `mutation ($id: ID!, $locale: Locale!, $helpful: Boolean!) {
  answer: rateHelpfulness(id: $id, locale: $locale, helpful: $helpful) { errors { code path message } } }`;
const RETRACT = `mutation ($id: ID!, $locale: Locale!) {
  answer: retractHelpfulness(id: $id, locale: $locale) { errors { code path message } } }`;

interface Given {
  answer: { errors: { code: string; path: string[]; message: string }[] };
}
interface Reader {
  /** Number of the network address. */
  from?: number;
  as?: string;
  locale?: string;
}

const optionsOf = ({ from = 1, as }: Reader) => ({ as, headers: { 'x-forwarded-for': `198.51.100.${from}` } });

const rate = (id: string, helpful: boolean, reader: Reader = {}) =>
  hub.query<Given>(RATE, { id, locale: reader.locale ?? 'en', helpful }, optionsOf(reader));

const retract = (id: string, reader: Reader = {}) =>
  hub.query<Given>(RETRACT, { id, locale: reader.locale ?? 'en' }, optionsOf(reader));

/** Lets so many readers, each from an address of their own, say the same. */
async function rateByMany(id: string, helpful: boolean, readers: number, locale = 'en'): Promise<void> {
  for (let from = 1; from <= readers; from++) {
    const { data } = await rate(id, helpful, { from, locale });
    expect(data.answer.errors).toEqual([]);
  }
}

/** As the night has it: the day is over, its votes are counted, and what has changed is indexed. */
async function night(): Promise<void> {
  await hub.database.pool.query('update helpfulness_vote set day = day - 1');
  await hub.database.pool.query('delete from auth_try');
  await hub.services.helpfulness.weigh();
  await hub.settle();
}

interface Translations {
  translations: { nodes: { locale: string; helpfulVotes: number | null; unhelpfulVotes: number | null }[] };
}

/** The votes on an entry in a language, as someone sees them. */
async function votes(id: string, locale = 'en', as = editor): Promise<(number | null)[]> {
  const { data, errors } = await hub.query<Translations>(
    `query ($id: ID!) { translations(filter: { entries: [$id] }) { nodes { locale helpfulVotes unhelpfulVotes } } }`,
    { id },
    { as },
  );
  expect(errors).toBeUndefined();
  const found = data.translations.nodes.find((node) => node.locale === locale)!;
  return [found.helpfulVotes, found.unhelpfulVotes];
}

async function published(title: string, more: object = {}): Promise<string> {
  const id = await draftResource(hub, editor, resource(title, more));
  await publishResource(hub, editor, id, 1);
  await hub.settle();
  return id;
}

const inBoth = (title: string) => ({
  translations: ['en', 'de'].map((locale) => ({ locale, title: `${title} ${locale}`, body: `The words of ${title}.` })),
});

async function found(query: string): Promise<string[]> {
  const { data, errors } = await hub.query<{ search: { nodes: { id: string }[] } }>(
    'query ($query: String!) { search(query: $query, locale: "en") { nodes { ... on Node { id } } } }',
    { query },
  );
  expect(errors).toBeUndefined();
  return data.search.nodes.map(({ id }) => id);
}

async function helpfulnessInIndex(id: string, locale = 'en'): Promise<number> {
  const { rows } = await hub.database.pool.query(
    'select round(helpfulness::numeric, 3)::float8 as value from search.document where id = $1',
    [`${id}_${locale}`],
  );
  return rows[0]!.value;
}

async function leastHelpful(variables: { locale?: string; first?: number } = {}, as = editor) {
  const { data, errors } = await hub.query<{
    leastHelpful: { entryId: string; locale: string; newest: { published: { title: string } } }[];
  }>(
    `query ($locale: Locale, $first: Int! = 20) { leastHelpful(locale: $locale, first: $first) {
      entryId locale helpfulVotes unhelpfulVotes newest { published { title } } } }`,
    variables,
    { as },
  );
  return { texts: data?.leastHelpful, errors };
}

describe('a reader', () => {
  test('says whether a text helped, signed in or not, and editors see how many did in the morning', async () => {
    const id = await published('Sleeping through');
    expect((await rate(id, true, { from: 1 })).data.answer.errors).toEqual([]);
    expect((await rate(id, true, { from: 2, as: await hub.signIn('member') })).data.answer.errors).toEqual([]);
    expect((await rate(id, false, { from: 3 })).data.answer.errors).toEqual([]);
    expect(await votes(id)).toEqual([0, 0]);
    await night();
    expect(await votes(id)).toEqual([2, 1]);
  });

  test('counts once a day, by the last answer', async () => {
    const id = await published('Counted once');
    await rate(id, true);
    await rate(id, true);
    await rate(id, false);
    await night();
    expect(await votes(id)).toEqual([0, 1]);
    await rate(id, true);
    await night();
    expect(await votes(id)).toEqual([1, 1]);
  });

  test('counts once also when all answers come at the same time', async () => {
    const id = await published('At the same time');
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => rate(id, n % 2 === 0)));
    for (const { data } of answers) expect(data.answer.errors).toEqual([]);
    await night();
    const [yes, no] = await votes(id);
    expect(yes! + no!).toBe(1);
  });

  test('takes an answer back, and nothing else', async () => {
    const id = await published('Taken back', inBoth('Taken back'));
    await rate(id, true, { from: 1 });
    await rate(id, true, { from: 2 });
    await rate(id, true, { from: 1, locale: 'de' });
    await retract(id, { from: 1 });
    await retract(id, { from: 3 });
    await night();
    expect([await votes(id), await votes(id, 'de')]).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect((await retract(id, { from: 2 })).data.answer.errors).toEqual([]);
    await night();
    expect(await votes(id)).toEqual([1, 0]);
  });

  test('is counted by the language they have read', async () => {
    const id = await published('Two languages', inBoth('Two languages'));
    await rateByMany(id, true, 2, 'de');
    await rateByMany(id, false, 1, 'en');
    await night();
    expect([await votes(id, 'de'), await votes(id, 'en')]).toEqual([
      [2, 0],
      [0, 1],
    ]);
  });

  test('can say so of every type of content', async () => {
    const seeded = await testHub({ seeds: true });
    try {
      const { rows } = await seeded.database.pool.query<{ id: string; locale: string; type: string }>(
        `select distinct on (t.type) t.entry_id as id, t.locale, t.type from entry_translation t where t.status = 'PUBLISHED'`,
      );
      expect(rows.map(({ type }) => type)).toEqual([
        'EXPERT_ARTICLE',
        'PARTNER_ORGANIZATION',
        'RESOURCE',
        'SUCCESS_STORY',
      ]);
      for (const { id, locale } of rows) {
        const { data } = await seeded.query<Given>(RATE, { id, locale, helpful: true });
        expect(data.answer.errors).toEqual([]);
      }
    } finally {
      await seeded.close();
    }
  });

  test('learns nothing of what is not public: it is answered like what does not exist', async () => {
    const draft = await draftResource(hub, editor, resource('A draft'));
    const taken = await published('Taken from the public', inBoth('Taken from the public'));
    const half = await published('Half of it public', inBoth('Half of it public'));
    const unpublish = `mutation ($id: ID!, $locales: [Locale!]) { unpublishEntry(id: $id, locales: $locales) { errors { code } } }`;
    await hub.query(unpublish, { id: taken }, { as: editor });
    await hub.query(unpublish, { id: half, locales: ['de'] }, { as: editor });
    const nowhere = await rate(NOWHERE, true);
    expect(nowhere.data.answer.errors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
    for (const [id, locale] of [
      [draft, 'en'],
      [taken, 'en'],
      [half, 'de'],
      [half, 'tr'],
      ['no id at all', 'en'],
    ] as const) {
      for (const as of [undefined, editor]) {
        expect((await rate(id, true, { locale, as })).data).toEqual(nowhere.data);
        expect((await retract(id, { locale, as })).data).toEqual(nowhere.data);
      }
    }
    await night();
    expect(await votes(draft)).toEqual([0, 0]);
  });
});

describe('of who votes', () => {
  test('nothing is kept: no member, no address, no event', async () => {
    const member = await hub.signIn('other');
    const { data } = await hub.query<{ me: { id: string } }>('{ me { id } }', {}, { as: member });
    const id = await published('Violence at home');
    const events = async () =>
      (
        await hub.database.pool.query(`select 1 from audit_event where action ilike '%helpful%' or object_id = $1`, [
          id,
        ])
      ).rowCount;
    const before = await events();
    await rate(id, true, { from: 77, as: member });
    await rate(NOWHERE, true, { from: 77, as: member });
    await retract(NOWHERE, { from: 77, as: member });
    expect(await events()).toBe(before);
    for (const when of ['today', 'tomorrow']) {
      const { rows } = await hub.database.pool.query<{ row: string }>(
        `select v::text as row from helpfulness_vote v union all select m::text from helpfulness_month m
         union all select h::text from helpfulness h union all select t::text from auth_try t`,
      );
      for (const { row } of rows) for (const secret of [data.me.id, '198.51.100']) expect(row).not.toContain(secret);
      if (when === 'today') await night();
    }
    expect((await hub.database.pool.query('select 1 from helpfulness_vote')).rowCount).toBe(0);
  });

  test('two votes of one person cannot be told to be of one, on two texts or on two days', async () => {
    const ids = [await published('One text'), await published('Another text')];
    for (const id of ids) await rate(id, true, { from: 78 });
    const voters = async () =>
      (await hub.database.pool.query<{ voter: string }>(`select voter::text from helpfulness_vote`)).rows;
    const today = await voters();
    expect(new Set(today.map(({ voter }) => voter)).size).toBe(2);
    await night();
    const { rows } = await hub.database.pool.query('select * from daily_salt');
    await hub.database.pool.query('update daily_salt set day = day - 1');
    await hub.services.searchInsight.expire();
    const tomorrow = await anotherProcess();
    try {
      await tomorrow.query<Given>(RATE, { id: ids[0], locale: 'en', helpful: true }, optionsOf({ from: 78 }));
    } finally {
      await tomorrow.close();
    }
    await hub.database.pool.query('update daily_salt set salt = $1', [rows[0]!.salt]);
    expect(today).not.toContainEqual((await voters())[0]);
    await night();
  });

  test('the answer does not tell whether there was a vote before, to others of the household neither', async () => {
    const id = await published('Read in secret');
    const answers = [
      await rate(id, true),
      await rate(id, true),
      await rate(id, false),
      await retract(id),
      await retract(id),
    ];
    expect(answers.map(({ data, errors }) => [data, errors])).toEqual(
      answers.map(() => [{ answer: { errors: [] } }, undefined]),
    );
  });

  test('it is the same caller in every process', async () => {
    const id = await published('Two processes');
    const other = await anotherProcess();
    try {
      await rate(id, true, { from: 5 });
      await other.query<Given>(RATE, { id, locale: 'en', helpful: false }, optionsOf({ from: 5 }));
    } finally {
      await other.close();
    }
    await night();
    expect(await votes(id)).toEqual([0, 1]);
  });
});

describe('whoever wants to spoil it', () => {
  test('can vote no more than 300 times a day from one address', async () => {
    const id = await published('Often');
    const fields = Array.from(
      { length: 30 },
      (_, n) => `r${n}: rateHelpfulness(id: "${id}", locale: "en", helpful: true) { errors { code } }`,
    );
    const many = () => hub.query(`mutation { ${fields.join(' ')} }`, {}, optionsOf({ from: 200 }));
    for (let n = 0; n < 10; n++) expect((await many()).errors).toBeUndefined();
    const { errors } = await rate(id, true, { from: 200 });
    expect(errors![0]!.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) });
    expect((await rate(id, true, { from: 201 })).errors).toBeUndefined();
    await night();
    expect(await votes(id)).toEqual([2, 0]);
  });

  test('moves a text by one step a night, however many addresses they have', async () => {
    const id = await published('Many addresses');
    await rateByMany(id, true, 60);
    await night();
    expect(await helpfulnessInIndex(id)).toBe(0.1);
    await night();
    expect(await helpfulnessInIndex(id)).toBe(0.2);
    for (let n = 0; n < 12; n++) await night();
    expect(await helpfulnessInIndex(id)).toBe(0.9);
  });

  test('pushes no text below those that nobody has voted on', async () => {
    const id = await published('Disliked by a few');
    await rateByMany(id, false, 30);
    for (let n = 0; n < 3; n++) await night();
    expect(await helpfulnessInIndex(id)).toBe(0);
  });
});

describe('search', () => {
  test('of texts that fit equally well, shows those first that helped', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 4; n++) ids.push(await published('Kindergarten bag'));
    const [, helped, helpedMore, disputed] = ids as [string, string, string, string];
    await rateByMany(helped, true, 5);
    await rateByMany(helpedMore, true, 30);
    await rateByMany(disputed, true, 5);
    for (let from = 6; from <= 15; from++) await rate(disputed, false, { from });
    for (let n = 0; n < 9; n++) await night();
    expect((await found('kindergarten bag')).slice(0, 2)).toEqual([helpedMore, helped]);
    expect(await helpfulnessInIndex(disputed)).toBe(0);
  });

  test('is not told of every vote: first votes and small changes index nothing, and no revision or date changes', async () => {
    const id = await published('Quiet', inBoth('Quiet'));
    const state = async () =>
      (
        await hub.database.pool.query(
          `select e.updated_at, e.latest_revision, t.published_at, t.revision, (select count(*) from revision r where r.entry_id = e.id)
           from entry e join entry_translation t on t.entry_id = e.id where e.id = $1 order by t.locale`,
          [id],
        )
      ).rows;
    const waiting = async () =>
      (await hub.database.pool.query('select 1 from graphile_worker.jobs where key = $1', [`index-search:${id}`]))
        .rowCount;
    const before = await state();
    await rateByMany(id, true, 2);
    expect(await waiting()).toBe(0);
    await hub.database.pool.query('update helpfulness_vote set day = day - 1');
    await hub.services.helpfulness.weigh();
    expect(await waiting()).toBe(0);
    expect((await hub.services.search.check(false)).differences).toEqual([]);

    await rateByMany(id, true, 10);
    await hub.database.pool.query('update helpfulness_vote set day = day - 1');
    await hub.services.helpfulness.weigh();
    expect(await waiting()).toBe(1);
    expect((await hub.services.search.check(false)).differences).toEqual([]);
    await hub.settle();
    expect((await hub.services.search.check(false)).differences).toEqual([]);
    expect([await helpfulnessInIndex(id, 'en'), await helpfulnessInIndex(id, 'de')]).toEqual([0.1, 0]);
    expect(await state()).toEqual(before);
  });

  test('a text keeps its votes when it is published anew, also after a time out of sight, and they fade with the years', async () => {
    const id = await published('Kept');
    await rateByMany(id, true, 20);
    await night();
    await saveResource(hub, editor, id, 1, resource('Kept, and better'));
    await hub.query('mutation ($id: ID!) { unpublishEntry(id: $id) { errors { code } } }', { id }, { as: editor });
    await publishResource(hub, editor, id, 2);
    await night();
    expect([await votes(id), await helpfulnessInIndex(id)]).toEqual([[20, 0], 0.2]);
    await hub.database.pool.query(
      `update helpfulness_month set month = month - interval '25 months' where entry_id = $1`,
      [id],
    );
    await night();
    expect([await votes(id), await helpfulnessInIndex(id)]).toEqual([[0, 0], 0.1]);
    await night();
    expect(await helpfulnessInIndex(id)).toBe(0);
  });

  test('what is deleted for good takes its votes along', async () => {
    const id = await published('Deleted');
    await rateByMany(id, true, 2);
    await night();
    await rateByMany(id, true, 1);
    const gone = async (mutation: string, as: string) => {
      const { data } = await hub.query<Record<string, { errors: object[] }>>(
        `mutation ($id: ID!) { ${mutation}(id: $id) { errors { code } } }`,
        { id },
        { as },
      );
      expect(data[mutation]!.errors).toEqual([]);
    };
    await gone('deleteEntry', editor);
    await gone('purgeEntry', await hub.signIn('admin'));
    for (const table of ['helpfulness_vote', 'helpfulness_month', 'helpfulness']) {
      expect((await hub.database.pool.query(`select 1 from ${table} where entry_id = $1`, [id])).rowCount).toBe(0);
    }
    await night();
  });
});

describe('an editor', () => {
  test('sees what helped least, the surest first, in each language', async () => {
    const bad = await published('Bad', inBoth('Bad'));
    const worse = await published('Worse', inBoth('Worse'));
    const fine = await published('Fine', inBoth('Fine'));
    const unknown = await published('Unknown', inBoth('Unknown'));
    const away = await published('Away', inBoth('Away'));
    for (const [id, helped, not] of [
      [bad, 0, 2],
      [worse, 0, 9],
      [fine, 9, 1],
      [away, 0, 20],
    ] as const) {
      await rateByMany(id, false, not, 'de');
      for (let from = not + 1; from <= not + helped; from++) await rate(id, true, { from, locale: 'de' });
    }
    await rateByMany(unknown, true, 3, 'de');
    await night();
    await hub.query(
      'mutation ($id: ID!) { unpublishEntry(id: $id) { errors { code } } }',
      { id: away },
      { as: editor },
    );
    const { texts } = await leastHelpful({ locale: 'de' });
    expect(texts).toMatchObject([
      {
        entryId: worse,
        locale: 'de',
        helpfulVotes: 0,
        unhelpfulVotes: 9,
        newest: { published: { title: 'Worse de' } },
      },
      { entryId: bad, unhelpfulVotes: 2 },
      { entryId: fine, helpfulVotes: 9, unhelpfulVotes: 1 },
    ]);
    expect((await leastHelpful({ locale: 'de', first: 1 })).texts).toHaveLength(1);
    const all = (await leastHelpful({ first: 100 })).texts;
    expect(all.length).toBeGreaterThan(3);
    expect(all.map(({ entryId }) => entryId)).toContain(worse);
    for (const first of [0, 101]) {
      expect((await leastHelpful({ first })).errors![0]!.extensions).toMatchObject({ argument: 'first' });
    }
  });

  test('needs two SQL statements for that list, however long it is', async () => {
    const count = (first: number) =>
      hub.statements(() =>
        hub.query(
          `{ leastHelpful(first: ${first}) { entryId helpfulVotes newest { published { title } } } }`,
          {},
          { headers: { authorization: `Bearer ${editor}` } },
        ),
      );
    const signedIn = await hub.statements(() => hub.query('{ me { id } }', {}, { as: editor }));
    expect(await count(1)).toBe(signedIn + 1);
    expect(await count(100)).toBe(signedIn + 1);
  });

  test('is the only one who sees numbers, also of what others have written themselves', async () => {
    const contributor = await hub.signIn('contributor');
    const id = await draftResource(hub, contributor, resource('Their own'));
    await publishResource(hub, editor, id, 1);
    await rateByMany(id, true, 2);
    await night();
    expect(await votes(id)).toEqual([2, 0]);
    expect(await votes(id, 'en', contributor)).toEqual([null, null]);
    for (const who of ['member', 'moderator', 'contributor'] as const) {
      const { errors } = await leastHelpful({}, await hub.signIn(who));
      expect(errors![0]!.extensions.code).toBe('FORBIDDEN');
    }
  });
});
