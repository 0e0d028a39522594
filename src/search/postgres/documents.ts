import type { SearchDocument } from '../engine.js';
import { storableText } from '../html.js';
import { textSearchLanguage } from '../languages.js';

/** Documents one statement takes. */
const BATCH = 200;

/** Documents as `search.incoming` reads them, in portions; of several with one id only the last. */
export function documentsAsJson(documents: readonly SearchDocument[]): string[] {
  const latest = [...new Map(documents.map((document) => [document.id, document])).values()];
  const portions: string[] = [];
  for (let start = 0; start < latest.length; start += BATCH) {
    portions.push(JSON.stringify(latest.slice(start, start + BATCH).map(storable)));
  }
  return portions;
}

function storable(document: SearchDocument): SearchDocument & { language: string } {
  return {
    ...document,
    title: storableText(document.title),
    summary: storableText(document.summary),
    body: storableText(document.body),
    terms: document.terms.map(storableText),
    language: textSearchLanguage(document.locale),
  };
}
