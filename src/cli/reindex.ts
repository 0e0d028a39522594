import type { Hub } from '../hub.js';
import { EXIT, type ExitCode } from './exit.js';
import { Progress } from './progress.js';

/** Fills a new search index and puts it in the place of the old one. @returns the number of its documents */
export async function reindexSearch({ services }: Pick<Hub, 'services'>): Promise<number> {
  const progress = new Progress('Search index');
  try {
    return (await services.search.reindex(progress.report)).documents;
  } finally {
    progress.end();
  }
}

/** `reindex`: the same on a hub that may never have run. */
export async function reindex(hub: Hub): Promise<ExitCode> {
  await hub.services.search.open();
  console.log(`The search index has ${await reindexSearch(hub)} documents.`);
  return EXIT.ok;
}
