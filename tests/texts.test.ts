import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let admin: string;
let member: string;
let spaceId: string;
beforeAll(async () => {
  hub = await testHub();
  [admin, member] = [await hub.signIn('admin'), await hub.signIn('member')];
  spaceId = await hub.services.spaces.put({
    slug: 'talk',
    visibility: 'PUBLIC',
    translations: [{ locale: 'en', name: 'Talk', description: null }],
  });
});
afterAll(() => hub.close());

interface Problem {
  readonly code: string;
  readonly path: string[];
  readonly message: string;
}
interface Body {
  readonly html: string;
  readonly text: string;
  readonly headings: { text: string; anchor: string }[];
}

async function create(title: string, texts: Record<string, string>): Promise<{ id: string; errors: Problem[] }> {
  const { data } = await hub.query<{
    createResource: { revision: { entryId: string } | null; errors: Problem[] };
  }>(
    'mutation ($input: ResourceInput!) { createResource(input: $input) { revision { entryId } errors { code path message } } }',
    {
      input: {
        kind: 'GUIDE',
        cost: 'FREE',
        url: 'https://x.example',
        translations: Object.entries(texts).map(([locale, body]) => ({ locale, title, body })),
      },
    },
    { as: admin },
  );
  return { id: data.createResource.revision?.entryId ?? '', errors: data.createResource.errors };
}

async function publish(id: string, revision = 1, locales: string[] | null = null): Promise<Problem[]> {
  const { data } = await hub.query<{ publishEntry: { errors: Problem[] } }>(
    'mutation ($id: ID!, $revision: Int!, $locales: [Locale!]) { publishEntry(id: $id, revision: $revision, locales: $locales) { errors { code path message } } }',
    { id, revision, locales },
    { as: admin },
  );
  return data.publishEntry.errors;
}

async function change(id: string, revision: number, translation: object): Promise<void> {
  const { data } = await hub.query<{ updateResource: { errors: Problem[] } }>(
    'mutation ($id: ID!, $revision: Int!, $input: ResourceInput!) { updateResource(id: $id, revision: $revision, input: $input) { errors { code path message } } }',
    {
      id,
      revision,
      input: {
        kind: 'GUIDE',
        cost: 'FREE',
        url: 'https://x.example',
        translations: [{ locale: 'en', ...translation }],
      },
    },
    { as: admin },
  );
  expect(data.updateResource.errors).toEqual([]);
}

async function read(id: string, locale = 'en'): Promise<Body> {
  const { data } = await hub.query<{ resource: { body: Body } }>(
    'query ($id: ID!, $locale: Locale) { resource(id: $id, locale: $locale) { body { html text headings { text anchor } } } }',
    { id, locale },
  );
  return data.resource.body;
}

/** What everybody reads of a body that was published. */
async function published(body: string, title = 'Sleep'): Promise<Body> {
  const { id, errors } = await create(title, { en: body });
  expect(errors).toEqual([]);
  expect(await publish(id)).toEqual([]);
  return read(id);
}

async function post(body: string): Promise<{ body: Body | undefined; errors: Problem[] }> {
  const { data } = await hub.query<{
    createDiscussionThread: { thread: { posts: { nodes: { body: Body }[] } } | null; errors: Problem[] };
  }>(
    'mutation ($input: CreateDiscussionThreadInput!) { createDiscussionThread(input: $input) { thread { posts { nodes { body { html text headings { text anchor } } } } } errors { code path message } } }',
    { input: { spaceId, title: 'A question', locale: 'en', body } },
    { as: member },
  );
  const { thread, errors } = data.createDiscussionThread;
  return { body: thread?.posts.nodes[0]?.body, errors };
}

/** The words a browser shows of HTML. */
const shown = (html: string) =>
  html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&#x3C;', '<')
    .replaceAll('&#x26;', '&')
    .replace(/\s+/g, ' ')
    .trim();

describe('nothing of a text is dropped in silence', () => {
  test.each([
    'if a<b and c>d',
    'Dear <name>, welcome',
    'Hello <!-- todo: the rest of this text',
    'Hello <!-- todo --> there',
    '<!-- todo -->',
    '<div>Words in a box</div>',
    '<p>Hello</p>',
    '<script>alert(1)</script>',
    '<my-element kind="x">Words</my-element>',
    '<a href="https://x.example">words</a>',
    '<b class="x">words</b>',
    'x</b> y<b> z',
    '<?php echo 1 ?>',
    '<![CDATA[ words ]]>',
    '[a link that leads nowhere](foo:bar)',
    '![a picture that is none](ftp://x.example/p.png)',
    '[Important]: tomorrow',
    'Words [^1] and [^2]',
  ])('%s', async (text) => {
    const entry = await published(text);
    expect(shown(entry.html)).toBe(text);
    expect(entry.text).toBe(text);
    const { body, errors } = await post(text);
    expect(errors).toEqual([]);
    expect(shown(body!.html)).toBe(text);
    expect(body!.text).toBe(text);
  });

  test('in headings, which html and the list of headings say alike', async () => {
    const { html, headings, text } = await published('## If a<b and c>d\n\n## Dear <name>');
    expect(headings.map((heading) => heading.text)).toEqual(['If a<b and c>d', 'Dear <name>']);
    expect(text).toBe('If a<b and c>d\nDear <name>');
    for (const { anchor } of headings) expect(html).toContain(`id="${anchor}"`);
  });

  test('words between blocks of HTML are Markdown as elsewhere', async () => {
    const { html } = await published('<div>\n\nSome **bold** words\n\n</div>\n\n<details>\nMore *words*\n</details>');
    expect(html).toContain('<strong>bold</strong>');
    expect(html).toContain('<em>words</em>');
  });

  test('tags that only format words are understood, in pairs within a paragraph', async () => {
    const { html, text } = await published('H<sub>2</sub>O <b>and *more*</b><br>x<sup>2</sup> <kbd>Ctrl</kbd> \\<b>');
    expect(html).toBe('<p>H<sub>2</sub>O <b>and <em>more</em></b><br>\nx<sup>2</sup> <kbd>Ctrl</kbd> &#x3C;b></p>');
    expect(text).toBe('H2O and more\nx2 Ctrl <b>');
  });

  test('a footnote nobody refers to, a definition nobody uses, and cells beyond the head of a table', async () => {
    const { html, text } = await published(
      'Words[^a].\n\n[^a]: Read\n\n[^b]: Not read\n\n[used]: https://x.example\n\n[unused]: https://y.example\n\n[used]\n\n| a |\n|---|\n| 1 | beyond |',
    );
    for (const words of ['Not read', '[unused]: https://y.example', 'beyond']) {
      expect(shown(html)).toContain(words);
      expect(text).toContain(words);
    }
    expect(shown(html)).not.toContain('[used]:');
  });

  test('and search finds it and shows it as typed', async () => {
    await published('Grumbleweed grows where hills<between and valleys>meadows flower.', 'Plants');
    await hub.settle();
    const { data } = await hub.query<{ search: { edges: { highlight: { snippet: string } }[] } }>(
      '{ search(query: "grumbleweed") { edges { highlight { snippet } } } }',
    );
    expect(shown(data.search.edges[0]!.highlight.snippet).replaceAll('&lt;', '<').replaceAll('&gt;', '>')).toContain(
      'Grumbleweed grows where hills<between and valleys>meadows flower',
    );
  });
});

/** Signs that nobody sees, each for itself. */
const UNSEEN = [
  ...['\u00a0', '\u00ad', '\u034f', '\u061c', '\u115f', '\u1160', '\u17b4', '\u180e', '\u200b', '\u200d', '\u200e'],
  ...['\u2028', '\u202e', '\u2060', '\u2066', '\u2800', '\u3000', '\u3164', '\ufe0f', '\ufeff', '\uffa0', '\u{e0041}'],
  '\u0001',
];

describe('what nobody sees is nothing', () => {
  test.each([
    ...['&nbsp;', '&#8203;', '&ZeroWidthSpace;&shy;', '![]()', '[](https://x.example)', '<b></b>', '# \n\n> ', '***'],
    UNSEEN.join(''),
  ])('as a body: %j', async (body) => {
    const { id } = await create('Sleep', { en: body });
    expect(await publish(id)).toMatchObject([{ code: 'REQUIRED', path: ['input', 'translations', '0', 'body'] }]);
    const { errors } = await post(body);
    expect(errors).toHaveLength(1);
    expect(errors[0]!.path).toEqual(['input', 'body']);
  });

  test.each(UNSEEN.map((sign) => [sign.codePointAt(0)!.toString(16), sign]))('as a name: U+%s', async (_, sign) => {
    const name = sign.repeat(3);
    const { id } = await create(name, { en: 'Words' });
    expect(await publish(id)).toMatchObject([{ code: 'REQUIRED', path: ['input', 'translations', '0', 'title'] }]);
    const { data, errors } = await hub.query<Record<string, { errors: Problem[] }>>(
      `mutation ($name: String!, $spaceId: ID!) {
        topic: createTopic(input: { slug: "x", translations: [{ locale: "en", name: $name }] }) { errors { code path message } }
        expert: createExpert(input: { slug: "x", name: $name, translations: [{ locale: "en" }] }) { errors { code path message } }
        space: createSpace(input: { slug: "x", visibility: PUBLIC, translations: [{ locale: "en", name: $name }] }) { errors { code path message } }
        thread: createDiscussionThread(input: { spaceId: $spaceId, title: $name, locale: "en", body: "Words" }) { errors { code path message } }
        release: createRelease(input: { name: $name }) { errors { code path message } }
        profile: updateProfile(input: { name: $name }) { errors { code path message } }
        folder: createMediaFolder(input: { name: $name }) { errors { code path message } }
      }`,
      { name, spaceId },
      { as: admin },
    );
    expect(errors).toBeUndefined();
    const refused = Object.fromEntries(Object.entries(data).map(([what, done]) => [what, done.errors.length > 0]));
    expect(refused).toEqual(Object.fromEntries(Object.keys(data).map((what) => [what, true])));
  });

  test('but stays where it means something', async () => {
    const title = 'می‌خواهم क्‍ष 👨‍👩‍👧 \u200fשלום\u200e';
    const { id } = await create(title, { en: title });
    expect(await publish(id)).toEqual([]);
    const { data } = await hub.query<{ resource: { title: string; body: Body } }>(
      'query ($id: ID!) { resource(id: $id) { title body { text } } }',
      { id },
    );
    expect(data.resource.title).toBe(title);
    expect(data.resource.body.text).toBe(title);
  });
});

test('nobody turns round what stands beside a name or title', async () => {
  const title = '\u202eSleep\u202c \u2067well \u2066tonight\u2069 \u2069\u2069';
  const kept = 'Sleep \u2067well \u2066tonight\u2069 \u2069';
  const { id } = await create(title, { en: `## ${title}\n\nWords` });
  expect(await publish(id)).toEqual([]);
  const { data } = await hub.query<{ resource: { title: string; body: Body } }>(
    'query ($id: ID!) { resource(id: $id) { title body { text headings { text } } } }',
    { id },
  );
  expect(data.resource).toEqual({ title: kept, body: { text: `${kept}\nWords`, headings: [{ text: kept }] } });
  const named = await hub.query<{ updateProfile: { errors: Problem[] } }>(
    'mutation ($name: String!) { updateProfile(input: { name: $name }) { errors { code path message } } }',
    { name: title },
    { as: member },
  );
  expect(named.data.updateProfile.errors).toMatchObject([{ code: 'INVALID', path: ['input', 'name'] }]);
});

describe('ids', () => {
  test('of several texts on one page are different, and each leads to its own', async () => {
    const text = '## Sleep\n\nWords[^1], see [above](#section-sleep).\n\n[^1]: A note';
    const { id } = await create('Sleep', { en: text, de: text });
    expect(await publish(id)).toEqual([]);
    const bodies = [
      await read(id),
      await read(id, 'de'),
      await published(text),
      (await post(text)).body!,
      (await post(text)).body!,
    ];
    const idsIn = (html: string) => [...html.matchAll(/ id="([^"]+)"/g)].map(([, one]) => one!);
    const all = bodies.flatMap(({ html }) => idsIn(html));
    expect(all.length).toBeGreaterThanOrEqual(4 * bodies.length);
    expect(new Set(all).size).toBe(all.length);
    for (const { html, headings } of bodies) {
      const targets = [...html.matchAll(/ href="#([^"]+)"/g)].map(([, one]) => one);
      expect(targets).toHaveLength(3);
      for (const target of targets) expect(idsIn(html)).toContain(target);
      expect(idsIn(html)).toContain(headings[0]!.anchor);
      const described = [...html.matchAll(/ aria-describedby="([^"]+)"/g)].map(([, one]) => one);
      for (const one of described) expect(idsIn(html)).toContain(one);
    }
  });

  test('stay the same when a text is published again', async () => {
    const { id } = await create('Sleep', { en: '## Sleep\n\nOne' });
    await publish(id);
    const [before] = (await read(id)).headings;
    await change(id, 1, { title: 'Rest', body: '## Sleep\n\nTwo' });
    await publish(id, 2);
    expect((await read(id)).headings).toEqual([before]);
  });
});

describe('links', () => {
  test.each([
    'tel:+4940669690',
    'sms:+4940669690',
    'geo:53.55,9.99',
    'whatsapp://send?phone=4940',
    'mailto:a@b.example',
  ])('to %s work', async (address) => {
    expect((await published(`[Here](${address})`)).html).toContain(`href="${address}"`);
    expect((await post(`[Here](${address})`)).body!.html).toContain(`href="${address}"`);
  });

  const usagesOf = async (id: string) => {
    const { data } = await hub.query<{
      usages: { nodes: { entryId: string; field: string; live: boolean; drafted: boolean }[] };
    }>(
      'query ($id: String!) { usages(filter: { of: [$id] }) { nodes { entryId field live drafted } } }',
      { id },
      { as: admin },
    );
    return data.usages.nodes;
  };

  test('to an entry lead to where it is now, and are listed among what refers to it', async () => {
    const target = await create('Night terrors', { en: 'Words', de: 'Worte' });
    const from = await create('Sleep', { en: `See [this](entry:${target.id.toUpperCase()}#section-x).` });
    expect(from.errors).toEqual([]);
    expect(await usagesOf(target.id)).toEqual([{ entryId: from.id, field: 'body', live: false, drafted: true }]);
    expect(await publish(from.id)).toMatchObject([
      { code: 'UNPUBLISHED_REFERENCE', path: ['input', 'translations', '0', 'body'] },
    ]);
    expect(await publish(target.id)).toEqual([]);
    expect(await publish(from.id)).toEqual([]);
    expect(await usagesOf(target.id)).toEqual([{ entryId: from.id, field: 'body', live: true, drafted: true }]);
    const link = (slug: string) =>
      `<p>See <a data-entry="${target.id}" href="/resources/${slug}#section-x">this</a>.</p>`;
    expect((await read(from.id)).html).toBe(link('night-terrors'));
    await change(target.id, 1, { title: 'Nights', slug: 'nights', body: 'Words' });
    await publish(target.id, 2);
    expect((await read(from.id)).html).toBe(link('nights'));
    // What the public links to is not taken away under it.
    const { data } = await hub.query<{ unpublishEntry: { errors: Problem[] } }>(
      'mutation ($id: ID!) { unpublishEntry(id: $id) { errors { code path message } } }',
      { id: target.id },
      { as: admin },
    );
    expect(data.unpublishEntry.errors).toMatchObject([{ code: 'IN_USE' }]);
  });

  test('in a language stay listed until that language is taken back', async () => {
    const target = await create('Target', { en: 'Words' });
    await publish(target.id);
    const from = await create('From', { en: 'No link', de: `[Hier](entry:${target.id})` });
    expect(await publish(from.id)).toEqual([]);
    await change(from.id, 1, { title: 'From', body: 'Still none' });
    expect(await publish(from.id, 2, ['en'])).toEqual([]);
    expect(await usagesOf(target.id)).toEqual([{ entryId: from.id, field: 'body', live: true, drafted: false }]);
    await hub.query(
      'mutation ($id: ID!) { unpublishEntry(id: $id, locales: ["de"]) { errors { code } } }',
      { id: from.id },
      { as: admin },
    );
    expect(await usagesOf(target.id)).toEqual([]);
  });

  test('to an entry that is not public are text, and tell nothing of it', async () => {
    const hidden = await create('Secret title', { en: 'Words' });
    const { body } = await post(`[this](entry:${hidden.id}) and [that](entry:${hidden.id.replace(/.$/, 'f')})`);
    expect(body!.html).toBe('<p><a rel="nofollow ugc">this</a> and <a rel="nofollow ugc">that</a></p>');
  });

  test('to nothing are refused with what is missing', async () => {
    const missing = '00000000-0000-7000-8000-000000000000';
    for (const id of [missing, 'sleep']) {
      const { errors } = await create('Sleep', { en: `[this](entry:${id})` });
      expect(errors).toMatchObject([{ code: 'INVALID', path: ['input', 'translations', '0', 'body'] }]);
      expect(errors[0]!.message).toContain(`"${id}"`);
    }
    const { errors } = await create('Sleep', { en: `[this](media:${missing})` });
    expect(errors).toMatchObject([{ code: 'INVALID', path: ['input', 'translations', '0', 'body'] }]);
  });

  test('follow an entry that takes the place of another', async () => {
    const [old, fresh] = [await create('Old', { en: 'Words' }), await create('Fresh', { en: 'Words' })];
    for (const { id } of [old, fresh]) await publish(id);
    const from = await create('From', { en: `[this](entry:${old.id})` });
    await publish(from.id);
    const { data } = await hub.query<{ deleteEntry: { errors: Problem[] } }>(
      'mutation ($id: ID!, $to: ID!) { deleteEntry(id: $id, replaceWith: $to) { errors { code path message } } }',
      { id: old.id, to: fresh.id },
      { as: admin },
    );
    expect(data.deleteEntry.errors).toEqual([]);
    expect((await read(from.id)).html).toContain('/resources/fresh');
    expect(await usagesOf(fresh.id)).toEqual([{ entryId: from.id, field: 'body', live: true, drafted: true }]);
  });

  test('in words that only look like links stay words', async () => {
    const target = await create('Target', { en: 'Words' });
    await publish(target.id);
    const typed = `<a href="entry:${target.id}">x</a>`;
    expect(shown((await published(`\`${typed}\` ${typed}`)).html)).toBe(`${typed} ${typed}`);
  });
});
