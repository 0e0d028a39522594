import { digestOf } from '../digest.js';
import type { SearchDocument } from '../engine.js';
import { storableText } from '../html.js';
import { textSearchLanguage } from '../languages.js';
import { plainWords } from '../plain-words.js';

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

/** As much of a body as becomes words: a vector has to stay under a megabyte. */
const MOST_BODY = 100_000;

/** A document with its language, and its texts divided into words. */
interface StoredDocument extends SearchDocument {
  language: string;
  digest: string;
  plainTitle: string;
  plainTerms: string;
  plainSummary: string;
  plainBody: string;
}

function storable(document: SearchDocument): StoredDocument {
  const language = textSearchLanguage(document.locale);
  const title = storableText(document.title);
  const summary = storableText(document.summary);
  const body = storableText(document.body).slice(0, MOST_BODY).toWellFormed();
  const terms = document.terms.map(storableText);
  return {
    ...document,
    digest: digestOf(document),
    title,
    summary,
    body,
    terms,
    language,
    plainTitle: plainWords(title, language),
    plainTerms: terms.map((term) => plainWords(term, language)).join('\n'),
    plainSummary: plainWords(summary, language),
    plainBody: plainWords(body, language),
  };
}
