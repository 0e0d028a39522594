import type { DataSet } from '../data/data-set.js';
import { ids, must, mustBe, type Request, type Workload } from './workload.js';

interface Article {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly summary: string;
  readonly publishedAt: string;
  readonly body: { readonly html: string };
  readonly experts: readonly { id: string; name: string; title: string }[];
  readonly topics: readonly { id: string; slug: string; name: string }[];
}

const PAGE = 20;

const RELATIONS = 'experts { id name title } topics { id slug name }';

/** W1: an article by its slug, as its page shows it. */
export function articleBySlug(data: DataSet): Workload {
  return {
    name: 'W1',
    title: 'article by slug',
    queryJson: JSON.stringify(
      `query Article($slug: String!) { expertArticle(slug: $slug) { id slug title summary publishedAt body { html } ${RELATIONS} } }`,
    ),
    draw: (random) => {
      const number = random.below(data.articles);
      const slug = data.articleSlug(number, 'en');
      return {
        hub: { slug },
        floor: { slug },
        check: (answer) => {
          const { expertArticle } = answer as { expertArticle: Article };
          checkArticle(data, expertArticle, number);
          checkRelations(data, expertArticle, number);
          must(
            'the HTML of the body',
            expertArticle.body.html.startsWith('<p>') && expertArticle.body.html.length > 1500,
          );
        },
      };
    },
  };
}

/** W2: the newest articles with their experts and topics, as the home page shows them. */
export function newestArticles(data: DataSet): Workload {
  return {
    name: 'W2',
    title: '20 newest articles',
    queryJson: JSON.stringify(
      `query Newest($first: Int!) { expertArticles(first: $first) { nodes { id slug title summary publishedAt ${RELATIONS} } } }`,
    ),
    draw: () => ({
      hub: { first: PAGE },
      floor: {},
      check: (answer) => {
        const { nodes } = (answer as { expertArticles: { nodes: Article[] } }).expertArticles;
        const expected = articlesAfter(data, data.articles);
        mustBe('the ids', ids(nodes), articleIds(data, expected));
        for (const [i, number] of expected.entries()) {
          checkArticle(data, nodes[i]!, number);
          checkRelations(data, nodes[i]!, number);
        }
      },
    }),
  };
}

const PAGE_QUERY = `query Page($after: String) { expertArticles(first: ${PAGE}, after: $after) {
  nodes { id slug title summary publishedAt } pageInfo { hasNextPage endCursor } } }`;

/**
 * W5: a page deep in the list.
 * @param cursors of articles by their numbers, all around the place where nine tenths of the list lie before
 */
export function deepPage(data: DataSet, cursors: ReadonlyMap<number, string>): Workload {
  return pageOf(data, cursors, 'W5', `page after the ${Math.round(data.articles * 0.9)}th article`);
}

/**
 * What W5 is to be as fast as: the pages at the beginning of the same list, as many different ones. The very first page
 * alone would always be the same twenty rows, which any database has at hand.
 * @param cursors of the newest articles by their numbers
 */
export function earlyPage(data: DataSet, cursors: ReadonlyMap<number, string>): Workload {
  return pageOf(data, cursors, 'W5 early', 'a page near its beginning, to compare');
}

function pageOf(data: DataSet, cursors: ReadonlyMap<number, string>, name: string, title: string): Workload {
  const numbers = [...cursors.keys()];
  return {
    name,
    title,
    queryJson: JSON.stringify(PAGE_QUERY),
    draw: (random) => {
      const number = random.one(numbers);
      return {
        hub: { after: cursors.get(number) },
        floor: { publishedAt: data.time('article', number), id: data.id('article', number) },
        check: checkPage(data, articlesAfter(data, number)),
      };
    },
  };
}

function checkPage(data: DataSet, expected: readonly number[]): Request['check'] {
  return (answer) => {
    const { nodes, pageInfo } = (
      answer as { expertArticles: { nodes: Article[]; pageInfo: { hasNextPage: boolean; endCursor: string } } }
    ).expertArticles;
    mustBe('the ids', ids(nodes), articleIds(data, expected));
    for (const [i, number] of expected.entries()) checkArticle(data, nodes[i]!, number);
    mustBe('hasNextPage', pageInfo.hasNextPage, expected.at(-1)! > 0);
    must('endCursor', typeof pageInfo.endCursor === 'string');
  };
}

/** Numbers of the articles on the page that follows an article, the newest first. */
function articlesAfter(data: DataSet, number: number): number[] {
  return Array.from({ length: Math.min(PAGE, number, data.articles) }, (_, i) => number - 1 - i);
}

function articleIds(data: DataSet, numbers: readonly number[]): string[] {
  return numbers.map((number) => data.id('article', number));
}

function checkArticle(data: DataSet, article: Article, number: number): void {
  mustBe('the id', article.id, data.id('article', number));
  // The English text, and not the German one.
  mustBe('the slug', article.slug, data.articleSlug(number, 'en'));
  must('the title', article.title.length > 0);
  must('the summary', article.summary.length > 0);
  mustBe('publishedAt', Date.parse(article.publishedAt), data.time('article', number).getTime());
}

function checkRelations(data: DataSet, { experts, topics }: Article, number: number): void {
  mustBe('the experts', ids(experts), articleRelation('expert', data.expertsOf(number)));
  mustBe('the topics', ids(topics), articleRelation('topic', data.topicsOf('article', number)));
  must(
    'the titles of the experts',
    experts.every(({ name, title }) => name.length > 0 && title.length > 0),
  );
  must(
    'the names of the topics',
    topics.every(({ name }) => name.length > 0),
  );

  function articleRelation(kind: 'expert' | 'topic', numbers: readonly number[]): string[] {
    return numbers.map((n) => data.id(kind, n));
  }
}
