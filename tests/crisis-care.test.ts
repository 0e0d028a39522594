import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let editor: string;
beforeAll(async () => {
  hub = await testHub({ seeds: true });
  editor = await hub.signIn('editor');
});
afterAll(() => hub.close());

interface Support {
  country: string | null;
  topics: { kind: string; name: string; message: string }[];
  hotlines: { name: string; phone: string | null; country: string | null }[];
}

const SUPPORT = 'support { country topics { kind name message } hotlines { name phone country } }';

async function search(query: string, variables: object = {}, headers: Record<string, string> = {}) {
  const { data, errors } = await hub.query<{ search: { totalCount: number; support: Support | null } }>(
    `query ($query: String!, $locale: Locale, $country: String, $types: [SearchType!], $first: Int) {
      search(query: $query, locale: $locale, country: $country, types: $types, first: $first) { totalCount ${SUPPORT} } }`,
    { query, ...variables },
    { headers },
  );
  expect(errors).toBeUndefined();
  return data.search;
}

const kindsOf = async (query: string) => (await search(query)).support?.topics.map(({ kind }) => kind) ?? [];

describe('who is in distress', () => {
  test.each([
    ['my husband hits me', 'VIOLENCE'],
    ['He hit me again!!', 'VIOLENCE'],
    ['DOMESTIC VIOLENCE', 'VIOLENCE'],
    ['domestik violense', 'VIOLENCE'],
    ['mein Mann schlägt mich', 'VIOLENCE'],
    ['mein mann schlagt mich oft', 'VIOLENCE'],
    ['haeusliche gewalt', 'VIOLENCE'],
    ['Vergewaltigung', 'VIOLENCE'],
    ['kocam beni dövüyor', 'VIOLENCE'],
    ['муж бьёт меня', 'VIOLENCE'],
    ['чоловік б’є мене', 'VIOLENCE'],
    ['زوجي يضربني', 'VIOLENCE'],
    ['家庭暴力怎么办', 'VIOLENCE'],
    ['mi marido me pega', 'VIOLENCE'],
    ['suicide', 'SUICIDE'],
    ['suici', 'SUICIDE'],
    ['sucide help', 'SUICIDE'],
    ['suicidal thoughts after birth', 'SUICIDE'],
    ["I don't want to live", 'SUICIDE'],
    ['want to kill my self and myself', 'SUICIDE'],
    ['Suizidgedanken', 'SUICIDE'],
    ['selbsmord', 'SUICIDE'],
    ['ich will nicht mehr leben', 'SUICIDE'],
    ['我不想活了', 'SUICIDE'],
    ['死にたい', 'SUICIDE'],
    ['الانتحار', 'SUICIDE'],
    ['chcę umrzeć', 'SUICIDE'],
    ['je veux mourir', 'SUICIDE'],
    ['child abuse', 'ABUSE'],
    ['sexueller Kindesmissbrauch', 'ABUSE'],
    ['I shook my baby', 'ABUSE'],
    ['baby not breathing', 'URGENT_MEDICAL'],
    ['Baby atmet nicht', 'URGENT_MEDICAL'],
    ['knopfzelle verschluckt', 'URGENT_MEDICAL'],
    ['bebek nefes almıyor', 'URGENT_MEDICAL'],
    ['ребёнок не дышит', 'URGENT_MEDICAL'],
    ['domestic vio', 'VIOLENCE'],
    ['he slapped me in front of the kids', 'VIOLENCE'],
    ['mein Mann haut mich', 'VIOLENCE'],
    ['kocam vuruyor', 'VIOLENCE'],
    ['สามีทำร้ายร่างกาย', 'VIOLENCE'],
    ['soțul mă bate', 'VIOLENCE'],
    ['남편이 때려요', 'VIOLENCE'],
    ['घरेलू हिंसा', 'VIOLENCE'],
    ['life is not worth living', 'SUICIDE'],
    ['meine tochter ritzt sich', 'SUICIDE'],
    ['อยากตาย', 'SUICIDE'],
    ['消えたい', 'SUICIDE'],
    ['thoughts of harming my baby', 'ABUSE'],
    ['子供を叩いてしまう', 'ABUSE'],
    ['baby isn’t breathing', 'URGENT_MEDICAL'],
    ['Kind hat sich verbrüht', 'URGENT_MEDICAL'],
    ['กลืนถ่าน', 'URGENT_MEDICAL'],
    ['宝宝噎住了', 'URGENT_MEDICAL'],
  ])('is offered help for "%s"', async (query, kind) => {
    expect(await kindsOf(query)).toContain(kind);
  });

  test.each([
    ['khochu umeret', 'SUICIDE'],
    ['aktol nafsi', 'SUICIDE'],
    ['zisha', 'SUICIDE'],
    ['shinitai', 'SUICIDE'],
    ['muzh byet menya', 'VIOLENCE'],
    ['cholovik bye mene', 'VIOLENCE'],
    ['yadribuni', 'VIOLENCE'],
    ['laogong da wo', 'VIOLENCE'],
    ['ne dyshit rebenok', 'URGENT_MEDICAL'],
  ])('is offered help for "%s", whose keyboard has other letters than their language', async (query, kind) => {
    expect(await kindsOf(query)).toContain(kind);
  });

  test('is offered help for what they say after many other words', async () => {
    const before =
      'i do not know where to begin because it is all so much and the baby cries and i am so tired '.repeat(8);
    expect(await kindsOf(`${before} and then my husband hits me ${before}`.slice(0, 990))).toContain('VIOLENCE');
  });

  // What is typed all the time, and is spelt, begins or stands like words of distress.
  test.each([
    ...['Fieber', 'Kind Fieber', 'cooking with kids', 'gemalt', 'play mat', 'mothers day', 'ambulante Geburt'],
    ...['baby rolls over', 'Gehalt', 'nasıl', 'poisson', 'geweldig', 'мой сын понравился', 'син', 'انتظار', 'sobre'],
    ...['单亲家庭', '孩子不想上学', '孩子不想', '打我电话', 'ลูกไม่อยาก', 'suicide squad film', 'my back hurts me'],
    ...['my toddler hits me', 'my child hits other children', 'mein Kind schlägt andere Kinder', 'stillen tut mir weh'],
  ])('is not assumed for the harmless "%s"', async (query) => {
    expect(await kindsOf(query)).toEqual([]);
  });

  test.each([
    ...[
      '',
      'toddler sleep',
      'violet',
      'violin lessons',
      'amused',
      'gewaltfreie Kommunikation',
      'rapid growth',
      'grapes',
    ],
    ...['kita eingewöhnung', 'toddler hits other children at play', 'breastfeeding hurts', 'viel leben im haus'],
    ...['kill time with a toddler', 'therapist', 'drapes', 'Alkoholmissbrauch in der Stillzeit', '100% & "quotes" <b>'],
  ])('is not assumed for "%s"', async (query) => {
    expect(await kindsOf(query)).toEqual([]);
  });

  test('is assumed for next to none of the titles there are', async () => {
    const { data } = await hub.query<{
      topics: { nodes: { name: string }[] };
      expertArticles: { nodes: { title: string }[] };
    }>('{ topics(first: 100) { nodes { name } } expertArticles(first: 100, locale: "en") { nodes { title } } }');
    const titles = [
      ...data.topics.nodes.map(({ name }) => name),
      ...data.expertArticles.nodes.map(({ title }) => title),
    ];
    const found = [];
    for (const title of titles) if ((await kindsOf(title)).length > 0) found.push(title);
    expect(titles.length).toBeGreaterThan(20);
    expect(found.length).toBeLessThanOrEqual(titles.length / 10);
  });

  test('gets it in their language, with any filter, on empty pages and without results', async () => {
    const { support, totalCount } = await search('häusliche gewalt qqqqxyz', {
      locale: 'de',
      country: 'DE',
      types: ['SUCCESS_STORY'],
      first: 0,
    });
    expect(support).toMatchObject({
      country: 'DE',
      topics: [{ kind: 'VIOLENCE', name: 'Jemand tut dir weh oder bedroht dich?' }],
    });
    expect(support!.hotlines.slice(0, 3).map(({ phone }) => phone)).toEqual(['112', '110', '116 016']);
    expect(support!.hotlines.at(-1)!.country).toBeNull();
    expect(totalCount).toBeGreaterThanOrEqual(0);
  });

  test('gets it while they type, first of the suggestions', async () => {
    const { data } = await hub.query<{ suggest: { text: string; support: Support | null }[] }>(
      `{ suggest(prefix: "selbstmor", locale: "de", country: "at", first: 3) { text ${SUPPORT} } }`,
    );
    expect(data.suggest[0]!.text).toBe('Du willst nicht mehr leben?');
    expect(data.suggest[0]!.support!.hotlines.map(({ phone }) => phone)).toContain('142');
    expect(data.suggest.slice(1).every(({ support }) => support === null)).toBe(true);
  });

  test('gets it though search itself is broken', async () => {
    const broken = await testHub({ seeds: true });
    await broken.database.pool.query('drop schema search cascade');
    const text = `query ($query: String!) { search(query: $query) { totalCount nodes { __typename } ${SUPPORT} } suggest(prefix: $query) { ${SUPPORT} } }`;
    const inNeed = await broken.query<{
      search: { totalCount: number; support: Support };
      suggest: { support: Support }[];
    }>(text, { query: 'suicide' });
    const other = await broken.query(text, { query: 'sleep' });
    await broken.close();
    expect(inNeed.errors).toBeUndefined();
    expect(inNeed.data.search.totalCount).toBe(0);
    expect(inNeed.data.search.support.hotlines.length).toBeGreaterThan(0);
    expect(inNeed.data.suggest).toHaveLength(1);
    expect(other.errors).toBeDefined();
  });
});

describe('the country', () => {
  const phones = async (variables: object, headers: Record<string, string> = {}) => {
    const { support } = await search('suicide', variables, headers);
    return [support!.country, support!.hotlines[0]!.country, support!.hotlines.map(({ phone }) => phone).join()];
  };

  test('is the one that is told', async () => {
    const [country, first, all] = await phones({ country: 'us', locale: 'en-GB' });
    expect([country, first]).toEqual(['US', 'US']);
    expect(all).toContain('988');
    expect(all).not.toContain('999');
  });

  test('is else guessed from the language they read, or ask for', async () => {
    expect((await phones({ locale: 'de-CH' }))[0]).toBe('CH');
    expect((await phones({}, { 'accept-language': 'de-AT,de;q=0.9' }))[0]).toBe('AT');
  });

  test('is nowhere when nothing says anything: then what helps everywhere is shown', async () => {
    const [country, first, all] = await phones({ locale: 'en' }, { 'accept-language': 'en' });
    expect([country, first]).toEqual([null, null]);
    expect(all).toContain('112');
  });

  test('must be one', async () => {
    const { errors } = await hub.query('{ search(query: "suicide", country: "Germany") { totalCount } }');
    expect(errors![0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', argument: 'country' } });
  });

  test('is the one a proxy names before any language, and that of the site after it', async () => {
    const other = await testHub({
      databaseUrl: hub.databaseUrl,
      environment: { COUNTRY: 'DE', COUNTRY_HEADER: 'CF-IPCountry' },
    });
    const ask = async (headers: Record<string, string>) => {
      const { data } = await other.query<{ search: { support: Support } }>(
        `{ search(query: "suicide") { ${SUPPORT} } }`,
        {},
        { headers },
      );
      return [...new Set(data.search.support.hotlines.map(({ country }) => country))];
    };
    expect(await ask({ 'cf-ipcountry': 'FR', 'accept-language': 'en-US' })).toEqual(['FR', null]);
    expect(await ask({ 'cf-ipcountry': 'XX', 'accept-language': 'en-US' })).toEqual(['US', 'DE', null]);
    expect(await ask({ 'accept-language': 'en' })).toEqual(['DE', null]);
    await other.close();
  });
});

describe('an editor', () => {
  const SAVE = `mutation ($input: SupportTopicInput!) { createSupportTopic(input: $input) {
    supportTopic { id name patterns { locale phrases exceptions } } errors { code path } } }`;
  const topic = (phrases: string[], locale = 'cy') => ({
    kind: 'VIOLENCE',
    translations: [{ locale: 'en', name: 'Welsh', message: 'Help is here.' }],
    patterns: [{ locale, phrases, exceptions: ['gwynt teg'] }],
  });

  test('adds words and a hotline, which every process knows at once', async () => {
    const other = await testHub({ databaseUrl: hub.databaseUrl });
    const ask = async (query: string) => {
      const { data } = await other.query<{ search: { support: Support | null } }>(
        `query ($query: String!) { search(query: $query, country: "GB") { ${SUPPORT} } }`,
        { query },
      );
      return data.search.support;
    };
    expect(await ask('trais yn y cartref')).toBeNull();
    const made = await hub.query<{ createSupportTopic: { supportTopic: { id: string; patterns: unknown[] } } }>(
      SAVE,
      { input: topic(['trais yn y cartref', 'gwynt*']) },
      { as: editor },
    );
    const { id, patterns } = made.data.createSupportTopic.supportTopic;
    expect(patterns).toEqual([{ locale: 'cy', phrases: ['trais yn y cartref', 'gwynt*'], exceptions: ['gwynt teg'] }]);
    const hotline = await hub.query<{ createHotline: { hotline: { id: string }; errors: unknown[] } }>(
      `mutation ($id: ID!) { createHotline(input: { country: "GB", topicIds: [$id], phone: "0808 80 10 800", position: -1, languages: ["cy"], alwaysOpen: true,
        translations: [{ locale: "en", name: "Live Fear Free", hours: "24/7" }] }) { hotline { id } errors { code message } } }`,
      { id },
      { as: editor },
    );
    expect(hotline.data.createHotline.errors).toEqual([]);
    expect((await ask('trais yn y cartref'))!.hotlines[0]).toEqual({
      name: 'Live Fear Free',
      phone: '0808 80 10 800',
      country: 'GB',
    });
    expect(await ask('gwyntoedd')).not.toBeNull();
    expect(await ask('gwynt teg')).toBeNull();

    const remove = (field: string, which: string) =>
      hub.query<Record<string, { deletedId: string | null; errors: { code: string }[] }>>(
        `mutation ($id: ID!) { ${field}(id: $id) { deletedId errors { code } } }`,
        { id: which },
        { as: editor },
      );
    expect((await remove('deleteSupportTopic', id)).data.deleteSupportTopic!.errors).toEqual([{ code: 'IN_USE' }]);
    await remove('deleteHotline', hotline.data.createHotline.hotline.id);
    expect((await remove('deleteSupportTopic', id)).data.deleteSupportTopic).toEqual({ deletedId: id, errors: [] });
    expect(await ask('trais yn y cartref')).toBeNull();
    await other.close();
  });

  test('adds words that help at once, even where search itself is broken, and the search was never counted', async () => {
    const broken = await testHub({ seeds: true });
    const as = await broken.signIn('editor');
    const ask = () =>
      broken.query<{ search: { searchId: string | null; support: Support | null } | null }>(
        `{ search(query: "quiltmoor vexling") { searchId ${SUPPORT} } }`,
      );
    expect((await ask()).data.search!.searchId).not.toBeNull();
    await broken.services.searchLog.flush();
    const counts = async () => (await broken.database.pool.query('select query, searches from search_query_day')).rows;
    const before = await counts();
    await broken.database.pool.query('drop schema search cascade');
    expect((await ask()).errors).toBeDefined();
    await broken.query(SAVE, { input: topic(['quiltmoor vexling'], 'en') }, { as });
    expect((await ask()).data.search).toMatchObject({ searchId: null, support: { topics: [{ kind: 'VIOLENCE' }] } });
    await broken.services.searchLog.flush();
    expect(await counts()).toEqual(before);
    await broken.close();
  });

  test('is told all that is wrong', async () => {
    const wrong = {
      kind: 'VIOLENCE',
      translations: [{ locale: 'en', name: ' ', message: '' }],
      patterns: [{ locale: 'en', phrases: ['a', '*'] }],
    };
    const { data } = await hub.query<{ createSupportTopic: { errors: { code: string; path: string[] }[] } }>(
      SAVE,
      { input: wrong },
      { as: editor },
    );
    expect(data.createSupportTopic.errors.map(({ path }) => path.join('.'))).toEqual([
      'input.translations.0.name',
      'input.translations.0.message',
      'input.patterns.0.phrases.0',
      'input.patterns.0.phrases.1',
    ]);
    const hotline = await hub.query<{ createHotline: { errors: { path: string[] }[] } }>(
      `mutation ($hours: String!) { createHotline(input: { country: "Wales", url: "javascript:alert(1)", topicIds: ["nowhere"],
        position: 2147483647, translations: [{ locale: "en", name: "Help", hours: $hours }] }) { errors { path } } }`,
      { hours: 'always '.repeat(100) },
      { as: editor },
    );
    expect(hotline.data.createHotline.errors.map(({ path }) => path.join('.'))).toEqual([
      'input.position',
      'input.translations.0.hours',
      'input.country',
      'input.url',
      'input.topicIds.0',
    ]);
  });

  test('may name a topic twice and write its id in capitals, and adds hotlines behind the last place', async () => {
    const { rows } = await hub.database.pool.query<{ id: string }>('select id from support_topic limit 1');
    const id = rows[0]!.id;
    const made: { id: string; position: number; topics: object[] }[] = [];
    for (const position of [10_000, null]) {
      const { data } = await hub.query<{
        createHotline: { hotline: { id: string; position: number; topics: object[] } };
      }>(
        `mutation ($topicIds: [ID!], $position: Int) { createHotline(input: { phone: "123", topicIds: $topicIds, position: $position,
          translations: [{ locale: "en", name: "Help" }] }) { hotline { id position topics { id } } errors { message } } }`,
        { topicIds: [id, id.toUpperCase()], position },
        { as: editor },
      );
      made.push(data.createHotline.hotline);
    }
    expect(made).toMatchObject([
      { position: 10_000, topics: [{ id }] },
      { position: 10_000, topics: [{ id }] },
    ]);
    for (const hotline of made) {
      await hub.query(
        'mutation ($id: ID!) { deleteHotline(id: $id) { deletedId } }',
        { id: hotline.id },
        { as: editor },
      );
    }
  });

  test('is the only one who reads and changes the words', async () => {
    const member = await hub.signIn('member');
    const seen = await hub.query<{ supportTopics: { nodes: { patterns: unknown }[] } }>(
      '{ supportTopics { nodes { patterns { locale } } } }',
      {},
      { as: member },
    );
    expect(seen.data.supportTopics.nodes.every(({ patterns }) => patterns === null)).toBe(true);
    const refused = await hub.query(SAVE, { input: topic(['hello there']) }, { as: member });
    expect(refused.errors![0]!.extensions.code).toBe('FORBIDDEN');
  });
});

test('nothing of what was searched in distress is kept', async () => {
  const member = await hub.signIn('member');
  await hub.query('{ search(query: "suicide xylophonequark") { totalCount } }', {}, { as: member });
  const { rows } = await hub.database.pool.query<{ name: string }>(
    `select table_schema || '.' || table_name as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema in ('public', 'graphile_worker')`,
  );
  for (const { name } of rows) {
    const found = await hub.database.pool.query(
      `select 1 from ${name} t where t::text like '%xylophonequark%' limit 1`,
    );
    expect([name, found.rowCount]).toEqual([name, 0]);
  }
});
