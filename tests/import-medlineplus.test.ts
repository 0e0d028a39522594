import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { markdownOf, paragraphsOf } from '../src/import/markdown.js';
import { cleanAnswer, firstSentence } from '../src/import/medlineplus/answer.js';
import { importMedlineplus } from '../src/import/medlineplus/import-medlineplus.js';
import { ImportMistake } from '../src/import/mistake.js';
import { ImportReport } from '../src/import/report.js';
import type { ExpertArticleDraft } from '../src/schema/drafts/expert-article.js';
import { render } from '../src/services/texts/render.js';
import { RecordingTarget, realData, said } from './fixtures/recording-target.js';
import { type TestHub, testHub } from './harness/hub.js';

const FIXTURES = 'tests/fixtures/medlineplus';

describe('the articles', () => {
  const target = new RecordingTarget();
  let report: ImportReport;
  const progress: [number, number][] = [];
  beforeAll(async () => {
    report = await importMedlineplus(FIXTURES, target, new ImportReport((...step) => progress.push(step)));
  });

  test('one answer is the text, with its lists and without the agency at its end', () => {
    expect(target.draft<ExpertArticleDraft>('MPlusHealthTopics/0000001')).toEqual({
      translations: [
        {
          locale: 'en',
          title: 'Sniffles',
          summary: 'The sniffles are a *small* cold & a bother.',
          body: [
            'The sniffles are a \\*small\\* cold & a bother. They pass.',
            'Do this:',
            '- Rest\n- Drink tea - with honey',
            '1\\. is no list. See \\[here].',
          ].join('\n\n'),
          searchTerms: ['Runny nose', 'Snivels'],
        },
      ],
      topicIds: ['topic-1'],
      sources: [
        {
          title: 'Sniffles',
          publisher: 'MedlinePlus, U.S. National Library of Medicine; NIH: National Institute of Noses',
          url: 'https://medline.example/sniffles.html',
          license: 'CC BY 4.0 (MedQuAD)',
        },
      ],
    });
  });

  test('several answers stand below their questions', () => {
    const { translations, sources } = target.draft<ExpertArticleDraft>('CDC/0000002');
    expect(translations![0]).toMatchObject({
      title: 'Mud fever',
      summary: 'Mud fever comes from mud.',
      body: [
        '## What is (are) Mud fever?',
        'Overview',
        'Mud fever comes from mud.',
        '- Boots help\n- So do baths',
        '## Who is at risk for Mud fever?',
        'People in mud are.',
        'More on: Mud',
      ].join('\n\n'),
    });
    expect(sources).toMatchObject([
      { publisher: 'Centers for Disease Control and Prevention (CDC)', url: 'http://cdc.example/mud/' },
    ]);
  });

  test('a long first sentence is cut between words', () => {
    const summary = target.draft('MPlusHealthTopics/0000002').translations![0]!.summary!;
    expect(summary).toMatch(/ on…$|and…$/);
    expect(summary.length).toBeLessThanOrEqual(240);
    expect(summary.length).toBeGreaterThan(230);
  });

  test('tells what was not taken', () => {
    expect(
      report.problems.map(({ file, severity, column, reason }) => `${severity} ${file} ${column}: ${reason}`),
    ).toEqual([
      "refused broken.xml null: This is not XML: Expected closing tag 'Focus' (opened in line 3, col 1) instead of closing tag 'Focuss'.",
      'refused nameless.xml url: The url is not a web address.',
      'refused nameless.xml Focus: The Focus is missing.',
      'refused repeated.xml id: The same document is in long-words.xml.',
      'refused silence.xml QAPairs: The document has no answer.',
      'adjusted cdc/mud-fever.xml QAPairs.QAPair.1.Answer: This answers nothing: question and answer were left out.',
    ]);
    expect(said(report, 'broken.xml')[0]).toMatch(/^refused 3 /);
    expect(Object.fromEntries(report.tables)).toEqual({
      documents: { read: 6, imported: 2, refused: 4 },
      cdc: { read: 1, imported: 1, refused: 0 },
    });
    expect(progress.at(-1)).toEqual([7, 7]);
  });

  test.each([
    ['no such folder', 'tests/fixtures/nowhere', 'There is no folder'],
    ['no documents', 'tests/fixtures/hsds-1.1', 'There are no XML files'],
  ])('%s: nothing begins', async (_, folder, message) => {
    const attempt = importMedlineplus(folder, new RecordingTarget());
    await expect(attempt).rejects.toThrow(ImportMistake);
    await expect(attempt).rejects.toThrow(message);
  });

  test('a site without English has no place for them', async () => {
    const german = Object.assign(new RecordingTarget(), { locales: { all: ['de'], default: 'de' } });
    await expect(importMedlineplus(FIXTURES, german)).rejects.toThrow('Add en to LOCALES');
  });
});

test('an agency is looked for only at the end, and only where there is one', () => {
  const agencyOf = (text: string) => cleanAnswer(text, { endsWithAgency: true }).agency;
  expect(agencyOf('Text.    NIH: Noses')).toBe('NIH: Noses');
  expect(agencyOf('Only words')).toBeNull();
  expect(agencyOf('Text.    The end.')).toBeNull();
  expect(agencyOf('Text:    - Item')).toBeNull();
  expect(agencyOf('Such as:    Noses')).toBeNull();
  expect(cleanAnswer('Text.    NIH: Noses', { endsWithAgency: false }).agency).toBeNull();
});

test('a text without a sentence has no first one', () => {
  expect(firstSentence([{ kind: 'paragraph', text: 'Overview' }], 240)).toBeNull();
});

test.each([
  'a *b* _c_ `d` [e](f) <b>x</b> &amp; ~~s~~ | t',
  '# 1',
  '- 1',
  '1. 2) 3',
  '+ > *** === ---',
  'two\nlines',
  'https://x.example/a_b*c?d=1&e=2 www.y.example me_too@z.example',
  '![i](u) [^1] [ ] \\ \\*',
])('plain text is shown as it was: %s', (text) => {
  expect(render(markdownOf(paragraphsOf(text)), { trusted: true, ids: '' }).body.text).toBe(text);
});

describe('into a hub', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await testHub();
  });
  afterAll(() => hub.close());

  test('articles are published below their topic, and again changes nothing', async () => {
    const first = await importMedlineplus(FIXTURES, hub.services);
    expect(first.outcomes).toMatchObject({ created: 3, updated: 0, unchanged: 0 });
    const second = await importMedlineplus(FIXTURES, hub.services);
    expect(second.outcomes).toMatchObject({ created: 0, updated: 0, unchanged: 3 });

    const { data } = await hub.query<{ expertArticle: object }>(
      `{ expertArticle(slug: "sniffles") { title body { html } topics { slug name } sources { license } } }`,
    );
    expect(data.expertArticle).toEqual({
      title: 'Sniffles',
      body: { html: expect.stringContaining('<li>Drink tea - with honey</li>') },
      topics: [{ slug: 'health-encyclopedia', name: 'Health encyclopedia' }],
      sources: [{ license: 'CC BY 4.0 (MedQuAD)' }],
    });
  });
});

const medlineplus = realData('medlineplus-qa');
const onRealData = medlineplus ? test : test.skip;
onRealData(`all of MedlinePlus${medlineplus ? '' : ' (not there: set HEARTH_TEST_DATA)'}`, async () => {
  const target = new RecordingTarget();
  const report = await importMedlineplus(medlineplus!, target);
  // Counted in the files with other means: three documents of the CDC have no subject.
  expect(Object.fromEntries(report.tables)).toEqual({
    cdc: { read: 59, imported: 56, refused: 3 },
    topics: { read: 981, imported: 981, refused: 0 },
  });
  const drafts = [...target.drafts.values()] as ExpertArticleDraft[];
  const publishers = drafts.map(({ sources }) => sources![0]!.publisher!);
  expect(publishers.filter((name) => name.endsWith('; NIH: National Cancer Institute'))).toHaveLength(68);
  expect(drafts.every(({ translations }) => translations![0]!.summary)).toBe(true);
});
