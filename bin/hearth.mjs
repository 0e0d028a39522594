#!/usr/bin/env node
/** Gets the checkout ready where needed, then runs the command line of Hearth on Node 24. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { npmEnded } from '../scripts/npm-ended.mjs';
import { PrepareError, prepare, root } from '../scripts/prepare.mjs';

const node = await prepare().catch((error) => {
  console.error(error instanceof PrepareError ? error.message : error);
  process.exit(1);
});

const main = join(root, 'dist', 'src', 'cli', 'main.js');
// Nothing is said over the channel: it tells the child when this process is gone, however it ended.
const child = spawn(node, ['--enable-source-maps', main, ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
// The child decides when to end. A ctrl-C in the terminal has reached it already: sent twice, it would look impatient.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// npm does not pass every signal on, and nobody could stop what it leaves behind. (The script `start` of package.json uses
// `exec` so that no shell stands between npm and this process; what follows `||` is for Windows, which has no `exec`.)
void npmEnded().then(() => child.kill('SIGTERM'));
child.on('error', (error) => {
  console.error(`Hearth could not be started with ${node}: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
