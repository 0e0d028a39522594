import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

function textScalar(
  name: string,
  description: string,
  specifiedByURL: string | undefined,
  parse: (text: string) => string,
) {
  const check = (value: unknown): string => {
    if (typeof value !== 'string') throw new GraphQLError(`${name} must be a string.`);
    return parse(value);
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    specifiedByURL,
    // Values come out of the database in the right form already.
    serialize: (value) => value as string,
    parseValue: check,
    parseLiteral: (node: ValueNode) => check(node.kind === Kind.STRING ? node.value : undefined),
  });
}

/** As much of a text as a message shows, without half a character at its end. */
function beginningOf(text: string): string {
  return text.slice(0, 40).toWellFormed();
}

/** Days that PostgreSQL has, too: there is no year 0 in its calendar. */
export function isDay(text: string): boolean {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) && !text.startsWith('0000') ? new Date(`${text}T00:00:00Z`) : undefined;
  // JavaScript takes the 30th of February for the 2nd of March.
  return day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

const FIRST_INSTANT = new Date('0001-01-01T00:00:00Z');
const LAST_INSTANT = new Date('9999-12-31T23:59:59.999Z');

/** A BCP 47 language tag in its canonical form. */
export const Locale = textScalar(
  'Locale',
  'A language tag by BCP 47, such as `en`, `de` or `pt-BR`.',
  'https://www.rfc-editor.org/rfc/rfc5646',
  (text) => {
    try {
      if (text.length <= 35) return new Intl.Locale(text).toString();
    } catch {
      // told below
    }
    throw new GraphQLError(`"${beginningOf(text)}" is not a language tag. Use BCP 47, such as "en", "de" or "pt-BR".`);
  },
);

/** An instant as RFC 3339 text. */
export const DateTime = textScalar(
  'DateTime',
  'A point in time by RFC 3339. Answers are in UTC, such as `2026-03-01T09:30:00+00:00`; any offset may be given.',
  'https://www.rfc-editor.org/rfc/rfc3339',
  (text) => {
    const [, day, time = ''] =
      /^(\d{4}-\d\d-\d\d)T((?:[01]\d|2[0-3]):\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))$/i.exec(text) ?? [];
    const instant = day && isDay(day) ? new Date(`${day}T${time}`.toUpperCase()) : undefined;
    if (!instant || Number.isNaN(instant.getTime()))
      throw new GraphQLError(
        `"${beginningOf(text)}" is not a point in time. Use RFC 3339 with an offset, such as "2026-03-01T09:30:00Z".`,
      );
    // With its offset it may lie outside of the years that have four digits.
    if (!(instant >= FIRST_INSTANT && instant <= LAST_INSTANT))
      throw new GraphQLError(`"${beginningOf(text)}" is too far away. Use a year from 0001 to 9999.`);
    return instant.toISOString();
  },
);

/** A calendar day with no time and no zone. */
export const CalendarDate = textScalar(
  'Date',
  'A calendar day, such as `2026-03-01`.',
  'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  (text) => {
    if (!isDay(text)) {
      throw new GraphQLError(`"${beginningOf(text)}" is not a calendar day. Use the form YYYY-MM-DD.`);
    }
    return text;
  },
);

/** A wall-clock time on a calendar day, with no zone. */
export const LocalDateTime = textScalar(
  'LocalDateTime',
  'A day and the time a clock shows on it, to the minute and without a zone, such as `2026-03-29T09:00`: the value of an `<input type="datetime-local">`.',
  undefined,
  (text) => {
    const [, day] = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d$/.exec(text) ?? [];
    if (!day || !isDay(day)) {
      throw new GraphQLError(
        `"${beginningOf(text)}" is not a day with a time. Use the form YYYY-MM-DDTHH:MM, without a zone.`,
      );
    }
    return text;
  },
);

/** Any JSON. Where it is taken, a service checks what is in it. */
export const Json = new GraphQLScalarType({ name: 'JSON', description: 'Any JSON.' });

/** A wall-clock time with no zone. */
export const LocalTime = textScalar(
  'LocalTime',
  'A wall-clock time from `00:00` to `24:00`, without a zone, such as `09:30`. `24:00` is the end of the day.',
  undefined,
  (text) => {
    if (!/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(text))
      throw new GraphQLError(`"${beginningOf(text)}" is not a wall-clock time. Use the form HH:MM.`);
    return text;
  },
);
