import type { MultiSearchResult } from 'meilisearch';
import type { Connection } from './connection.js';
import type { IndexedDocument } from './documents.js';
import { anyOf } from './filters.js';
import { type Ranking, typosOf, type WordSearch } from './ranking.js';

/** Documents of which everything is asked: all that may come to stand on the first pages. */
const BEST = 100;
/** Of the rarest words that were not fetched whole, so many documents more. */
const MORE_OF_RARE = 1000;
/** More than the places of all these documents. */
const MOST_HITS = 1000;

/**
 * Of frequent words only those documents are fetched in which they count most. Here the rest of the rarest is fetched, too,
 * for what has them may have all the others.
 */
export async function withMoreOfRare(searches: readonly WordSearch[], connection: Connection): Promise<WordSearch[]> {
  const more: WordSearch[] = [];
  let room = MORE_OF_RARE;
  for (const one of cut(searches)) {
    room -= one.documents - one.hits.length;
    if (room < 0) break;
    more.push(one);
  }
  const found = await ask(more, ({ hits }) => ({ offset: hits.length, limit: MORE_OF_RARE }), connection);
  return searches.map((one) => joined(one, found.get(one)));
}

/** What else the best documents have of the words of which not all was fetched: it may change which of them is the best. */
export async function withAllOfBest(
  searches: readonly WordSearch[],
  { found: ranked }: Ranking,
  connection: Connection,
): Promise<WordSearch[]> {
  const best = anyOf(
    'documentId',
    ranked.slice(0, BEST).map(({ documentId }) => documentId),
  );
  const found = await ask(
    cut(searches),
    ({ asked }) => ({ filter: [...(asked.filter as string[]), best], limit: MOST_HITS }),
    connection,
  );
  return searches.map((one) => joined(one, found.get(one)));
}

/** Of which not all was fetched, the rarest first. */
function cut(searches: readonly WordSearch[]): WordSearch[] {
  return searches
    .filter(({ documents, hits }) => documents > hits.length)
    .toSorted((a, b) => a.documents - b.documents);
}

async function ask(
  searches: readonly WordSearch[],
  change: (search: WordSearch) => object,
  connection: Connection,
): Promise<Map<WordSearch, MultiSearchResult<IndexedDocument>>> {
  if (searches.length === 0) return new Map();
  const found = await connection.search<IndexedDocument>(searches.map((one) => ({ ...one.asked, ...change(one) })));
  return new Map(searches.map((one, place) => [one, found[place]!]));
}

function joined(search: WordSearch, more: MultiSearchResult<IndexedDocument> | undefined): WordSearch {
  if (!more) return search;
  const known = new Set(search.hits.map(({ id }) => id));
  // What comes last of a search for other spellings may be spelled otherwise still.
  const others = more.hits.filter((hit) => !known.has(hit.id) && typosOf(hit) === search.typos);
  return { ...search, hits: [...search.hits, ...others] };
}
