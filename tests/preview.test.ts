import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { expertApproves } from './harness/approval.js';
import { type Answer, type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let editor: string;
let contributor: string;
let topicId: string;
let expertId: string;

beforeAll(async () => {
  hub = await testHub({ environment: { PUBLIC_APP_URL: 'https://app.example', CORS_ORIGINS: 'https://app.example' } });
  editor = await hub.signIn('editor');
  contributor = await hub.signIn('contributor');
  topicId = await hub.services.topics.put({ slug: 'sleep', translations: [{ locale: 'en', name: 'Sleep' }] });
  expertId = await hub.services.experts.put({
    slug: 'ada',
    name: 'Ada Lind',
    credentials: 'MD',
    translations: [{ locale: 'en', title: 'Doctor' }],
  });
});
afterAll(() => hub.close());

const LINK = `mutation ($entryId: ID!, $revision: Int, $locales: [Locale!], $minutes: Int) {
  made: createPreviewLink(entryId: $entryId, revision: $revision, locales: $locales, expiresInMinutes: $minutes) {
    previewLink { id entryId revision locales createdAt expiresAt revokedAt createdBy { handle } can } token url errors { code path message } } }`;
const REVOKE =
  'mutation ($id: ID!) { revokePreviewLink(id: $id) { previewLink { revokedAt can } errors { code path } } }';
const GAPS = 'preview { entryId revision gaps { code message path } }';

interface Link {
  previewLink: { id: string; revision: number | null; expiresAt: string; createdAt: string };
  token: string;
  url: string;
  errors: { code: string; path: string[] }[];
}
// What a test asks for it knows.
// biome-ignore lint/suspicious/noExplicitAny: the shape of each answer is in its query
type Json = Record<string, any>;

async function saved(type: string, input: object, as = editor): Promise<string> {
  const { data, errors } = await hub.query<Json>(
    `mutation ($input: ${type}Input!) { made: create${type}(input: $input) { revision { entryId } errors { message } } }`,
    { input },
    { as },
  );
  expect([errors, data.made.errors]).toEqual([undefined, []]);
  return data.made.revision.entryId;
}

async function update(type: string, id: string, revision: number, input: object, autosave = false): Promise<void> {
  const { data } = await hub.query<Json>(
    `mutation ($id: ID!, $revision: Int!, $input: ${type}Input!, $autosave: Boolean) { made: update${type}(id: $id, revision: $revision, input: $input, autosave: $autosave) { errors { message } } }`,
    { id, revision, input, autosave },
    { as: editor },
  );
  expect(data.made.errors).toEqual([]);
}

async function publish(id: string, revision = 1): Promise<void> {
  await expertApproves(hub, id, revision);
  const { data } = await hub.query<Json>(
    'mutation ($id: ID!, $revision: Int!) { publishEntry(id: $id, revision: $revision) { errors { message } } }',
    { id, revision },
    { as: editor },
  );
  expect(data.publishEntry.errors).toEqual([]);
}

async function link(entryId: string, options: object = {}, as = editor): Promise<Link> {
  const { data, errors } = await hub.query<{ made: Link }>(LINK, { entryId, ...options }, { as });
  expect(errors).toBeUndefined();
  return data.made;
}

const tokenOf = async (entryId: string, options: object = {}, as = editor) => (await link(entryId, options, as)).token;

function look<T = Json>(token: string, text: string, variables: object = {}, as?: string): Promise<Answer<T>> {
  return hub.query<T>(text, variables, { headers: { 'hearth-preview': token }, as });
}

const text = (title: string, more: object = {}) => ({ locale: 'en', title, body: `About ${title}.`, ...more });
const article = (title: string, more: object = {}) => ({
  topicIds: [topicId],
  expertIds: [expertId],
  translations: [text(title)],
  ...more,
});
const CONSENT = { givenBy: 'Real Name', givenOn: '2026-01-01', scope: 'Website' };

const ARTICLE = `query ($id: ID!) { expertArticle(id: $id) { title slug status body { html } topics { slug } experts { name } translations { locale slug } } }`;

describe('a complete draft is read as if it were published', () => {
  test('by its id and slug, in lists and below what it belongs to, by someone without an account', async () => {
    const id = await saved('ExpertArticle', article('Quiet nights'));
    const { data, errors, headers } = await look(
      await tokenOf(id),
      `query ($id: ID!) { ${GAPS} expertArticle(slug: "quiet-nights") { id title status body { html } topics { slug } experts { name } }
        expertArticles(filter: { topics: ["sleep"] }) { totalCount nodes { id } }
        expert(slug: "ada") { articles { nodes { id } } }
        node(id: $id) { __typename ... on ExpertArticle { consented: title } } me { id } }`,
      { id },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      preview: { entryId: id, revision: 1, gaps: [] },
      expertArticle: {
        id,
        title: 'Quiet nights',
        status: 'PUBLISHED',
        body: { html: '<p>About Quiet nights.</p>' },
        topics: [{ slug: 'sleep' }],
        experts: [{ name: 'Ada Lind' }],
      },
      expertArticles: { totalCount: 1, nodes: [{ id }] },
      expert: { articles: { nodes: [{ id }] } },
      node: { __typename: 'ExpertArticle', consented: 'Quiet nights' },
      me: null,
    });
    expect(headers.get('cache-control')).toBe('no-store');
    const without = await hub.query<Json>(ARTICLE, { id });
    expect(without.data.expertArticle).toBeNull();
  });

  test('of every type, with all that hangs on it', async () => {
    const story = await saved('SuccessStory', {
      storytellerName: 'Mo',
      consent: CONSENT,
      translations: [text('My way', { quote: 'It got better.' })],
    });
    const resource = await saved('Resource', {
      kind: 'HOTLINE',
      cost: 'FREE',
      phone: '116 111',
      translations: [text('Call')],
    });
    const organization = await saved('PartnerOrganization', {
      translations: [text('House')],
      locations: [
        {
          key: 'main',
          name: 'Main house',
          schedules: [{ frequency: 'DAILY', opensAt: '00:00', closesAt: '24:00', timezone: 'Europe/Berlin' }],
        },
      ],
      services: [{ key: 'advice', locations: ['main'], translations: [{ locale: 'en', name: 'Advice' }] }],
    });
    const told = await look(
      await tokenOf(story),
      `{ preview { gaps { code } entry { __typename slug ... on SuccessStory { quote storyteller { name } consent { givenBy } } } } }`,
    );
    expect(told.data.preview).toEqual({
      gaps: [],
      entry: {
        __typename: 'SuccessStory',
        slug: 'my-way',
        quote: 'It got better.',
        storyteller: { name: 'Mo' },
        consent: null,
      },
    });
    const given = await look(
      await tokenOf(resource),
      `{ preview { gaps { code } entry { ... on Resource { title kind phone url } } } }`,
    );
    expect(given.data.preview).toEqual({
      gaps: [],
      entry: { title: 'Call', kind: 'HOTLINE', phone: '116 111', url: null },
    });
    const there = await look(
      await tokenOf(organization),
      `query ($id: ID!) { partnerOrganizations(filter: { openNow: true }) { nodes { id name } } partnerOrganization(id: $id) { locations { name openNow } services { name locations { name } } } }`,
      { id: organization },
    );
    expect(there.errors).toBeUndefined();
    expect(there.data).toEqual({
      partnerOrganizations: { nodes: [{ id: organization, name: 'House' }] },
      partnerOrganization: {
        locations: [{ name: 'Main house', openNow: true }],
        services: [{ name: 'Advice', locations: [{ name: 'Main house' }] }],
      },
    });
  });

  test('over what is public: the reader of the draft sees the new, everyone else the old', async () => {
    const id = await saved('ExpertArticle', article('Old words'));
    await publish(id);
    await update('ExpertArticle', id, 1, { expertIds: [expertId], translations: [text('New words')] });
    const token = await tokenOf(id);
    const [draft, live] = await Promise.all([look(token, ARTICLE, { id }), hub.query<Json>(ARTICLE, { id })]);
    expect(draft.data.expertArticle).toMatchObject({ title: 'New words', slug: 'old-words', topics: [] });
    expect(live.data.expertArticle).toMatchObject({
      title: 'Old words',
      slug: 'old-words',
      topics: [{ slug: 'sleep' }],
    });
  });

  test('whoever is signed in sees it as the public will, consent hidden', async () => {
    const id = await saved('SuccessStory', {
      storytellerName: 'Mo',
      consent: CONSENT,
      translations: [text('Ours', { quote: 'Q' })],
    });
    const { data } = await look(
      await tokenOf(id),
      `query ($id: ID!) { me { id } successStory(id: $id) { title consent { givenBy } can } }`,
      { id },
      editor,
    );
    expect(data).toEqual({ me: null, successStory: { title: 'Ours', consent: null, can: [] } });
  });
});

describe('what is missing', () => {
  test.each([
    [
      'Resource',
      {},
      '... on Resource { title slug body { text } kind cost url phone file { url } }',
      { title: '…', body: { text: '…' }, kind: 'GUIDE', cost: 'FREE', url: 'about:blank', phone: null, file: null },
      ['input.translations', 'input.kind', 'input.cost', 'input.url'],
    ],
    [
      'Resource',
      { kind: 'VIDEO', translations: [{ locale: 'en', title: ' ' }] },
      '... on Resource { title body { text } kind }',
      { title: '…', body: { text: '…' }, kind: 'VIDEO' },
      ['input.translations.0.title', 'input.translations.0.body', 'input.cost', 'input.url'],
    ],
    [
      'ExpertArticle',
      { translations: [{ locale: 'en', body: 'Only this.' }] },
      '... on ExpertArticle { title body { text } experts { name } }',
      { title: '…', body: { text: 'Only this.' }, experts: [] },
      ['input.translations.0.title', 'input.expertIds'],
    ],
    [
      'SuccessStory',
      { translations: [{ locale: 'en', title: 'Half' }] },
      '... on SuccessStory { title quote body { text } storyteller { name } consent { givenBy } }',
      { title: 'Half', quote: '…', body: { text: '…' }, storyteller: { name: '…' }, consent: null },
      ['input.translations.0.body', 'input.translations.0.quote', 'input.storytellerName', 'input.consent'],
    ],
    [
      'SuccessStory',
      {
        storytellerName: 'Mo',
        consent: { ...CONSENT, expiresOn: '2020-01-01' },
        translations: [text('Past', { quote: 'Q' })],
      },
      '... on SuccessStory { title }',
      { title: 'Past' },
      ['input.consent.expiresOn'],
    ],
    [
      'PartnerOrganization',
      { services: [{ key: 'a' }, { key: 'b', translations: [{ locale: 'en', name: 'B' }] }] },
      '... on PartnerOrganization { name services { name } }',
      { name: '…', services: [{ name: '…' }, { name: 'B' }] },
      ['input.translations', 'input.services.0.translations'],
    ],
  ])('in a draft of %s %j has a typed placeholder and is named', async (type, input, selection, entry, gaps) => {
    const id = await saved(type, input);
    const { data, errors } = await look(
      await tokenOf(id),
      `{ preview { gaps { code message path } entry { id ${selection} } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.preview.entry).toMatchObject({ id, ...entry });
    expect(data.preview.gaps.map((gap: Json) => gap.path.join('.'))).toEqual(gaps);
    // The same as publishing says, once it is approved.
    await expertApproves(hub, id, 1);
    const refused = await hub.query<Json>(
      'mutation ($id: ID!) { publishEntry(id: $id, revision: 1) { errors { code message path } } }',
      { id },
      { as: editor },
    );
    expect(data.preview.gaps).toEqual(refused.data.publishEntry.errors);
  });

  test('references that are gone are left out, and named', async () => {
    const passing = await hub.services.topics.put({
      slug: 'passing',
      translations: [{ locale: 'en', name: 'Passing' }],
    });
    const id = await saved('ExpertArticle', article('Refers', { topicIds: [passing, topicId] }));
    await hub.database.pool.query('delete from topic where id = $1', [passing]);
    const { data } = await look(
      await tokenOf(id),
      `{ preview { gaps { code path } entry { ... on ExpertArticle { topics { slug } } } } }`,
    );
    expect(data.preview).toEqual({
      gaps: [{ code: 'NOT_FOUND', path: ['input', 'topicIds', '0'] }],
      entry: { topics: [{ slug: 'sleep' }] },
    });
  });

  test('a slug that is taken gives way, and is named', async () => {
    await publish(await saved('ExpertArticle', article('Taken')));
    const id = await saved('ExpertArticle', article('Other', { translations: [text('Other', { slug: 'taken' })] }));
    const { data } = await look(await tokenOf(id), `{ preview { gaps { code path } entry { slug } } }`);
    expect(data.preview).toEqual({
      gaps: [{ code: 'TAKEN', path: ['input', 'translations', '0', 'slug'] }],
      entry: { slug: 'other' },
    });
  });

  test('a language without a text is shown as a gap; only the languages of the link are shown', async () => {
    const id = await saved(
      'ExpertArticle',
      article('Two', { translations: [text('Two'), { locale: 'de', title: 'Zwei', body: 'Zwei.' }] }),
    );
    const only = await look(
      await tokenOf(id, { locales: ['de'] }),
      `{ preview { gaps { code } entry { title ... on ExpertArticle { translations { locale } } } } }`,
    );
    expect(only.data.preview).toEqual({ gaps: [], entry: { title: 'Zwei', translations: [{ locale: 'de' }] } });
    const english = await saved('ExpertArticle', article('One'));
    const missing = await look(
      await tokenOf(english, { locales: ['de'] }),
      `{ preview { gaps { code path } entry { title } } }`,
    );
    expect(missing.data.preview).toEqual({
      gaps: [{ code: 'NOT_FOUND', path: ['locales', '0'] }],
      entry: { title: '…' },
    });
  });
});

describe('which revision is shown', () => {
  test('is the newest at each look, or the one the link was made for', async () => {
    const id = await saved('ExpertArticle', article('First'));
    const [newest, first] = [await tokenOf(id), await tokenOf(id, { revision: 1 })];
    await update('ExpertArticle', id, 1, article('Second'));
    const title = async (token: string) => (await look(token, `{ preview { revision entry { title } } }`)).data.preview;
    expect(await title(newest)).toEqual({ revision: 2, entry: { title: 'Second' } });
    expect(await title(first)).toEqual({ revision: 1, entry: { title: 'First' } });
  });

  test('an autosave that a link shows stays', async () => {
    const id = await saved('ExpertArticle', article('Kept'));
    await update('ExpertArticle', id, 1, article('Auto'), true);
    const token = await tokenOf(id, { revision: 2 });
    await update('ExpertArticle', id, 2, article('Later'), true);
    expect((await look(token, `{ preview { entry { title } } }`)).data.preview.entry.title).toBe('Auto');
  });
});

describe('nothing is left behind', () => {
  test('no rows, jobs, events, revisions or search hits, and the public sees nothing at any time', async () => {
    const id = await saved('PartnerOrganization', {
      topicIds: [topicId],
      translations: [text('Zimtstern house')],
      locations: [{ key: 'main', name: 'Zimtstern yard' }],
      phones: [{ number: '123' }],
    });
    const token = await tokenOf(id);
    // What was searched for so far is written down now, and not while the preview is looked at.
    await hub.services.searchLog.flush();
    // No worker runs here: what waits now still waits in the end.
    const before = await contents();
    let looking = true;
    const publicViews: unknown[] = [];
    const watching = (async () => {
      while (looking) {
        const { data } = await hub.query<Json>(
          `query ($id: ID!) { partnerOrganization(id: $id) { id } partnerOrganizations { totalCount } node(id: $id) { id } }`,
          { id },
        );
        publicViews.push(data);
      }
    })();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        look(
          token,
          `query ($id: ID!) { partnerOrganization(id: $id) { name phones { number } } search(query: "Zimtstern") { totalCount } }`,
          { id },
        ),
      ),
    );
    looking = false;
    await watching;
    for (const { data, errors } of answers) {
      expect(errors).toBeUndefined();
      expect(data).toEqual({
        partnerOrganization: { name: 'Zimtstern house', phones: [{ number: '123' }] },
        search: { totalCount: 0 },
      });
    }
    const total = (publicViews[0] as Json).partnerOrganizations.totalCount;
    for (const seen of publicViews)
      expect(seen).toEqual({ partnerOrganization: null, node: null, partnerOrganizations: { totalCount: total } });
    expect(await contents()).toEqual(before);
  });

  test('also when a field fails: the others are answered', async () => {
    const id = await saved('ExpertArticle', article('Fails'));
    const { data, errors } = await look(
      await tokenOf(id),
      `query ($id: ID!) { bad: expertArticle { id } good: expertArticle(id: $id) { title } }`,
      { id },
    );
    expect(data).toEqual({ bad: null, good: { title: 'Fails' } });
    expect(errors!.map(({ path, extensions }) => [path, extensions.code])).toEqual([[['bad'], 'BAD_USER_INPUT']]);
    expect((await hub.query<Json>(ARTICLE, { id })).data.expertArticle).toBeNull();
  });

  /** Every table with the number of its rows and what they say. */
  async function contents(): Promise<Json> {
    const { rows: tables } = await hub.database.pool.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') and table_name <> 'auth_session' order by 1`,
    );
    const found: Json = {};
    for (const { name } of tables) {
      const { rows } = await hub.database.pool.query(
        `select count(*)::int as n, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from ${name} t`,
      );
      found[name] = rows[0];
    }
    return found;
  }
});

describe('editors do not have to wait', () => {
  test('saving and publishing go on while many look, and nothing deadlocks', async () => {
    const id = await saved('ExpertArticle', article('Busy'));
    const token = await tokenOf(id);
    const looks = Array.from({ length: 20 }, () => look(token, ARTICLE, { id }));
    for (let revision = 1; revision <= 5; revision++) {
      await update('ExpertArticle', id, revision, article(`Busy ${revision}`));
      await publish(id, revision + 1);
    }
    for (const { errors, data } of await Promise.all(looks)) {
      expect(errors).toBeUndefined();
      expect(data.expertArticle.title).toMatch(/^Busy/);
    }
    expect((await hub.query<Json>(ARTICLE, { id })).data.expertArticle.title).toBe('Busy 5');
  });

  test('a look gives way to whoever holds the entry for long, and says so', async () => {
    const id = await saved('ExpertArticle', article('Held'));
    const token = await tokenOf(id);
    const client = new pg.Client(hub.databaseUrl);
    await client.connect();
    await client.query('begin');
    await client.query('select 1 from entry where id = $1 for update', [id]);
    const { status, errors, headers } = await look(token, ARTICLE, { id });
    expect([status, errors![0]!.extensions.code, headers.get('retry-after')]).toEqual([503, 'PREVIEW_BUSY', '1']);
    await client.query('rollback');
    await client.end();
    expect((await look(token, ARTICLE, { id })).data.expertArticle.title).toBe('Held');
  });
});

describe('a token', () => {
  const refusal = async (token: string) => {
    const { status, data, errors, headers } = await look(
      token,
      `{ preview { entryId } expertArticles { totalCount } }`,
    );
    expect([status, data, headers.get('cache-control')]).toEqual([401, undefined, 'no-store']);
    return errors![0]!.extensions.code;
  };

  test('that was tampered with, or is none, is refused and never taken for no token', async () => {
    const token = await tokenOf(await saved('ExpertArticle', article('Mine')));
    const other = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
    for (const wrong of [other, token.toUpperCase(), `${token}x`, 'preview_', 'x', '', `${token}, ${token}`])
      expect([wrong, await refusal(wrong)]).toEqual([wrong, 'PREVIEW_INVALID']);
  });

  test('expires, after an hour unless it is said otherwise', async () => {
    const { token, previewLink } = await link(await saved('ExpertArticle', article('Brief')));
    expect(Date.parse(previewLink.expiresAt) - Date.parse(previewLink.createdAt)).toBe(60 * 60 * 1000);
    await hub.database.pool.query(`update preview_link set expires_at = now() where id = $1`, [previewLink.id]);
    expect(await refusal(token)).toBe('PREVIEW_EXPIRED');
  });

  test('is revoked by whoever made it or editors, at once', async () => {
    const id = await saved('ExpertArticle', article('Revoked'), contributor);
    const { token, previewLink } = await link(id, {}, contributor);
    const { data } = await hub.query<Json>(REVOKE, { id: previewLink.id }, { as: editor });
    expect(data.revokePreviewLink).toEqual({ previewLink: { revokedAt: expect.any(String), can: [] }, errors: [] });
    expect(await refusal(token)).toBe('PREVIEW_INVALID');
    const again = await hub.query<Json>(REVOKE, { id: previewLink.id }, { as: contributor });
    expect(again.data.revokePreviewLink.errors).toMatchObject([{ code: 'NOT_ALLOWED' }]);
  });

  test('ends with the right of whoever made it', async () => {
    const id = await saved('ExpertArticle', article('Lost right'));
    const as = await hub.signIn('expert');
    await hub.database.pool.query(
      'update entry set created_by = (select id from member where handle = $2) where id = $1',
      [id, 'expert'],
    );
    const token = await tokenOf(id, {}, as);
    expect((await look(token, ARTICLE, { id })).data.expertArticle.title).toBe('Lost right');
    await hub.database.pool.query("update member set roles = '{MEMBER}' where handle = 'expert'");
    expect(await refusal(token)).toBe('PREVIEW_INVALID');
  });

  test('ends while the entry is in the trash', async () => {
    const id = await saved('ExpertArticle', article('Trashed'));
    const token = await tokenOf(id);
    const change = (name: string) =>
      hub.query(`mutation ($id: ID!) { ${name}(id: $id) { errors { code } } }`, { id }, { as: editor });
    await change('deleteEntry');
    expect(await refusal(token)).toBe('PREVIEW_INVALID');
    expect((await link(id)).errors).toMatchObject([{ code: 'NOT_ALLOWED', path: ['entryId'] }]);
    await change('restoreEntry');
    expect((await look(token, ARTICLE, { id })).data.expertArticle.title).toBe('Trashed');
  });

  test('grants nothing else: no other draft, no change, no session', async () => {
    const [mine, theirs] = [
      await saved('ExpertArticle', article('Shown')),
      await saved('ExpertArticle', article('Hidden')),
    ];
    const token = await tokenOf(mine);
    const { data } = await look(token, ARTICLE, { id: theirs });
    expect(data.expertArticle).toBeNull();
    const { errors: list } = await look(token, `{ revisions { nodes { id } } }`, {}, editor);
    expect(list![0]!.extensions.code).toBe('UNAUTHENTICATED');
    const { data: done, errors } = await look(
      token,
      `mutation ($id: ID!) { deleteEntry(id: $id) { errors { code } } }`,
      { id: mine },
      editor,
    );
    expect([done, errors![0]!.extensions.code]).toEqual([undefined, 'FORBIDDEN']);
    expect((await look(token, ARTICLE, { id: mine })).data.expertArticle.title).toBe('Shown');
  });

  test('is kept as a hash only, and comes with the page of the front end', async () => {
    const { token, url } = await link(await saved('ExpertArticle', article('Hashed')));
    expect(url).toBe(`https://app.example/preview?token=${token}`);
    const { rows } = await hub.database.pool.query(`select 1 from preview_link l where strpos(l::text, $1) > 0`, [
      token,
    ]);
    expect(rows).toEqual([]);
  });

  test('may be sent by pages of other sites that are listed', async () => {
    const answer = await fetch(`${hub.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'hearth-preview',
      },
    });
    expect(answer.headers.get('access-control-allow-headers')).toContain('hearth-preview');
  });
});

describe('making a link', () => {
  test('is for those who may read the drafts of the entry', async () => {
    const [own, theirs] = [
      await saved('ExpertArticle', article('Own'), contributor),
      await saved('ExpertArticle', article('Theirs')),
    ];
    expect((await link(own, {}, contributor)).previewLink).toMatchObject({
      entryId: own,
      createdBy: { handle: 'contributor' },
      can: ['REVOKE'],
    });
    expect((await link(theirs, {}, contributor)).errors).toMatchObject([{ code: 'NOT_FOUND', path: ['entryId'] }]);
    const listed = async (as: string) =>
      (
        await hub.query<Json>(
          `query ($ids: [String!]) { previewLinks(filter: { entries: $ids, active: true }) { nodes { entryId } } }`,
          { ids: [own, theirs] },
          { as },
        )
      ).data.previewLinks.nodes;
    await link(theirs);
    expect(await listed(contributor)).toEqual([{ entryId: own }]);
    expect(await listed(editor)).toHaveLength(2);
  });

  test.each([
    [{ minutes: 0 }, 'INVALID', 'expiresInMinutes'],
    [{ minutes: 43_201 }, 'INVALID', 'expiresInMinutes'],
    [{ locales: [] }, 'INVALID', 'locales'],
    [{ locales: ['en', 'fr'] }, 'INVALID', 'locales.1'],
    [{ revision: 7 }, 'NOT_FOUND', 'revision'],
  ])('refuses %j', async (options, code, path) => {
    const id = await saved('ExpertArticle', article('Refused'));
    const { errors, token } = await link(id, options);
    expect(errors.map((error) => [error.code, error.path.join('.')])).toEqual([[code, path]]);
    expect(token).toBeNull();
  });
});

test('a look is a known number of statements, and none but one more for each root field', async () => {
  const id = await saved('ExpertArticle', article('Counted'));
  const token = await tokenOf(id);
  const one = await hub.statements(() =>
    look(token, `query ($id: ID!) { expertArticle(id: $id) { title topics { slug } experts { name } } }`, { id }),
  );
  const two = await hub.statements(() =>
    look(
      token,
      `query ($id: ID!) { expertArticle(id: $id) { title } expertArticles { nodes { title topics { slug } } } }`,
      { id },
    ),
  );
  expect([one, two]).toEqual([19, 20]);
  // Without the header everything is as it was.
  expect(
    await hub.statements(() =>
      hub.query(`query ($id: ID!) { preview { entryId } expertArticle(id: $id) { title } }`, { id }),
    ),
  ).toBe(1);
});
