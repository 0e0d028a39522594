import type { Problems } from '../content/problems.js';

/** What an update gives. Absent: it stays as it is. Null: it is cleared. */
export type Given<T> = { readonly [K in keyof T]?: T[K] | null | undefined };

/**
 * What something is after an update, but for its texts per language (see `changedTexts`).
 * @param before what it is; of something new, what it is where nothing is given
 * @param cleared what null makes of each field that may be cleared; null for any other becomes a problem
 * @param path where in the arguments the fields are
 */
export function changedFields<T extends object>(
  before: T,
  given: Given<T>,
  cleared: Partial<T>,
  problems: Problems,
  ...path: string[]
): T {
  const after = { ...before };
  for (const name of Object.keys(before) as (keyof T & string)[]) {
    const value = given[name];
    if (value === undefined) continue;
    if (value !== null) after[name] = value as T[typeof name];
    else if (name in cleared) after[name] = cleared[name] as T[typeof name];
    else problems.add('REQUIRED', CANNOT_BE_CLEARED, ...path, name);
  }
  return after;
}

/** Why null is refused. */
export const CANNOT_BE_CLEARED = 'It cannot be cleared. Leave it out to keep it as it is.';
