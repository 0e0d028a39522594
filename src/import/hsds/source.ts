import { basename, resolve } from 'node:path';
import { ImportMistake } from '../mistake.js';
import type { KnownImport } from '../target.js';

/** What the names of all sources of directories begin with in the database. */
export const FAMILY = 'hsds:';

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/**
 * The name of a directory: the one that was asked for, or that of its folder.
 * @throws ImportMistake when neither is one
 */
export function sourceOf(folder: string, asked: string | undefined): string {
  const name = asked ?? nameOf(folder);
  if (NAME.test(name)) return name;
  throw new ImportMistake(
    asked === undefined
      ? 'The folder has no name that a source could have. Say which directory this is with --source, such as --source illinois.'
      : `"${name.slice(0, 100)}" is no name for a source. Use small letters (a to z), digits, dots, hyphens and underscores, at most 64.`,
  );
}

function nameOf(folder: string): string {
  const plain = basename(resolve(folder)).normalize('NFKD').toLowerCase();
  return plain
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 64);
}

/**
 * A folder by another name may hold newer data of a directory that is known. Taken for another directory, each
 * organisation would be there twice.
 * @throws ImportMistake when a new source has mostly organisations that another one has under the same id and name
 */
export function refuseMistakenSource(
  source: string,
  known: readonly KnownImport[],
  names: ReadonlyMap<string, string>,
): void {
  if (known.some((one) => one.source === FAMILY + source)) return;
  const same = known.filter(({ key, name }) => name !== null && names.get(key) === name);
  for (const [other, { length }] of Map.groupBy(same, (one) => one.source)) {
    if (length * 2 < names.size) continue;
    const otherName = other.slice(FAMILY.length);
    throw new ImportMistake(
      `${length} of these ${names.size} organisations were imported before, with the same id and name, from "${otherName}". Say --source ${otherName} if this is newer data of it, or --source ${source} if it is another directory.`,
    );
  }
}
