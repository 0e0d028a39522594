import { randomAudiences } from './choices.js';
import type { DataSet } from './data-set.js';
import { Random } from './random.js';
import { bodyColumns, rowFor, rowsFor, type TableRows } from './tables.js';
import { Writer } from './texts.js';
import { topicWords } from './words.js';

const DIMENSIONS = ['PHYSICAL', 'EMOTIONAL', 'MENTAL', 'SOCIAL'];
const ARTICLE_LENGTH = 2000;
/** Every tenth topic stands at the top, the others below one of these. */
const TOPICS_BELOW = 10;

/** Rows of members, topics, experts and articles, in the order in which tables refer to each other. */
export function* contentRows(data: DataSet): Generator<TableRows> {
  yield {
    table: 'member',
    rows: rowFor(data.members, (n) => ({
      id: data.id('member', n),
      handle: `member-${n}`,
      name: personName('member', n),
      biography: n % 3 === 0 ? new Writer(new Random('biography', n), []).paragraph(120) : null,
      joined_at: data.time('member', n),
    })),
  };

  yield {
    table: 'topic',
    rows: rowFor(data.topics, (n) => {
      const parent = n % TOPICS_BELOW === 0 ? null : data.id('topic', n - (n % TOPICS_BELOW));
      const id = data.id('topic', n);
      return {
        id,
        slug: `topic-${n}`,
        parent_id: parent,
        lineage: parent ? [id, parent] : [id],
        dimension: DIMENSIONS[n % DIMENSIONS.length],
        position: n,
      };
    }),
  };
  yield {
    table: 'topic_translation',
    rows: rowsFor(data.topics, (n) =>
      ['en', 'de'].map((locale) => ({
        topic_id: data.id('topic', n),
        locale,
        name: topicWords(n).slice(0, 2).join(' '),
        description: new Writer(new Random(`topic ${locale}`, n), [n]).paragraph(100),
        synonyms: topicWords(n).slice(2, 4),
      })),
    ),
  };

  yield {
    table: 'expert',
    rows: rowFor(data.experts, (n) => ({
      id: data.id('expert', n),
      slug: `expert-${n}`,
      name: personName('expert', n),
      credentials: 'MSc',
    })),
  };
  yield {
    table: 'expert_translation',
    rows: rowsFor(data.experts, (n) =>
      (n % 2 === 0 ? ['de', 'en'] : ['en']).map((locale) => {
        const writer = new Writer(new Random(`expert ${locale}`, n), []);
        return { expert_id: data.id('expert', n), locale, title: writer.title(2, 4), biography: writer.paragraph(200) };
      }),
    ),
  };

  yield { table: 'entry', rows: rowFor(data.articles, (n) => article(data, n)) };
  yield {
    table: 'entry_translation',
    rows: rowsFor(data.articles, (n) => data.localesOf(n).map((locale) => articleText(data, n, locale))),
  };
  yield {
    table: 'entry_expert',
    rows: rowsFor(data.articles, (n) =>
      data.expertsOf(n).map((expert, position) => ({
        entry_id: data.id('article', n),
        expert_id: data.id('expert', expert),
        position,
      })),
    ),
  };
  yield {
    table: 'entry_topic',
    rows: rowsFor(data.articles, (n) =>
      data.topicsOf('article', n).map((topic, position) => ({
        entry_id: data.id('article', n),
        topic_id: data.id('topic', topic),
        position,
      })),
    ),
  };
}

function article(data: DataSet, n: number) {
  const random = new Random('article', n);
  const published = data.time('article', n);
  return {
    id: data.id('article', n),
    type: 'EXPERT_ARTICLE',
    status: 'PUBLISHED',
    audiences: randomAudiences(random),
    published_at: published,
    updated_at: published,
    created_at: published,
    created_by: data.id('member', random.below(data.members)),
    latest_revision: 1,
    sources: [{ title: new Writer(random, []).title(), authors: null, publisher: null, year: 2020, url: null }],
    reviewer_id: random.chance(0.5) ? data.id('expert', random.below(data.experts)) : null,
  };
}

function articleText(data: DataSet, n: number, locale: 'en' | 'de') {
  const writer = new Writer(new Random(`article ${locale}`, n), data.topicsOf('article', n));
  return {
    entry_id: data.id('article', n),
    locale,
    type: 'EXPERT_ARTICLE',
    status: 'PUBLISHED',
    published_at: data.time('article', n),
    revision: 1,
    slug: data.articleSlug(n, locale),
    title: writer.title(),
    summary: writer.paragraph(140),
    ...bodyColumns(writer.article(ARTICLE_LENGTH), { trusted: true }),
    key_takeaways: [writer.paragraph(40), writer.paragraph(40)],
    search_terms: [],
  };
}

function personName(kind: string, n: number): string {
  const writer = new Writer(new Random(`name of ${kind}`, n), []);
  return `${writer.title(1, 1)} ${writer.title(1, 1)}`;
}
