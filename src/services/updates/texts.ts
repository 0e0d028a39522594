import type { EntityManager, EntityTarget, FindOptionsWhere, ObjectLiteral } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { oneLine, written } from '../../schema/visible.js';
import type { Problems } from '../content/problems.js';
import { CANNOT_BE_CLEARED, type Given } from './fields.js';

/** What something says in one language. */
export interface Text {
  /** Canonical BCP 47 tag. */
  readonly locale: string;
}

/** A text as an update gives it. */
export type GivenText<T extends Text> = Given<Omit<T, 'locale'>> & Text;

/** What an update does to the texts. */
export interface TextChange<T extends Text> {
  /** Absent: all stay. Languages that are not named stay. */
  readonly translations?: readonly GivenText<T>[] | null | undefined;
  /** Languages that go. */
  readonly removeLocales?: readonly string[] | null | undefined;
}

/** How texts of one kind are made up. */
export interface TextKind<T extends Text> {
  /** The field of the input in which they are; `translations` when absent. */
  readonly field?: string;
  /** What each part is when nothing is given, and when it is cleared. */
  readonly blank: Omit<T, 'locale'>;
  /** Parts that are one line, such as a name. */
  readonly lines: readonly (keyof Omit<T, 'locale'> & string)[];
  /** Parts that no text is without. */
  readonly required: readonly (keyof Omit<T, 'locale'> & string)[];
  /** Whether one text has to be left. */
  readonly atLeastOne: boolean;
}

/**
 * The texts after an update: those given first and in their order, so that a place among them is one in the arguments,
 * then those of the languages that were not named. Texts are trimmed, and empty ones are blank.
 */
export function changedTexts<T extends Text>(
  { field = 'translations', blank, lines, required, atLeastOne }: TextKind<T>,
  before: readonly T[],
  { translations, removeLocales }: TextChange<T>,
  problems: Problems,
): T[] {
  const given = translations ?? [];
  const removed = removeLocales ?? [];
  const path = ['input', field];
  const changed = given.map((text, i) => {
    const known = before.find(({ locale }) => locale === text.locale);
    const after: Record<string, unknown> = { ...blank, ...known, locale: text.locale };
    for (const name of Object.keys(blank) as (keyof typeof blank & string)[]) {
      const value = text[name];
      if (value !== undefined) after[name] = tidy(value, lines.includes(name)) ?? blank[name];
      if (!required.includes(name) || (after[name] !== '' && after[name] !== null)) continue;
      problems.add('REQUIRED', known ? CANNOT_BE_CLEARED : `A ${name} is needed.`, ...path, i, name);
    }
    if (given.findIndex(({ locale }) => locale === text.locale) < i)
      problems.add('INVALID', `There are two texts for "${text.locale}". Keep one of them.`, ...path, i, 'locale');
    return after as unknown as T;
  });
  for (const [i, locale] of removed.entries()) {
    if (given.some((text) => text.locale === locale))
      problems.add('INVALID', `A text is given for "${locale}". Give it or remove it.`, 'removeLocales', i);
    else if (before.every((text) => text.locale !== locale))
      problems.add('NOT_FOUND', `There is no text in "${locale}".`, 'removeLocales', i);
  }
  const named = new Set([...given.map(({ locale }) => locale), ...removed]);
  // Null clears, as it does anywhere.
  const kept = translations === null ? [] : before.filter(({ locale }) => !named.has(locale));
  if (atLeastOne && changed.length + kept.length === 0) {
    const message = 'A text in one language at least is needed.';
    if (removed.length && translations === undefined) problems.add('REQUIRED', message, 'removeLocales');
    else problems.add('REQUIRED', message, ...path);
  }
  return [...changed, ...kept];
}

function tidy(value: unknown, isLine: boolean): unknown {
  if (typeof value !== 'string') return value;
  return isLine ? oneLine(value) || null : written(value);
}

/** Makes the texts of `owner` (the column that refers to it) these. */
export async function saveTexts<Row extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<Row>,
  owner: FindOptionsWhere<Row>,
  texts: readonly Text[],
): Promise<void> {
  await manager.delete(entity, owner);
  if (texts.length === 0) return;
  const rows = texts.map((text) => ({ ...text, ...owner }));
  await manager.insert(entity, rows as unknown as QueryDeepPartialEntity<Row>[]);
}

/** The languages of texts that are not among those given: what goes when all of them are replaced. */
export function notNamed(texts: readonly Text[], given: readonly Text[] | null | undefined): string[] {
  return texts.map(({ locale }) => locale).filter((locale) => !given?.some((text) => text.locale === locale));
}

/** The texts of `owner`, in the order of their languages. */
export async function textsOf<Row extends ObjectLiteral & Text>(
  manager: EntityManager,
  entity: EntityTarget<Row>,
  owner: FindOptionsWhere<Row>,
): Promise<Row[]> {
  const rows = await manager.find(entity, { where: owner, order: { locale: 'asc' } as never });
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !(column in owner))) as Row);
}
