import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let editor: string;
let member: string;
let threadId: string;
beforeAll(async () => {
  hub = await testHub();
  [editor, member] = [await hub.signIn('admin'), await hub.signIn('member')];
  const spaceId = await hub.services.spaces.put({
    slug: 'talk',
    visibility: 'PUBLIC',
    translations: [{ locale: 'en', name: 'Talk', description: null }],
  });
  const { data } = await hub.query<{ createDiscussionThread: { thread: { id: string } } }>(
    'mutation ($input: CreateDiscussionThreadInput!) { createDiscussionThread(input: $input) { thread { id } } }',
    { input: { spaceId, title: 'Sleep', locale: 'en', body: 'How?' } },
    { as: member },
  );
  threadId = data.createDiscussionThread.thread.id;
});
afterAll(() => hub.close());

interface Outcome {
  readonly errors: { code: string; path: string[]; message: string }[];
}
const ERRORS = 'errors { code path message }';

async function reply(body: string): Promise<Outcome> {
  const { data, errors } = await hub.query<{ done: Outcome }>(
    `mutation ($threadId: ID!, $body: String!) { done: addPost(input: { threadId: $threadId, body: $body }) { ${ERRORS} } }`,
    { threadId, body },
    { as: member },
  );
  expect(errors).toBeUndefined();
  return data.done;
}

async function save(body: string): Promise<Outcome & { revision: { entryId: string } | null }> {
  const { data, errors } = await hub.query<{ done: Outcome & { revision: { entryId: string } | null } }>(
    `mutation ($input: ResourceInput!) { done: createResource(input: $input) { revision { entryId } ${ERRORS} } }`,
    {
      input: {
        kind: 'GUIDE',
        cost: 'FREE',
        url: 'https://x.example',
        translations: [{ locale: 'en', title: 'A', body }],
      },
    },
    { as: editor },
  );
  expect(errors).toBeUndefined();
  return data.done;
}

async function publish(id: string, revision = 1): Promise<Outcome> {
  const { data, errors } = await hub.query<{ done: Outcome }>(
    `mutation ($id: ID!, $revision: Int!) { done: publishEntry(id: $id, revision: $revision) { ${ERRORS} } }`,
    { id, revision },
    { as: editor },
  );
  expect(errors).toBeUndefined();
  return data.done;
}

async function publicText(id: string): Promise<string | undefined> {
  const { data } = await hub.query<{ resource: { body: { text: string } } | null }>(
    'query ($id: ID!) { resource(id: $id) { body { text } } }',
    { id },
  );
  return data.resource?.body.text;
}

const nested = (depth: number) => Array.from({ length: depth }, (_, i) => `${'  '.repeat(i)}- a`).join('\n');
const table = (rows: number, end = '\n') =>
  [
    '| Day | Place | From |',
    '|---|---|---|',
    ...Array.from({ length: rows }, (_, i) => `| **Day ${i}** | Room | 10:00 |`),
  ].join(end);

/** What has kept the process busy for seconds, or has filled its stack. */
const HOSTILE: readonly [string, string][] = [
  ['quotes within quotes', '>'.repeat(20_000)],
  ['lists within lists, by indentation', nested(130)],
  ['lists within lists, by tabs', Array.from({ length: 100 }, (_, i) => `${'\t'.repeat(i)}- a`).join('\n')],
  ['lists within lists, in one line', '1. '.repeat(6000)],
  ['closing brackets', ']'.repeat(20_000)],
  ['opening brackets', '['.repeat(20_000)],
  ['emphasis that does not fit', '*a_'.repeat(6600)],
  ['emphasis that does not fit, with other line ends', '*a_\r'.repeat(5000)],
  ['emphasis that does not fit, with line ends of Unicode', '*a_\u2028*b_\u0085'.repeat(2000)],
  ['comments that do not end', '<!--'.repeat(5000)],
  ['instructions that do not end', '<?'.repeat(10_000)],
  ['underlines', '=\n'.repeat(10_000)],
  ['code that does not end', '`a``'.repeat(5000)],
  ['definitions', Array.from({ length: 1500 }, (_, i) => `[${i}]: b\n`).join('')],
  ['a table as wide as it is', `|${'a|'.repeat(4000)}\n|${'-|'.repeat(4000)}`],
];

describe('texts that would keep the process busy', () => {
  test.each(HOSTILE)('of %s are refused as a post, with the field', async (_, body) => {
    const { errors } = await reply(body);
    expect(errors).toMatchObject([{ code: 'INVALID', path: ['input', 'body'] }]);
    expect(errors[0]!.message).toMatch(/^Line \d+: /);
  });

  test.each(HOSTILE)('of %s are refused as a draft, with the field', async (_, text) => {
    const { errors } = await save(`![](media:x)\n\n${text.repeat(4)}`);
    expect(errors[0]).toMatchObject({ code: 'INVALID', path: ['input', 'translations', '0', 'body'] });
  });

  test('are no more than any others to who asks for something else meanwhile', async () => {
    // Each passes the guard, and takes its time.
    const slow = Array.from({ length: 12 }, () => `${'*a_'.repeat(330)}\n\n`.repeat(18));
    const order: string[] = [];
    const replies = Promise.all(slow.map((body) => reply(body))).then(() => order.push('replies'));
    await hub.query('{ topics { totalCount } }');
    order.push('topics');
    const saved = await save('# Sleep\n\nWords *of* an editor.');
    order.push('editor');
    await replies;
    expect(saved.errors).toEqual([]);
    expect(order).toEqual(['topics', 'editor', 'replies']);
  });

  test('that nobody has thought of are given up after a time, and the next is read', async () => {
    // To the guard it looks like code, to the parser it is none.
    const unseen = `![](media:x)\n\n- \`\`\`\n  \`\`\`\n\n${'*a_'.repeat(60_000)}`;
    const [given, next] = await Promise.all([save(unseen), save('![A picture](https://x.example/p.png) *and* words')]);
    expect(given.errors).toMatchObject([{ code: 'INVALID', path: ['input', 'translations', '0', 'body'] }]);
    expect(given.errors[0]!.message).toContain('too long');
    expect(next.errors).toEqual([]);
  }, 60_000);

  test('are refused in the code of conduct and in testimonials, too', async () => {
    const { data } = await hub.query<Record<string, Outcome>>(
      `mutation ($text: String!) {
        conduct: publishCodeOfConduct(input: { translations: [{ locale: "en", body: $text }] }) { ${ERRORS} } }`,
      { text: '>'.repeat(20_000) },
      { as: editor },
    );
    expect(data.conduct!.errors).toMatchObject([{ code: 'INVALID', path: ['input', 'translations', '0', 'body'] }]);
  });
});

describe('honest texts are read', () => {
  test.each([
    ['a table of 1,500 rows', table(1500)],
    ['the same with the line ends of others', table(1500, '\r\n')],
    ['a list of 1,500 items', '- **One** of [many](https://x.example)\n'.repeat(1500)],
    ['a hundred footnotes', Array.from({ length: 100 }, (_, i) => `Words[^${i}].\n\n[^${i}]: Note ${i}\n\n`).join('')],
    ['a file of code', `\`\`\`json\n${'{ "a": [1, [2, *3*]], "_b_": `c` }\n'.repeat(300)}\`\`\``],
    ['200,000 characters', `${'Sleep is *important*. '.repeat(20)}\n\n`.repeat(450).slice(0, 200_000)],
    ['lists in lists in lists in quotes', `> ${nested(6).replaceAll('\n', '\n> ')}`],
  ])('%s', async (_, body) => {
    const saved = await save(body);
    expect(saved.errors).toEqual([]);
    const { entryId } = saved.revision!;
    expect((await publish(entryId)).errors).toEqual([]);
    expect((await publicText(entryId))!.length).toBeGreaterThan(10);
  });
});

test('two long texts are compared beside the thread that answers everybody', async () => {
  const words = (n: number) => Array.from({ length: 9000 }, (_, i) => `${(i * n) % 7919}`).join('\n');
  const saved = await save(words(3));
  const id = saved.revision!.entryId;
  await hub.query(
    'mutation ($id: ID!, $input: ResourceInput!) { updateResource(id: $id, revision: 1, input: $input) { errors { code } } }',
    { id, input: { translations: [{ locale: 'en', title: 'A', body: words(5) }] } },
    { as: editor },
  );
  const order: string[] = [];
  const compared = hub
    .query<{ compareRevisions: { path: string[]; words: { text: string; kind: string }[] | null }[] }>(
      'query ($id: ID!) { compareRevisions(entryId: $id, from: 1, to: 2) { path words { kind text } } }',
      { id },
      { as: editor },
    )
    .then(({ data }) => {
      order.push('compared');
      return data.compareRevisions.find(({ path }) => path.at(-1) === 'body')!.words!;
    });
  await hub.query('{ topics { totalCount } }');
  order.push('topics');
  const pieces = await compared;
  expect(
    pieces
      .filter(({ kind }) => kind !== 'ADDED')
      .map(({ text }) => text)
      .join(''),
  ).toBe(words(3));
  expect(
    pieces
      .filter(({ kind }) => kind !== 'REMOVED')
      .map(({ text }) => text)
      .join(''),
  ).toBe(words(5));
});
