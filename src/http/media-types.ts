import Negotiator from 'negotiator';

const HTML = 'text/html';
/** The two media types of GraphQL over HTTP, as answers name them. */
const ANSWERS = ['application/json; charset=utf-8', 'application/graphql-response+json; charset=utf-8'];

/** Each client sends the same header with every request. Its text is the stranger's, so not many are remembered. */
const MAXIMUM = 100;
const remembered = new Map<string, string | undefined>();

/** The media type in which a GraphQL answer goes to whoever accepts that; undefined when they accept neither. */
export function answerType(accept: string | undefined): string | undefined {
  if (!accept) return ANSWERS[0];
  if (!remembered.has(accept)) {
    if (remembered.size >= MAXIMUM) remembered.clear();
    remembered.set(accept, preferred(accept, ANSWERS));
  }
  return remembered.get(accept);
}

/** Whether a page is liked better than data, as by the address bar of a browser. */
export function prefersPage(accept: string | undefined): boolean {
  return accept !== undefined && preferred(accept, [...ANSWERS, HTML]) === HTML;
}

/** Whether a `Content-Type` says JSON. Pages of other sites can send it only where they are let (see `CORS_ORIGINS`). */
export function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json';
}

function preferred(accept: string, types: string[]): string | undefined {
  return new Negotiator({ headers: { accept } }).mediaType(types);
}
