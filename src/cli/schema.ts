import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildSchema, findBreakingChanges, type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { hubSchema } from '../resolvers/build-schema.js';
import { EXIT, type ExitCode } from './exit.js';

/** The committed schema, at the root of the project. */
const FILE = fileURLToPath(new URL('../../../schema.graphql', import.meta.url));

/** Prints the GraphQL schema in alphabetical order, writes it to `schema.graphql`, or compares the two. */
export async function schema(options: { check?: true; write?: true }): Promise<ExitCode> {
  const current = hubSchema().schema;
  const text = `${printSchema(lexicographicSortSchema(current))}\n`;
  if (options.check) return check(current, text);
  if (options.write) await writeFile(FILE, text);
  else process.stdout.write(text);
  return EXIT.ok;
}

async function check(current: GraphQLSchema, text: string): Promise<ExitCode> {
  const committed = await readFile(FILE, 'utf8').catch(() => undefined);
  if (committed === text) return EXIT.ok;
  if (committed === undefined) {
    console.error('schema.graphql is missing. Write it with "npx hearth schema --write".');
    return EXIT.failed;
  }
  console.error(
    `schema.graphql is not the schema of this code:\n${firstDifference(committed, text)}\n` +
      'Update it with "npx hearth schema --write", look at what changed, and commit it with the code.',
  );
  const breaking = breakingChanges(committed, current);
  if (breaking.length) {
    console.error(
      `These changes break clients that use what they change:\n${breaking.map((line) => `  - ${line}`).join('\n')}`,
    );
  }
  return EXIT.failed;
}

function firstDifference(committed: string, current: string): string {
  const [was, is] = [committed.split('\n'), current.split('\n')];
  const line = was.findIndex((text, index) => text !== is[index]);
  const at = line === -1 ? was.length : line;
  return `  line ${at + 1} in the file: ${was[at] ?? '(end of the file)'}\n  line ${at + 1} in the code: ${is[at] ?? '(end)'}`;
}

function breakingChanges(committed: string, current: GraphQLSchema): string[] {
  try {
    return findBreakingChanges(buildSchema(committed), current).map((change) => change.description);
  } catch (error) {
    return [`the file is no valid schema (${(error as Error).message})`];
  }
}
