import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { importMedlineplus } from '../src/import/medlineplus/import-medlineplus.js';
import type { EntryDraft } from '../src/schema/drafts/entry.js';
import { RecordingTarget, realData } from './fixtures/recording-target.js';
import { type TestHub, testHub } from './harness/hub.js';

/** How many mutations go into one request. */
const AT_ONCE = 20;

const medlineplus = realData('medlineplus-qa/topics');
const onRealData = medlineplus ? test : test.skip;

let hub: TestHub;
let admin: string;
beforeAll(async () => {
  hub = await testHub();
  admin = await hub.signIn('admin');
});
afterAll(() => hub.close());

/** Calls a mutation for each of the values and answers what each call answered. */
async function each<T, Answer>(values: readonly T[], declared: string, call: (i: number) => string): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < values.length; from += AT_ONCE) {
    const some = values.slice(from, from + AT_ONCE);
    const variables = Object.fromEntries(some.map((value, i) => [`v${i}`, value]));
    const names = some.map((_, i) => `$v${i}: ${declared}`).join(', ');
    const { data, errors } = await hub.query<Record<string, Answer>>(
      `mutation (${names}) { ${some.map((_, i) => `m${i}: ${call(i)}`).join('\n')} }`,
      variables,
      { as: admin },
    );
    expect(errors).toBeUndefined();
    answers.push(...Object.values(data));
  }
  return answers;
}

const publicCount = async () => {
  const { data } = await hub.query<{ expertArticles: { totalCount: number } }>('{ expertArticles { totalCount } }');
  return data.expertArticles.totalCount;
};

async function draftArticles(): Promise<string[]> {
  const target = new RecordingTarget();
  await importMedlineplus(medlineplus!, target);
  const topicId = await hub.services.topics.put({ slug: 'health', translations: [{ locale: 'en', name: 'Health' }] });
  const drafts = [...target.drafts.values()].map((draft): EntryDraft => ({ ...draft, topicIds: [topicId] }));
  const saved = await each<EntryDraft, { revision: { entryId: string } }>(
    drafts,
    'ExpertArticleInput!',
    (i) => `createExpertArticle(input: $v${i}) { revision { entryId } }`,
  );
  const ids = saved.map(({ revision }) => revision.entryId);
  await each(
    ids,
    'ID!',
    (i) => `skipReview(id: $v${i}, revision: 1, reason: "Taken over under a licence.") { errors { message } }`,
  );
  return ids;
}

onRealData(
  `a release of all of MedlinePlus is public in one transaction, or nothing of it${medlineplus ? '' : ' (not there: set HEARTH_TEST_DATA)'}`,
  async () => {
    const ids = await draftArticles();
    expect(ids).toHaveLength(981);
    const made = await hub.query<{ createRelease: { release: { id: string } } }>(
      'mutation ($items: [ReleaseItemInput!]!) { createRelease(input: { name: "Health" }, items: $items) { release { id } } }',
      { items: ids.map((entryId) => ({ entryId })) },
      { as: admin },
    );
    const { id } = made.data.createRelease.release;
    const publish = async () => {
      const { data } = await hub.query<{ publishRelease: { errors: { entryId: string }[] } }>(
        'mutation ($id: ID!) { publishRelease(id: $id) { errors { code ... on EntryError { entryId } } } }',
        { id },
        { as: admin },
      );
      return data.publishRelease.errors;
    };

    // One of them cannot become public: nothing does.
    const [impossible] = ids.slice(500);
    await hub.query(
      'mutation ($id: ID!) { updateExpertArticle(id: $id, revision: 1, input: { translations: [{ locale: "en", title: "No text" }] }) { errors { message } } }',
      { id: impossible },
      { as: admin },
    );
    const errors = await publish();
    expect(new Set(errors.map(({ entryId }) => entryId))).toEqual(new Set([impossible]));
    expect(await publicCount()).toBe(0);

    await hub.query(
      'mutation ($id: ID!) { restoreRevision(id: $id, number: 1, revision: 2) { errors { message } } }',
      { id: impossible },
      { as: admin },
    );
    await hub.query(
      'mutation ($id: ID!) { skipReview(id: $id, revision: 3, reason: "The same again.") { errors { message } } }',
      { id: impossible },
      { as: admin },
    );
    const started = performance.now();
    const statements = await hub.statements(async () => expect(await publish()).toEqual([]));
    const seconds = (performance.now() - started) / 1000;
    console.info(`981 articles were published in ${seconds.toFixed(1)} s and ${statements} statements`);
    expect(statements).toBeLessThan(50);
    expect(await publicCount()).toBe(981);
    // All of it is the work of one transaction.
    const { rows } = await hub.database.pool.query(
      'select count(*)::int as count, count(distinct xmin::text)::int as transactions from publication where release_id = $1',
      [id],
    );
    expect(rows).toEqual([{ count: 981, transactions: 1 }]);
  },
  300_000,
);
