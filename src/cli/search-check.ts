import type { Hub } from '../hub.js';
import type { Difference } from '../services/search/index-check.js';
import { EXIT, type ExitCode } from './exit.js';

/** No more lines than someone reads. */
const MOST_LINES = 50;

const WORDS: Readonly<Record<Difference['kind'], string>> = {
  MISSING: 'is published and cannot be found',
  OUTDATED: 'is found by what it said before',
  SURPLUS: 'is found though it is not published',
};

/** `search check`: compares the index with what is published; with `repair` it brings it in line. */
export async function searchCheck({ services }: Hub, { repair = false }: { repair?: boolean }): Promise<ExitCode> {
  if (repair) await services.search.open();
  const { documents, differences, underWay, repaired } = await services.search.check(repair);
  for (const difference of differences.slice(0, MOST_LINES)) console.log(lineOf(difference));
  const more = differences.length - MOST_LINES;
  if (more > 0) console.log(`… and ${more} more.`);
  if (underWay > 0)
    console.log(`Changes of ${underWay} entries and threads are on their way; they were not looked at.`);
  if (differences.length === 0) {
    console.log(`The search index agrees with the ${documents} texts that are published.`);
    return EXIT.ok;
  }
  if (repaired) {
    console.log(`${differences.length} differences were repaired.`);
    return EXIT.ok;
  }
  console.log(`${differences.length} differences. "npx hearth search check --repair" mends them.`);
  return EXIT.failed;
}

function lineOf({ engine, kind, documentId, document }: Difference): string {
  const what = document
    ? `“${document.title}” (${document.type}, ${document.locale}, ${document.ownerId})`
    : documentId;
  return `${engine}: ${what} ${WORDS[kind]}`;
}
