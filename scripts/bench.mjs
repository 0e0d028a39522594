/**
 * `npm run bench`: builds what is not up to date, then measures on Node 24; `docs/performance.md` says how.
 * `npm run bench -- search` measures how well and how fast search finds; `docs/search.md` says how.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PrepareError, prepare, root } from './prepare.mjs';

const node = await prepare().catch((error) => {
  console.error(error instanceof PrepareError ? error.message : error);
  process.exit(1);
});

const [first, ...rest] = process.argv.slice(2);
const [program, options] = first === 'search' ? ['search/main.js', rest] : ['main.js', process.argv.slice(2)];
const bench = spawn(node, ['--enable-source-maps', join(root, 'dist', 'bench', program), ...options], {
  stdio: 'inherit',
});
// The child stops its servers and decides when to end. A ctrl-C in the terminal has reached it already.
process.on('SIGINT', () => process.stdin.isTTY || bench.kill('SIGINT'));
process.on('SIGTERM', () => bench.kill('SIGTERM'));
bench.on('exit', (code) => process.exit(code ?? 1));
