import type { EntryDraft } from '../../schema/drafts/entry.js';
import { Problems } from './problems.js';

type Path = readonly (string | number)[];
type Json = Readonly<Record<string, unknown>>;

/**
 * A draft in which the texts of some languages are as given, and all else is as before. Texts lie in lists called
 * `translations`, also within other lists. What is absent in `given` stays.
 * @throws Refused naming everything given that is different and no text of `locales`
 */
export function mergeTranslation(before: EntryDraft, given: EntryDraft, locales: readonly string[]): EntryDraft {
  const problems = new Problems();
  const merged = mergeObject(before as unknown as Json, given as unknown as Json, ['input']);
  problems.throwIfAny();
  return merged as unknown as EntryDraft;

  function mergeObject(old: Json, fresh: Json, path: Path): Json {
    const merged = Object.entries(present(fresh)).map(([key, value]) => [
      key,
      merge(key, old[key], value, [...path, key]),
    ]);
    return { ...old, ...Object.fromEntries(merged) };
  }

  function merge(key: string, old: unknown, fresh: unknown, path: Path): unknown {
    if (key === 'translations')
      return mergeTexts((old ?? []) as readonly Json[], (fresh ?? []) as readonly Json[], path);
    if (Array.isArray(old) && Array.isArray(fresh) && old.length === fresh.length)
      return old.map((element, i) => merge('', element, fresh[i], [...path, i]));
    if (isObject(old) && isObject(fresh)) return mergeObject(old, fresh, path);
    return same(old, fresh, path);
  }

  /** In the order in which they are given, so that the paths of later errors are right; then those that stay. */
  function mergeTexts(old: readonly Json[], fresh: readonly Json[], path: Path): Json[] {
    const given = fresh.map((text, i) => {
      const known = old.find(({ locale }) => locale === text.locale);
      if (locales.includes(text.locale as string)) return { ...known, ...present(text) };
      return known ? mergeObject(known, text, [...path, i]) : (same(undefined, text, [...path, i]) as Json);
    });
    return [...given, ...old.filter(({ locale }) => fresh.every((text) => text.locale !== locale))];
  }

  function same(old: unknown, fresh: unknown, path: Path): unknown {
    if (JSON.stringify(old ?? null) !== JSON.stringify(fresh ?? null)) {
      problems.add('NOT_ALLOWED', `You may only change texts in ${locales.join(', ')}. Leave this as it is.`, ...path);
    }
    return old;
  }
}

function present(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
