import { noteChange } from '../audit/audited-call.js';
import type { Text } from './texts.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * Tells the audit log what an update changes: each field that differs, as it was and as it is, and of texts per language
 * each part that does.
 * @returns whether anything differs
 */
export function noteDifferences(before: object, after: object): boolean {
  const [old, fresh] = differences(byLanguage(before), byLanguage(after));
  noteChange({ before: old, after: fresh });
  return Object.keys(fresh).length > 0;
}

/**
 * The same for what members write of themselves and to each other: the log keeps which fields differ, and not what they
 * say.
 */
export function noteChangedFields(before: object, after: object): boolean {
  const [, fresh] = differences(before as Json, after as Json);
  const changed = Object.keys(fresh);
  noteChange({ after: { changed } });
  return changed.length > 0;
}

function differences(before: Json, after: Json): [Json, Json] {
  const old: Record<string, unknown> = {};
  const fresh: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [one, other] = [before[name] ?? null, after[name] ?? null];
    if (isObject(one) && isObject(other)) {
      const [was, is] = differences(one, other);
      if (Object.keys(is).length) [old[name], fresh[name]] = [was, is];
    } else if (JSON.stringify(one) !== JSON.stringify(other)) [old[name], fresh[name]] = [one, other];
  }
  return [old, fresh];
}

/** Lists of texts as objects by language. */
function byLanguage(object: object): Json {
  const fields = Object.entries(object).map(([name, value]) => {
    const isTexts = name === 'translations' || name === 'patterns';
    if (!isTexts || !Array.isArray(value)) return [name, value];
    const texts = (value as (Text & Json)[]).map(({ locale, ...text }) => [locale, text] as const);
    return [name, Object.fromEntries([...texts].sort(([one], [other]) => (one < other ? -1 : 1)))];
  });
  return Object.fromEntries(fields);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
