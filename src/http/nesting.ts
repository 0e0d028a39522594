import { GraphQLError } from 'graphql';

/** What people write has some twenty levels; the parser and all that comes after it go down by calling themselves. */
const DEEPEST = 100;

/** @throws GraphQLError GRAPHQL_PARSE_FAILED for a document that is nested too deeply to be read */
export function refuseDeepNesting(document: string): void {
  let depth = 0;
  for (let at = 0; at < document.length; at++) {
    const character = document[at];
    if (character === '"') at = endOfString(document, at);
    else if (character === '#') at = endOfLine(document, at);
    else if (character === '{' || character === '[' || character === '(') depth++;
    else if (character === '}' || character === ']' || character === ')') depth--;
    if (depth > DEEPEST) {
      throw new GraphQLError(`The document is nested deeper than ${DEEPEST} levels of brackets.`, {
        extensions: { code: 'GRAPHQL_PARSE_FAILED', http: { status: 400 } },
      });
    }
  }
}

function endOfString(document: string, start: number): number {
  const block = document.startsWith('"""', start);
  const quote = block ? '"""' : '"';
  for (let at = start + quote.length; at < document.length; at++) {
    if (document[at] === '\\') at += block ? (document.startsWith(quote, at + 1) ? 3 : 0) : 1;
    else if (document.startsWith(quote, at)) return at + quote.length - 1;
    // No string of one line goes on in the next: this is none, as the parser will say.
    else if (!block && document[at] === '\n') return at;
  }
  return document.length;
}

function endOfLine(document: string, start: number): number {
  const end = document.indexOf('\n', start);
  return end < 0 ? document.length : end;
}
