import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { accessDocumentation } from '../access/documentation.js';
import { hubSchema } from '../resolvers/build-schema.js';
import { EXIT, type ExitCode } from './exit.js';

/** The committed page, in the folder of the project. */
const FILE = fileURLToPath(new URL('../../../docs/access.md', import.meta.url));

/** Prints who may do what, writes it to `docs/access.md`, or compares the two. */
export async function access(options: { check?: true; write?: true }): Promise<ExitCode> {
  const text = accessDocumentation(hubSchema().schema);
  if (options.check) {
    if ((await readFile(FILE, 'utf8').catch(() => '')) === text) return EXIT.ok;
    console.error(
      'docs/access.md does not say what the table of rights says. Update it with "npx hearth access --write".',
    );
    return EXIT.failed;
  }
  if (options.write) await writeFile(FILE, text);
  else process.stdout.write(text);
  return EXIT.ok;
}
