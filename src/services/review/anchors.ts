import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isListType,
  isObjectType,
} from 'graphql';
import { DRAFTS } from '../../schema/drafts/drafts.js';
import type { EntryType } from '../../schema/enums.js';
import { isBlank } from '../../schema/visible.js';
import type { Problems } from '../content/problems.js';

/** A place in a draft. */
export interface Anchor {
  /** Names of fields; in lists the language or key of the element, else its index. Empty for the whole draft. */
  readonly path: readonly string[];
  /** A passage of the text there. */
  readonly quote: string | null;
}

const LONGEST_QUOTE = 500;

/** Checks that there is such a place in a draft: a field its type has, though it may be empty. */
export function checkAnchor(
  schema: GraphQLSchema,
  type: EntryType,
  draft: object,
  { path, quote }: Anchor,
  problems: Problems,
): void {
  let at: GraphQLOutputType = schema.getType(DRAFTS[type].name) as GraphQLObjectType;
  let value: unknown = draft;
  for (const [i, step] of path.entries()) {
    const here: GraphQLOutputType = getNullableType(at);
    const shown = step.slice(0, 40);
    if (isListType(here)) {
      const element = elementOf(value, step);
      if (element === undefined) {
        problems.add('NOT_FOUND', `The draft has no "${shown}" there.`, 'input', 'path', i);
        return;
      }
      [at, value] = [here.ofType, element];
    } else {
      const field: GraphQLField<unknown, unknown> | undefined = isObjectType(here) ? here.getFields()[step] : undefined;
      if (!field) {
        problems.add('INVALID', `There is no field "${shown}" there.`, 'input', 'path', i);
        return;
      }
      [at, value] = [field.type, (value as Record<string, unknown> | null | undefined)?.[step]];
    }
  }
  if (quote !== null) checkQuote(path, quote, value, problems);
}

function checkQuote(path: readonly string[], quote: string, value: unknown, problems: Problems): void {
  const mistake = mistakeInQuote(path, quote, value);
  if (mistake) problems.add('INVALID', mistake, 'input', 'quote');
}

function mistakeInQuote(path: readonly string[], quote: string, value: unknown): string | undefined {
  if (isBlank(quote) || quote.length > LONGEST_QUOTE)
    return `A quote has 1 to ${LONGEST_QUOTE} characters. Leave it out to comment on the whole field.`;
  // Not all who read comments may read that.
  if (path[0] === 'consent') return 'The consent is not quoted: who may not read it reads comments.';
  if (typeof value !== 'string' || !value.includes(quote))
    return 'This passage is not in the field. Quote it letter by letter.';
  return undefined;
}

function elementOf(list: unknown, step: string): unknown {
  if (!Array.isArray(list)) return undefined;
  return list.find((element, i) => String(element?.locale ?? element?.key ?? i) === step);
}
