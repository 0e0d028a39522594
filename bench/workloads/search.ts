import type { Pool } from 'pg';
import type { DataSet } from '../data/data-set.js';
import { Random } from '../data/random.js';
import { topicWords } from '../data/words.js';
import { must, mustBe, type Workload } from './workload.js';

interface Results {
  readonly totalCount: number;
  readonly edges: readonly {
    readonly node: { readonly id: string };
    readonly highlight: { readonly title: string; readonly snippet: string };
  }[];
}

const QUERIES = 150;
const SHOWN = 10;

/** W6: what someone types into the search box, two words of a topic. */
export async function search(data: DataSet, pool: Pool): Promise<Workload> {
  const queries = await Promise.all(Array.from({ length: QUERIES }, (_, n) => queryWithMatches(data, pool, n)));
  return {
    name: 'W6',
    title: 'search, first 10',
    queryJson: JSON.stringify(
      `query Search($words: String!) { search(query: $words, locale: "en", first: ${SHOWN}) { totalCount edges { node { ... on Node { id } } highlight { title snippet } } } }`,
    ),
    draw: (random) => {
      const { words, matches } = random.one(queries);
      return {
        hub: { words },
        floor: { words },
        check: (answer) => {
          const { totalCount, edges } = (answer as { search: Results }).search;
          mustBe('totalCount', totalCount, matches.size);
          const found = new Set(edges.map(({ node }) => node.id));
          mustBe('the number of results', found.size, Math.min(SHOWN, matches.size));
          must(
            'a match in each result',
            [...found].every((id) => matches.has(id)),
          );
          must(
            'the titles',
            edges.every(({ highlight }) => highlight.title.length > 0),
          );
          must(
            'the snippets',
            edges.every(({ highlight }) => highlight.snippet.length > 0),
          );
        },
      };
    },
  };
}

/** A query, with the ids of everything that has one of its words. */
async function queryWithMatches(data: DataSet, pool: Pool, n: number) {
  const random = new Random('search', n);
  const words = topicWords(random.below(data.topics));
  const typed = random.several(2, words.length).map((i) => words[i]!);
  const { rows } = await pool.query<{ id: string }>(
    `select owner_id as id from search.document
     where vector @@ to_tsquery('search.english', $1) and 'en' = any (reader_locales)`,
    [typed.join(' | ')],
  );
  return { words: typed.join(' '), matches: new Set(rows.map(({ id }) => id)) };
}
