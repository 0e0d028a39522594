import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExpertArticleDraft } from '../../schema/drafts/expert-article.js';
import { Refused } from '../../schema/user-error.js';
import { filesIn, foldersIn } from '../folder.js';
import { type Block, markdownOf } from '../markdown.js';
import { ImportMistake } from '../mistake.js';
import { belowInput } from '../refused-path.js';
import { ImportReport } from '../report.js';
import type { ContentTarget, ImportedTopic } from '../target.js';
import { cleanAnswer, firstSentence, saysSomething } from './answer.js';
import { type HealthDocument, parseDocument } from './document.js';

const SOURCE = 'medlineplus';
const LOCALE = 'en';
const LICENSE = 'CC BY 4.0 (MedQuAD)';
const LARGEST_FILE = 5_000_000;
const LONGEST_SUMMARY = 240;
const MEDLINEPLUS = 'MPlusHealthTopics';

/** Who stands behind a collection. */
const PUBLISHERS: Readonly<Record<string, string>> = {
  [MEDLINEPLUS]: 'MedlinePlus, U.S. National Library of Medicine',
  CDC: 'Centers for Disease Control and Prevention (CDC)',
};

const TOPIC: ImportedTopic = {
  slug: 'health-encyclopedia',
  parentSlug: null,
  dimension: null,
  translations: [
    {
      locale: 'en',
      name: 'Health encyclopedia',
      description: 'Illnesses, examinations and treatments from A to Z.',
      synonyms: [],
    },
    {
      locale: 'de',
      name: 'Gesundheitslexikon',
      description: 'Krankheiten, Untersuchungen und Behandlungen von A bis Z.',
      synonyms: [],
    },
  ],
};

/**
 * Takes over health articles from the XML files of MedQuAD (MedlinePlus health topics, CDC) in `folder` and the folders
 * in it. The hub knows them by collection and id, so that doing it again, or after an interruption, changes only what
 * differs. One file is held at a time.
 * @returns the report, which names every document and answer that was not taken as it stands
 * @throws ImportMistake when the folder is not right or the site has no English; then nothing has been taken
 */
export async function importMedlineplus(
  folder: string,
  target: ContentTarget,
  report: ImportReport = new ImportReport(),
): Promise<ImportReport> {
  if (!target.locales.all.includes(LOCALE)) {
    throw new ImportMistake(`The articles are in English, which the site does not have. Add ${LOCALE} to LOCALES.`);
  }
  const inner = ['', ...(await foldersIn(folder))];
  const files = (await Promise.all(inner.map((name) => filesIn(folder, '.xml', name)))).flat();
  if (files.length === 0) throw new ImportMistake(`There are no XML files in "${folder}". Check the path.`);

  const topicId = await target.topics.put(TOPIC);
  const taken = new Map<string, string>();
  for (const [i, file] of files.entries()) {
    const counts = report.table(file.includes('/') ? file.slice(0, file.indexOf('/')) : 'documents');
    counts.read++;
    counts[(await importFile(folder, file, topicId, taken, target, report)) ? 'imported' : 'refused']++;
    report.progress(i + 1, files.length);
  }
  return report;
}

/** Answers whether the file was taken. */
async function importFile(
  folder: string,
  file: string,
  topicId: string,
  taken: Map<string, string>,
  target: ContentTarget,
  report: ImportReport,
): Promise<boolean> {
  const location = join(folder, file);
  if ((await stat(location)).size > LARGEST_FILE) {
    report.refused({ file }, `The file has more than ${LARGEST_FILE / 1_000_000} MB: it is no single document.`);
    return false;
  }
  const document = parseDocument(await readFile(location, 'utf8'));
  if (Array.isArray(document)) {
    for (const { row, column, reason } of document) report.refused({ file, row, column }, reason);
    return false;
  }
  const key = `${document.source}/${document.id}`;
  const before = taken.get(key);
  if (before) {
    report.refused({ file, column: 'id', value: document.id }, `The same document is in ${before}.`);
    return false;
  }
  taken.set(key, file);
  const draft = articleOf(document, topicId, file, report);
  if (!draft) return false;
  try {
    report.outcomes[await target.imports.put(SOURCE, key, 'EXPERT_ARTICLE', draft)]++;
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    for (const { message, path } of error.errors) {
      report.refused({ file, column: belowInput(path).join('.') }, message);
    }
    return false;
  }
}

/** The article; undefined when the document answers nothing, which is reported. */
function articleOf(
  { source, url, focus, synonyms, pairs }: HealthDocument,
  topicId: string,
  file: string,
  report: ImportReport,
): ExpertArticleDraft | undefined {
  const answered: { question: string; blocks: readonly Block[] }[] = [];
  const agencies = new Set<string>();
  for (const [i, pair] of pairs.entries()) {
    const answer = cleanAnswer(pair.answer, { endsWithAgency: source === MEDLINEPLUS });
    if (answer.agency) agencies.add(answer.agency);
    if (saysSomething(answer)) answered.push({ question: tidy(pair.question), blocks: answer.blocks });
    else if (pairs.length > 1) {
      report.adjusted(
        { file, column: `QAPairs.QAPair.${i}.Answer`, value: pair.answer },
        'This answers nothing: question and answer were left out.',
      );
    }
  }
  const [first] = answered;
  if (!first) {
    report.refused({ file, column: 'QAPairs', value: pairs[0]?.answer }, 'The document has no answer.');
    return undefined;
  }
  const body =
    pairs.length === 1
      ? first.blocks
      : answered.flatMap(({ question, blocks }) => [{ kind: 'heading' as const, text: question }, ...blocks]);
  const publisher = PUBLISHERS[source] ?? source;
  return {
    translations: [
      {
        locale: LOCALE,
        title: focus,
        summary: firstSentence(first.blocks, LONGEST_SUMMARY),
        body: markdownOf(body),
        searchTerms: [...synonyms],
      },
    ],
    topicIds: [topicId],
    sources: [
      {
        title: focus,
        publisher: [publisher, ...agencies].join('; '),
        url,
        license: LICENSE,
      },
    ],
  };
}

/** "Who is at risk for this? ?", as the questions were generated. */
function tidy(question: string): string {
  const words = question.replace(/\s+/g, ' ');
  let end = words.length;
  while (words[end - 1] === '?') end -= words[end - 2] === ' ' ? 2 : 1;
  return end < words.length ? `${words.slice(0, end)}?` : words;
}
