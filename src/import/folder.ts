import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ImportMistake } from './mistake.js';

/**
 * Names of the files in `folder`/`inner` that end in `ending`, in the order of their names, with `inner/` before them.
 * @throws ImportMistake when there is no such folder
 */
export async function filesIn(folder: string, ending: string, inner = ''): Promise<string[]> {
  try {
    const entries = await readdir(join(folder, inner), { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile() && entry.name.endsWith(ending)).map((entry) => entry.name);
    return names.sort().map((name) => (inner ? `${inner}/${name}` : name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new ImportMistake(`There is no folder "${join(folder, inner)}". Check the path.`);
    if (code === 'ENOTDIR') throw new ImportMistake(`"${join(folder, inner)}" is a file. Give the folder it lies in.`);
    throw error;
  }
}
