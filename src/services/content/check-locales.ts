import type { Problems } from './problems.js';

/**
 * Checks the languages that someone names for what they do: one at least, and each a known one. Nobody means nothing by an
 * empty list, and a language that there is not is a slip.
 * @param wanted null or absent for all there are
 * @param path of the list in the arguments
 */
export function checkLocales(
  wanted: readonly string[] | null | undefined,
  known: readonly string[],
  problems: Problems,
  ...path: (string | number)[]
): void {
  checkNotEmpty(wanted, problems, ...path);
  for (const [i, locale] of (wanted ?? []).entries()) {
    if (known.includes(locale)) continue;
    problems.add('NOT_ALLOWED', `The site has no language "${locale}"; it has ${known.join(', ')}.`, ...path, i);
  }
}

/** Checks that a list of languages, where there is one, names any. */
export function checkNotEmpty(
  wanted: readonly string[] | null | undefined,
  problems: Problems,
  ...path: (string | number)[]
): void {
  if (wanted?.length === 0)
    problems.add('INVALID', 'Name one language at least, or leave this out for all of them.', ...path);
}
