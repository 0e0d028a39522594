import type { SearchService } from '../search/search-service.js';
import { type Finding, note, ok, wrong } from './finding.js';

/**
 * Whether the search engine answers, and holds what is published.
 * @param waiting number of jobs that are yet to bring changes into the index
 */
export async function checkSearch(search: SearchService, waiting: number): Promise<Finding[]> {
  const { engine, reachable, reason, documents, expected } = await search.state();
  const name = engine === 'meilisearch' ? 'Meilisearch' : 'PostgreSQL';
  if (!reachable) {
    const remedy =
      engine === 'meilisearch'
        ? 'start Meilisearch, check MEILI_URL and MEILI_KEY, or unset both to search with PostgreSQL'
        : 'start the hub once, which prepares search';
    return [wrong('Search', `${reason}: ${remedy}`)];
  }
  return [ok('Search', `${name} answers`), indexFinding(documents, expected, waiting)];
}

function indexFinding(documents: number, expected: number, waiting: number): Finding {
  if (documents === expected) return ok('Index', `${documents} documents, all that are published`);
  const text = `${documents} documents where ${expected} are published`;
  if (waiting) return note('Index', `${text}: ${waiting} jobs are to bring it up to date`);
  return wrong('Index', `${text}, and no job is to change that: "npx hearth reindex" does`);
}
