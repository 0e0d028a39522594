import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from '@jest/globals';

/** The rooms of the house from the top floor down. An import may stay on its floor or go down, never up. */
const FLOORS: readonly (readonly string[])[] = [
  ['cli'],
  ['app.ts'],
  ['http'],
  ['hub.ts'],
  ['resolvers'],
  ['import'],
  ['services'],
  ['jobs', 'search', 'mail'],
  ['read'],
  ['database'],
  ['entities'],
  ['access'],
  ['schema'],
  ['config.ts', 'email-address.ts', 'log.ts', 'normal-form.ts'],
];

async function sources(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true });
  return found.filter((file) => file.endsWith('.ts')).map((file) => join(folder, file));
}

function floorOf(file: string): number {
  const room = relative('src', file).split('/')[0]!;
  return FLOORS.findIndex((floor) => floor.includes(room));
}

test('every source file lies on a floor', async () => {
  const lost = (await sources('src')).filter((file) => floorOf(file) < 0);
  expect(lost).toEqual([]);
});

test('imports point down', async () => {
  const wrong: string[] = [];
  for (const file of await sources('src')) {
    const text = await readFile(file, 'utf8');
    for (const [, target] of text.matchAll(/(?:from|import)\s+'(\.[^']+)'/g)) {
      const imported = normalize(join(dirname(file), target!)).replace(/\.js$/, '.ts');
      if (imported.startsWith('src/') && floorOf(imported) < floorOf(file)) wrong.push(`${file} imports ${imported}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('entities import no entities but the one they extend', async () => {
  const wrong: string[] = [];
  for (const file of await sources('src/entities')) {
    const text = await readFile(file, 'utf8');
    for (const [, target] of text.matchAll(/from '(\.[^']+)'/g)) {
      const imported = normalize(join(dirname(file), target!)).replace(/\.js$/, '.ts');
      if (imported.startsWith('src/entities/') && imported !== 'src/entities/content/entry.ts')
        wrong.push(`${file} imports ${imported}`);
    }
  }
  expect(wrong).toEqual([]);
});
