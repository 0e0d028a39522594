/**
 * `npm test`: builds (which checks the types), then format and lint, the committed schema, and the tests. The first
 * that fails ends it, with its exit code. With arguments only the tests run, and jest gets the arguments:
 * `npm test -- tests/search`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrepareError, prepare, root } from './prepare.mjs';

/** A step whose program failed; its output is the message. */
class StepFailure extends Error {
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

const jestArguments = process.argv.slice(2);

try {
  const node = await timed('build and types', prepare);
  if (jestArguments.length === 0) {
    await timed('format and lint', () =>
      quietly(node, ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '.']),
    );
    await timed('schema', () => quietly(node, ['dist/src/cli/main.js', 'schema', '--check']));
  }
  process.exitCode = await runTests(node);
} catch (failure) {
  if (!(failure instanceof PrepareError || failure instanceof StepFailure)) throw failure;
  console.error(failure.message);
  process.exitCode = failure.exitCode ?? 1;
}

async function timed(name, step) {
  const start = performance.now();
  const result = await step();
  console.log(`${name} ok (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return result;
}

/** Runs a program whose output matters only when it fails. */
async function quietly(node, args) {
  const child = spawn(node, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await exitCode(child);
  if (code !== 0) throw new StepFailure(`${output.trim()}\n${args.join(' ')} failed.`, code);
}

/** Runs jest, then prints its counts on a line of their own; resolves with its exit code. */
async function runTests(node) {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-test-'));
  const resultFile = join(folder, 'result.json');
  const jest = spawn(
    node,
    [
      '--enable-source-maps',
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      '--json',
      `--outputFile=${resultFile}`,
      // The tests run as compiled: tests/x.test.ts is dist/tests/x.test.js.
      ...jestArguments.map((argument) => argument.replace(/\.ts$/, '.js')),
    ],
    { cwd: root, stdio: 'inherit' },
  );
  const code = await exitCode(jest);
  if (existsSync(resultFile)) {
    const result = JSON.parse(readFileSync(resultFile, 'utf8'));
    // A test file that could not even be loaded has no failed test, but it is a failure.
    const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
    const skipped = result.numPendingTests + result.numTodoTests;
    console.log(`${result.numPassedTests} passed, ${failed} failed, ${skipped} skipped`);
  }
  rmSync(folder, { recursive: true });
  return code;
}

function exitCode(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
