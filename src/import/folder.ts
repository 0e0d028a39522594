import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ImportMistake } from './mistake.js';

/**
 * Names of the files in `folder`/`inner` that end in `ending`, in the order of their names, with `inner/` before them.
 * @throws ImportMistake when there is no such folder
 */
export async function filesIn(folder: string, ending: string, inner = ''): Promise<string[]> {
  const entries = await list(join(folder, inner));
  const names = entries.filter((entry) => entry.isFile() && entry.name.endsWith(ending)).map(({ name }) => name);
  return names.sort().map((name) => (inner ? `${inner}/${name}` : name));
}

/** Names of the folders in `folder`, in their order. */
export async function foldersIn(folder: string): Promise<string[]> {
  const entries = await list(folder);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

async function list(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new ImportMistake(`There is no folder "${folder}". Check the path.`);
    if (code === 'ENOTDIR') throw new ImportMistake(`"${folder}" is a file. Give the folder it lies in.`);
    throw error;
  }
}
