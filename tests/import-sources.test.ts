import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type HsdsOptions, importHsds } from '../src/import/hsds/import-hsds.js';
import { ImportReport } from '../src/import/report.js';
import type { EntryDraft } from '../src/schema/drafts/entry.js';
import { said } from './fixtures/recording-target.js';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let root: string;
let number = 0;
beforeAll(async () => {
  hub = await testHub();
});
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hsds-sources-'));
  number++;
});
afterAll(() => hub.close());

/** Imports organisations, each `id,name`, from a folder called `name` and the number of the test. */
async function imported(
  name: string,
  rows: readonly string[],
  options: HsdsOptions = {},
  more: Record<string, string> = {},
): Promise<ImportReport> {
  const folder = join(root, `${name}-${number}`);
  await mkdir(folder, { recursive: true });
  const lines = rows.map((row) => `${row},Something for families\n`);
  await writeFile(join(folder, 'organizations.csv'), `id,name,description\n${lines.join('')}`);
  for (const [file, text] of Object.entries(more)) await writeFile(join(folder, file), text);
  try {
    return await importHsds(folder, hub.services, new ImportReport(), options);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Names of what the public reads of this test. */
async function publicNames(): Promise<string[]> {
  const { data } = await hub.query<{ partnerOrganizations: { nodes: { name: string }[] } }>(
    '{ partnerOrganizations(first: 100) { nodes { name } } }',
  );
  const names = data.partnerOrganizations.nodes.map(({ name }) => name);
  return names.filter((name) => name.endsWith(` ${number}`)).sort();
}

test('two directories with the same numbers are both there', async () => {
  await imported('north', [`1,North kitchen ${number}`, `2,North library ${number}`]);
  const second = await imported('south', [`1,South kitchen ${number}`, `2,South library ${number}`]);
  expect(second.outcomes).toMatchObject({ created: 2, updated: 0 });
  expect(second.count('gone')).toBe(0);
  expect(await publicNames()).toEqual(
    ['North kitchen', 'North library', 'South kitchen', 'South library'].map((name) => `${name} ${number}`),
  );
  // And each can be brought up to date.
  const again = await imported('north', [`1,North kitchen ${number}`, `2,North reading room ${number}`]);
  expect(again.outcomes).toMatchObject({ created: 0, updated: 1, unchanged: 1 });
  expect(await publicNames()).toContain(`South library ${number}`);
  expect(await publicNames()).not.toContain(`North library ${number}`);
});

test('the same directory in a folder by another name is not taken for another one', async () => {
  const rows = [`1,Kitchen ${number}`, `2,Library ${number}`];
  await imported('may', rows);
  await expect(imported('june', rows)).rejects.toThrow(`--source may-${number} if this is newer data of it`);
  expect(await publicNames()).toHaveLength(2);
  const told = await imported('june', rows, { source: `may-${number}` });
  expect(told.outcomes).toMatchObject({ created: 0, unchanged: 2 });
  const other = await imported('june', rows, { source: `june-${number}` });
  expect(other.outcomes).toMatchObject({ created: 2 });
});

test.each(['', 'a b', 'A', '../up', '-x', 'x'.repeat(65)])('"%s" is no name for a source', async (source) => {
  await expect(imported('x', [`1,One ${number}`], { source })).rejects.toThrow('is no name for a source');
  expect(await publicNames()).toEqual([]);
});

test('what is not in newer data is listed, and taken back on request until it is there again', async () => {
  const all = [`1,Kitchen ${number}`, `2,Library ${number}`, `3,Garden ${number}`];
  await imported('town', all);
  const listed = await imported('town', all.slice(0, 1));
  expect(said(listed, 'organizations.csv')).toEqual([
    `gone - id: "Library ${number}" is not in the data any more. It is still public here; --take-back takes it back.`,
    `gone - id: "Garden ${number}" is not in the data any more. It is still public here; --take-back takes it back.`,
  ]);
  expect(await publicNames()).toHaveLength(3);

  const taken = await imported('town', all.slice(0, 2), { takeBack: true });
  expect(said(taken, 'organizations.csv')).toEqual([
    `gone - id: "Garden ${number}" is not in the data any more, and was taken back from the public.`,
  ]);
  expect(taken.outcomes).toMatchObject({ takenBack: 1 });
  expect(await publicNames()).toEqual([`Kitchen ${number}`, `Library ${number}`]);
  expect((await imported('town', all.slice(0, 2), { takeBack: true })).problems).toEqual([]);

  expect((await imported('town', all)).outcomes).toMatchObject({ updated: 1, unchanged: 2 });
  expect(await publicNames()).toHaveLength(3);
});

test('a row that is refused is not gone, and what cannot be read takes nothing back', async () => {
  const all = [`1,Kitchen ${number}`, `2,Library ${number}`];
  await imported('torn', all);
  const nameless = await imported('torn', [all[0]!, '2,'], { takeBack: true });
  expect(nameless.count('gone')).toBe(0);
  for (const rows of [[all[0]!, `2,Library ${number},one value,too many`], [all[0]!, `2,"Library ${number}`], []]) {
    const report = await imported('torn', rows, { takeBack: true });
    expect(said(report, 'organizations.csv')).toContainEqual(
      expect.stringMatching(/^notice - -: Nothing was taken back: not all rows of organisations could be read/),
    );
    expect(report.outcomes.takenBack).toBe(0);
  }
  expect(await publicNames()).toHaveLength(2);
});

test('services and places that are not in newer data are listed', async () => {
  const rows = [`1,Kitchen ${number}`];
  await imported(
    'parts',
    rows,
    {},
    {
      'services.csv': 'id,organization_id,name\ns1,1,Soup\ns2,1,Bread\n',
      'locations.csv': 'id,organization_id,name\nl1,1,Back yard\n',
    },
  );
  const report = await imported('parts', rows, {}, { 'services.csv': 'id,organization_id,name\ns1,1,Soup\n' });
  expect(said(report, 'organizations.csv')).toEqual([
    `gone 2 -: The service "Bread" of "Kitchen ${number}" is not in the data any more: it was taken out.`,
    `gone 2 -: The place "Back yard" of "Kitchen ${number}" is not in the data any more: it was taken out.`,
  ]);
});

test('what is in use is not taken back, and the report says so', async () => {
  await imported('used', [`1,Kitchen ${number}`, `2,Library ${number}`]);
  const { data } = await hub.query<{ partnerOrganizations: { nodes: { id: string; name: string }[] } }>(
    '{ partnerOrganizations(first: 100) { nodes { id name } } }',
  );
  const { id } = data.partnerOrganizations.nodes.find(({ name }) => name === `Library ${number}`)!;
  await hub.services.imports.put('test', `${number}`, 'RESOURCE', {
    kind: 'CHECKLIST',
    cost: 'FREE',
    url: 'https://example.org',
    relatedEntryIds: [id],
    translations: [{ locale: 'en', title: 'Books to borrow', body: 'Words.' }],
  } as EntryDraft);
  const report = await imported('used', [`1,Kitchen ${number}`], { takeBack: true });
  expect(said(report, 'organizations.csv')).toEqual([
    expect.stringMatching(/^gone - id: "Library \d+" is not in the data any more, but could not be taken back: /),
  ]);
  expect(await publicNames()).toHaveLength(2);
});

test('what was imported before sources had names is kept as one of them', async () => {
  const rows = [`1,Kitchen ${number}`, `2,Library ${number}`];
  await imported('old', rows);
  await hub.database.pool.query("update imported_entry set source = 'hsds:hsds' where source = $1", [
    `hsds:old-${number}`,
  ]);
  await expect(imported('old', rows)).rejects.toThrow('--source hsds if this is newer data of it');
  expect((await imported('old', rows, { source: 'hsds' })).outcomes).toMatchObject({ created: 0, unchanged: 2 });
});
