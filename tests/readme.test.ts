import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';

const readme = await readFile(join(fileURLToPath(new URL('../..', import.meta.url)), 'README.md'), 'utf8');
const operations = [...readme.matchAll(/```graphql\n(.*?)```/gs)].map(([, text]) => text!);

let hub: TestHub;
beforeAll(async () => {
  hub = await testHub({ seeds: true });
});
afterAll(() => hub.close());

interface Written {
  createResource: { revision: { entryId: string; number: number } };
}

test('what the README asks and writes works as it stands, for whoever has just started the hub', async () => {
  const [ask, write, publish] = operations;
  expect((await hub.query(ask!)).errors).toBeUndefined();
  const as = await hub.signIn('admin', { newcomer: true });
  const written = await hub.query<Written>(write!, {}, { as });
  expect(written.data).toEqual({
    acceptCodeOfConduct: { errors: [] },
    createResource: { revision: { entryId: expect.any(String), number: 1 }, errors: [] },
  });
  const { entryId: id } = written.data.createResource.revision;
  expect((await hub.query(publish!, { id }, { as })).data).toEqual({
    publishEntry: {
      entry: {
        slug: 'quiet-hour',
        title: 'Quiet hour',
        body: { html: '<p>Every day at <strong>one</strong> the blinds go down.</p>' },
      },
      errors: [],
    },
  });
});
