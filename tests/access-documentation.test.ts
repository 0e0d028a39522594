import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { accessDocumentation } from '../src/access/documentation.js';
import { hubSchema } from '../src/resolvers/build-schema.js';

test('docs/access.md says what the table of rights says', async () => {
  expect(await readFile('docs/access.md', 'utf8')).toBe(accessDocumentation(hubSchema().schema));
});
