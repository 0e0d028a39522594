#!/usr/bin/env node
/** Gets the checkout ready where needed, then runs the command line of Hearth on Node 24. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { PrepareError, prepare, root } from '../scripts/prepare.mjs';

const node = await prepare().catch((error) => {
  console.error(error instanceof PrepareError ? error.message : error);
  process.exit(1);
});

const main = join(root, 'dist', 'src', 'cli', 'main.js');
const child = spawn(node, ['--enable-source-maps', main, ...process.argv.slice(2)], { stdio: 'inherit' });
// The child decides when to end. A ctrl-C in the terminal has reached it already: sent twice, it would look impatient.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`Hearth could not be started with ${node}: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
