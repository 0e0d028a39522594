import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Programs of the guide, each with what it prints, under the heading that it stands below. */
const guide = await readFile(join(ROOT, 'docs/clients.md'), 'utf8');
const programs = guide.split(/^## /m).flatMap((section) => {
  const found = /```js\n(.*?)\n```\n\n```text\n(.*?)```/s.exec(section);
  return found ? [[section.split('\n')[0]!, found[1]!, found[2]!] as const] : [];
});

let hub: TestHub;
let folder: string;
beforeAll(async () => {
  hub = await testHub({ seeds: true });
  // Below the project, where its packages are found.
  folder = await mkdtemp(join(ROOT, 'dist', 'clients-'));
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

test('has a program for each client', () => {
  expect(programs.map(([title]) => title)).toEqual(['Without a client', 'Apollo Client', 'urql', 'graphql-request']);
  expect(guide.match(/^```js$/gm)).toHaveLength(programs.length);
});

test.each(programs)('%s: prints what the guide says', async (title, program, printed) => {
  const file = join(folder, `${title.replaceAll(/\W/g, '-')}.mjs`);
  await writeFile(file, program.replaceAll('http://127.0.0.1:4000', hub.url));
  const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: folder });
  expect(stdout).toBe(printed);
});
