import fc from 'fast-check';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** A call of a root field, with all its arguments and those of the fields below it as variables. */
export interface Call {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Texts that have broken programs before. */
const CANNOT_BE_KEPT = ['cut \ud83d', '\udc00 back to front', 'nul\0', `\u{1f600}${'x'.repeat(80)}\ud83d`];

/** Others that can be kept. */
const TEXTS = [
  '',
  ' ',
  'sleep',
  '\uffff',
  '\ufdd0\u{10ffff}',
  '\u202egnp.exe',
  '\u200f\u2066\u200b',
  '\ufeff',
  '\u3164\u2800',
  '%_\\',
  '\'"`$1;--',
  '{"a":1}',
  '$$ $1 :a ::text',
  '<script>&lt;',
  '](\n\r\u2028\u0085',
  'Ⅷ ﷺ ß İ ı',
  'e\u0301'.repeat(40),
  '-',
  '.',
  '/../',
  'a@b.c',
  'müller@müller.de',
  'https://example.org/?q=%00%ff',
  'https://[::1%25]:99999/',
  'javascript:alert(1)',
  '2026-02-30',
  '1e400',
  'NaN',
  'null',
  'constructor',
  '__proto__',
  'P1D',
  'MO',
  'Europe/Berlin',
  'Factory',
  'a'.repeat(10_000),
  '\u{1f600}'.repeat(5_000),
  `x${'\u{1f600}'.repeat(4_999)}`,
  '\u0930\u093f'.repeat(60),
  '> '.repeat(100),
  '- '.repeat(100),
  'word '.repeat(2_000),
  ...Array.from({ length: 12 }, (_, i) => `${'x'.repeat(i % 2)}${'\u{1f600}'.repeat(20 * i)}`),
];

/** What is right of its type, and what only looks so. Most of what is drawn is right, or else no call would get far. */
interface Values {
  readonly right: readonly unknown[];
  readonly wrong: readonly unknown[];
}

const SCALARS: Readonly<Record<string, Values>> = {
  Int: {
    right: [0, 1, 1, 2, 3, 5, 10, 100, -1, 101, 2 ** 31 - 1, -(2 ** 31)],
    wrong: [2 ** 31, 1.5, '1', true],
  },
  Float: { right: [0, -0, 1.5, 52.5, 13.4, 90, 180, -181, 1e308, -1e308, 5e-324, 2 ** 53], wrong: ['1.5', '1e400'] },
  Boolean: { right: [true, false], wrong: [0, 'true'] },
  DateTime: {
    right: [
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59.999999999Z',
      '1970-01-01T00:00:00+00:00',
      '2027-03-28T02:30:00+01:00',
      '2030-03-01t09:30z',
      '2030-03-01T09:30:00.5-14:00',
    ],
    wrong: [
      '0000-01-01T00:00:00Z',
      '0001-01-01T00:00:00+23:59',
      '9999-12-31T23:59:59-23:59',
      '+275760-09-13T00:00:00Z',
      '-271821-04-20T00:00:00Z',
      '2016-12-31T23:59:60Z',
      '2026-02-30T00:00:00Z',
      '2026-03-01T24:00:00Z',
      '2026-03-01T09:30:00+99:99',
    ],
  },
  Date: {
    right: ['0001-01-01', '9999-12-31', '2024-02-29', '2027-05-05'],
    wrong: ['0000-01-01', '2026-02-30', '275760-09-13', '2027-5-5'],
  },
  LocalDateTime: {
    right: ['0001-01-01T00:00', '9999-12-31T23:59', '2027-03-28T02:30', '2027-05-05T10:00'],
    wrong: ['0000-01-01T00:00', '2026-02-30T10:00', '2027-05-05T24:00', '275760-09-13T00:00'],
  },
  LocalTime: { right: ['00:00', '24:00', '23:59', '09:30'], wrong: ['24:01', '9:00', '09:30:60'] },
  Locale: {
    right: ['en', 'de', 'EN-us', 'und', 'de-DE-u-co-phonebk', 'zh-Hans-CN', 'en-x-private'],
    wrong: ['', 'x', 'root', 'i-klingon', 'en-x-\0', 'de\ud83d'],
  },
};

const FORGED_KEYS = [
  '0000-01-01T00:00:00+00:00',
  '2026-02-30T00:00:00+00:00',
  '2026-01-01T00:00:60+00:00',
  'cut \ud83d',
  'nul\0',
  999_999_999,
  -5e300,
  null,
];

/** A cursor forged of these keys. */
const cursor = (...keys: unknown[]) => Buffer.from(JSON.stringify(keys)).toString('base64url');

/** What is known of the hub that is asked, so that what is drawn is sometimes there. */
export interface There {
  readonly ids: readonly string[];
  readonly slugs: readonly string[];
  /** Names of orders, for cursors. */
  readonly orders: readonly string[];
}

/** Draws values of all types of input. */
export class AnyInput {
  /** @param wrongOf1000 how many of the values are not of their type, or cannot be kept */
  constructor(
    private readonly there: There,
    private readonly wrongOf1000: number,
  ) {}

  /** Calls of a root field. */
  callsOf(operation: 'query' | 'mutation', field: GraphQLField<unknown, unknown>): fc.Arbitrary<Call> {
    const variables = new Map<string, GraphQLInputType>();
    const selected = this.call(field, variables, 2);
    const drawn = Object.fromEntries(
      [...variables].map(([name, type]) => [
        name,
        // With all of them at once no page would ever be read.
        /^(first|after|before|last)\d/.test(name) ? this.seldom(this.valueOf(type, 3)) : this.valueOf(type, 3),
      ]),
    );
    const declared = [...variables].map(([name, type]) => `$${name}: ${type}`).join(', ');
    const text = `${operation} Any${declared && `(${declared})`} { ${selected} }`;
    const calls = fc.record(drawn, { requiredKeys: requiredIn(variables) });
    return fc.noBias(calls.map((values) => ({ text, variables: values })));
  }

  private call(
    field: GraphQLField<unknown, unknown>,
    variables: Map<string, GraphQLInputType>,
    deeper: number,
  ): string {
    const given = field.args.map((arg: GraphQLArgument) => {
      const name = `${arg.name}${variables.size}`;
      variables.set(name, arg.type);
      return `${arg.name}: $${name}`;
    });
    return `${field.name}${given.length ? `(${given.join(', ')})` : ''}${this.selection(field.type, variables, deeper)}`;
  }

  private selection(type: GraphQLOutputType, variables: Map<string, GraphQLInputType>, deeper: number): string {
    const named = getNamedType(type);
    if (isLeafType(named)) return '';
    if (isAbstractType(named) || !isObjectType(named) || deeper < 0) return ' { __typename }';
    const fields = Object.values(named.getFields())
      .filter((field) => isLeafType(getNamedType(field.type)) || field.args.length || deeper > 0)
      .map((field) => this.call(field, variables, deeper - 1));
    return ` { __typename ${fields.join(' ')} }`;
  }

  private valueOf(type: GraphQLInputType, deeper: number): fc.Arbitrary<unknown> {
    if (isNonNullType(type)) return this.filled(type.ofType, deeper);
    return fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 6, arbitrary: this.filled(type, deeper) });
  }

  private filled(type: GraphQLInputType, deeper: number): fc.Arbitrary<unknown> {
    if (isListType(type)) return fc.array(this.valueOf(type.ofType, deeper), { maxLength: 3 });
    if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      const required = new Map(fields.map((field) => [field.name, field.type]));
      return fc.record(Object.fromEntries(fields.map((field) => [field.name, this.valueOf(field.type, deeper - 1)])), {
        requiredKeys: requiredIn(required),
      });
    }
    return this.scalar((type as { name: string }).name);
  }

  private scalar(name: string): fc.Arbitrary<unknown> {
    const { ids, slugs, orders } = this.there;
    const values = SCALARS[name];
    if (values) {
      return fc.oneof(
        { weight: 1000 - this.wrongOf1000, arbitrary: fc.constantFrom(...values.right) },
        { weight: this.wrongOf1000, arbitrary: fc.constantFrom(...values.wrong) },
      );
    }
    if (name === 'JSON') return fc.oneof(fc.jsonValue({ maxDepth: 3 }), this.text());
    if (name === 'ID') {
      return fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(...ids) },
        { weight: 2, arbitrary: this.text() },
        { weight: 1, arbitrary: fc.constantFrom('00000000-0000-0000-0000-000000000000', 7, 2 ** 53) },
      );
    }
    const order = fc.constantFrom(...orders);
    return fc.oneof(
      { weight: 12, arbitrary: this.text() },
      { weight: 2, arbitrary: fc.constantFrom(...slugs) },
      { weight: 2, arbitrary: fc.constantFrom(...ids) },
      { weight: 1, arbitrary: fc.constantFrom(...SCALARS.DateTime!.right, ...SCALARS.DateTime!.wrong) },
      {
        weight: 3,
        arbitrary: fc.tuple(order, fc.constantFrom(...FORGED_KEYS)).map(([one, key]) => cursor(one, key, ids[0])),
      },
    );
  }

  private seldom(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
    return fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
  }

  private text(): fc.Arbitrary<string> {
    return fc.oneof(
      { weight: this.wrongOf1000, arbitrary: fc.constantFrom(...CANNOT_BE_KEPT) },
      { weight: 800 - this.wrongOf1000, arbitrary: fc.constantFrom(...TEXTS) },
      { weight: 200, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
    );
  }
}

function requiredIn(types: ReadonlyMap<string, GraphQLInputType>): never[] {
  return [...types].filter(([, type]) => isNonNullType(type)).map(([name]) => name) as never[];
}
