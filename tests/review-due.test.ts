import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { expertApproves } from './harness/approval.js';
import { type TestHub, type TestPerson, testHub } from './harness/hub.js';
import { lettersTo, mailFolder } from './harness/letters.js';

let hub: TestHub;
let folder: Awaited<ReturnType<typeof mailFolder>>;
let expertId: string;

// Each test has a hub of its own: who is reminded depends on everyone who is there.
beforeEach(async () => {
  await closeHub();
  folder = await mailFolder();
  hub = await testHub({ environment: { HEARTH_DATA: folder.directory } });
  const translations = [{ locale: 'en', title: 'Doctor' }];
  expertId = await hub.services.experts.put({ slug: 'ada', name: 'Ada Lind', translations });
});
afterAll(() => closeHub());

async function closeHub(): Promise<void> {
  await hub?.close();
  await folder?.remove();
}

/** A day so many days from now, as `YYYY-MM-DD`. */
function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

interface Article {
  readonly id: string;
  readonly revision: number;
}

/** Publishes an article, or a new draft of one, that should be checked again in so many days. */
async function article(who: TestPerson, title: string, days: number | null, before?: Article): Promise<Article> {
  const input = {
    expertIds: [expertId],
    reviewDueOn: days === null ? null : inDays(days),
    translations: [
      { locale: 'en', title, body: 'Text.' },
      { locale: 'de', title: `${title} auf Deutsch`, body: 'Text.' },
    ],
  };
  const text = before
    ? 'mutation ($input: ExpertArticleInput!, $id: ID!, $revision: Int!) { done: updateExpertArticle(id: $id, revision: $revision, input: $input) { revision { entryId number } } }'
    : 'mutation ($input: ExpertArticleInput!) { done: createExpertArticle(input: $input) { revision { entryId number } } }';
  const { data } = await hub.query<{ done: { revision: { entryId: string; number: number } } }>(
    text,
    { input, ...before },
    { as: await hub.signIn(who) },
  );
  const { entryId: id, number: revision } = data.done.revision;
  await expertApproves(hub, id, revision);
  const published = await change('publishEntry(id: $id, revision: $revision)', { id, revision });
  expect(published).toEqual([]);
  return { id, revision };
}

async function change(call: string, variables: object, as: TestPerson = 'editor'): Promise<object[]> {
  const arguments_ = 'revision' in variables ? '$id: ID!, $revision: Int!' : '$id: ID!';
  const { data } = await hub.query<{ done: { errors: object[] } }>(
    `mutation (${arguments_}) { done: ${call} { errors { code message } } }`,
    variables,
    { as: await hub.signIn(as) },
  );
  return data.done.errors;
}

/** The daily job. */
async function aDayPasses(): Promise<void> {
  await hub.database.pool.query("select graphile_worker.add_job('remind-of-due-reviews')");
  await hub.settle();
}

const reminders = async (who: TestPerson) =>
  (await lettersTo(hub, `${who}@test.example`)).filter(({ subject }) => /checked again|wieder geprüft/.test(subject));

describe('who made an article', () => {
  test('is reminded of all of them in one letter, once before and once when it is time', async () => {
    const soon = await article('contributor', 'Fever', 14);
    await article('contributor', 'Teeth <1>', 0);
    await article('contributor', 'Later', 15);
    await article('contributor', 'Never', null);
    await aDayPasses();
    await aDayPasses();
    const [letter, ...others] = await reminders('contributor');
    expect(others).toEqual([]);
    expect(letter!.subject).toBe('2 articles should be checked again (Hearth)');
    const day = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(inDays(14)));
    expect(letter!.text).toMatch(/still right:\n\n• Teeth <1> \(.*\)\n\nThis should be checked soon:\n\n• Fever/);
    expect(letter!.text).toContain(`• Fever (${day})`);
    expect(letter!.html).toContain('Teeth &lt;1&gt;');
    expect(await reminders('editor')).toEqual([]);

    await hub.database.pool.query('update entry set review_due_on = review_due_on - 14');
    await hub.database.pool.query('update review_reminder set due_on = due_on - 14');
    await aDayPasses();
    const all = await reminders('contributor');
    expect(all).toHaveLength(2);
    expect(all[1]!.text).toMatch(/still right:\n\n• Fever \(.*\)\n\nThis should be checked soon:\n\n• Later/);

    await article('contributor', 'Fever', 10, soon);
    await aDayPasses();
    expect((await reminders('contributor'))[2]!.subject).toBe('An article should be checked again (Hearth)');
  });

  test('is reminded in their language', async () => {
    const as = await hub.signIn('contributor');
    await hub.query('mutation { updateProfile(input: { locale: "de" }) { errors { code } } }', {}, { as });
    await article('contributor', 'Fever', -3);
    await aDayPasses();
    const [letter] = await reminders('contributor');
    expect(letter!.subject).toBe('Ein Artikel sollte wieder geprüft werden (Hearth)');
    expect(letter!.text).toContain('• Fever auf Deutsch (');
  });

  test('is not reminded of what is in the trash, taken back, or only drafted', async () => {
    const trashed = await article('contributor', 'Trashed', 0);
    const takenBack = await article('contributor', 'Taken back', 0);
    await change('deleteEntry(id: $id)', { id: trashed.id });
    await change('unpublishEntry(id: $id)', { id: takenBack.id });
    await hub.query(
      'mutation ($input: ExpertArticleInput!) { createExpertArticle(input: $input) { errors { code } } }',
      { input: { reviewDueOn: inDays(0) } },
      { as: await hub.signIn('contributor') },
    );
    await aDayPasses();
    expect(await reminders('contributor')).toEqual([]);
    await change('restoreEntry(id: $id)', { id: trashed.id });
    await change('publishEntry(id: $id, revision: $revision)', trashed);
    await aDayPasses();
    expect((await reminders('contributor'))[0]!.text).toContain('• Trashed');
  });

  test('is not reminded of what has been checked before the letter goes', async () => {
    const due = await article('contributor', 'Fever', 0);
    // The job that looks, and not yet the one that writes.
    const { DueReviews } = await import('../src/services/review/due-reviews.js');
    const { pool } = hub.database;
    const looking = new DueReviews(pool, hub.services.locales, undefined as never, undefined as never);
    await looking.remind();
    await article('contributor', 'Fever', 365, due);
    await aDayPasses();
    expect(await reminders('contributor')).toEqual([]);
  });
});

describe('editors', () => {
  test('are reminded of what nobody else cares for: imports, and those whose author has left or writes no more', async () => {
    const draft = {
      expertIds: [expertId],
      reviewDueOn: inDays(0),
      translations: [{ locale: 'en', title: 'Imported', body: 'Text.' }],
    };
    await hub.services.imports.put('elsewhere', '1', 'EXPERT_ARTICLE', draft as never);
    await article('contributor', 'Of who writes no more', 0);
    await article('admin', 'Of who stays', 0);
    const as = await hub.signIn('admin');
    await hub.query(
      'mutation ($id: ID!) { updateMemberRoles(memberId: $id, roles: [MEMBER]) { errors { code } } }',
      { id: await idOf('contributor') },
      { as },
    );
    await aDayPasses();
    const [letter, ...others] = await reminders('editor');
    expect(others).toEqual([]);
    expect(letter!.text).toContain('• Imported');
    expect(letter!.text).toContain('• Of who writes no more');
    expect(letter!.text).not.toContain('Of who stays');
    expect((await reminders('admin')).map(({ text }) => text)).toEqual([expect.stringContaining('Of who stays')]);
    expect(await reminders('contributor')).toEqual([]);
  });

  test('where there are none, are admins; and a letter names no more than one can read', async () => {
    await hub.signIn('admin');
    const draft = (n: number) => ({
      expertIds: [expertId],
      reviewDueOn: inDays(0),
      translations: [{ locale: 'en', title: `Article ${n}`, body: 'Text.' }],
    });
    for (let n = 1; n <= 52; n++)
      await hub.services.imports.put('elsewhere', `${n}`, 'EXPERT_ARTICLE', draft(n) as never);
    await aDayPasses();
    const [letter] = await reminders('admin');
    expect(letter!.subject).toBe('52 articles should be checked again (Hearth)');
    expect(letter!.text.match(/^• /gm)).toHaveLength(50);
    expect(letter!.text).toContain('And 2 more.');
  });

  test('find what is due, the longest due first', async () => {
    await article('contributor', 'Soon', 5);
    await article('contributor', 'Overdue', -5);
    await article('contributor', 'Today', 0);
    await article('contributor', 'Never', null);
    const text =
      'query ($filter: ExpertArticleFilter, $after: String) { expertArticles(first: 2, after: $after, filter: $filter, orderBy: REVIEW_DUE, locale: "en") { nodes { title } pageInfo { endCursor } } }';
    const list = async (filter: object, after?: string) =>
      (
        await hub.query<{ expertArticles: { nodes: { title: string }[]; pageInfo: { endCursor: string } } }>(text, {
          filter,
          after,
        })
      ).data.expertArticles;
    const titles = async (filter: object) => (await list(filter)).nodes.map(({ title }) => title);
    expect(await titles({ reviewDue: true })).toEqual(['Overdue', 'Today']);
    expect(await titles({ reviewDue: false })).toEqual(['Soon', 'Never']);
    expect(await titles({ reviewDueBy: inDays(-1) })).toEqual(['Overdue']);
    const first = await list({});
    expect((await list({}, first.pageInfo.endCursor)).nodes).toEqual([{ title: 'Soon' }, { title: 'Never' }]);
  });
});

async function idOf(who: TestPerson): Promise<string> {
  const { data } = await hub.query<{ me: { id: string } }>('{ me { id } }', {}, { as: await hub.signIn(who) });
  return data.me.id;
}
