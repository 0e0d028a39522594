/**
 * Gets a checkout ready to run: installs packages and builds when, and only when, something changed.
 * Plain JavaScript without dependencies, because it runs before anything is installed, on the Node of the host.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';

/** The folder of the checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const inRoot = (...parts) => join(root, ...parts);
const packageLock = inRoot('package-lock.json');
const installStamp = inRoot('node_modules', '.hearth-lock');
const buildStamp = inRoot('dist', '.built');
const buildInputs = ['src', 'tests', 'bench', 'tsconfig.json', 'package-lock.json'];
const windows = process.platform === 'win32';

/** What went wrong, in a sentence for the person at the terminal: shown without a stack trace. */
export class PrepareError extends Error {}

/**
 * Installs and builds what is not up to date, and says so in short lines.
 * @returns {Promise<string>} the path of the Node program to run Hearth with
 */
export async function prepare() {
  requireNode();
  // An image holds what was built from the sources, and not them.
  if (!existsSync(inRoot('src'))) return nodeProgram();
  if (!packagesAreCurrent() || !buildIsCurrent()) {
    await withLock(inRoot('.hearth', 'prepare.lock'), bringUpToDate).catch((error) => {
      if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
      throw new PrepareError(
        `This checkout needs to be built, but cannot be written to (${error.message}). Start it once as its owner.`,
      );
    });
  }
  return nodeProgram();
}

/** Looks again at what is needed: another process may have done the work while this one waited for the lock. */
async function bringUpToDate() {
  if (!packagesAreCurrent()) await installPackages();
  if (!buildIsCurrent()) await build();
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new PrepareError(
    `Hearth needs Node 20.19 or newer, and this is Node ${process.versions.node}. Get a newer one from https://nodejs.org and try again.`,
  );
}

function packagesAreCurrent() {
  if (!existsSync(inRoot('node_modules'))) return false;
  return readText(installStamp) === hash(readFileSync(packageLock)) || npmInstalledTheLock();
}

/**
 * Whether somebody ran npm by hand: npm notes what it installed in a lock file of its own, written last.
 * Optional packages are left out of the comparison, for most of them belong to other machines.
 */
function npmInstalledTheLock() {
  const note = readText(inRoot('node_modules', '.package-lock.json'));
  if (note === undefined) return false;
  const installed = JSON.parse(note).packages;
  const wanted = Object.entries(JSON.parse(readFileSync(packageLock, 'utf8')).packages);
  return wanted.every(
    ([path, { version, optional, devOptional }]) =>
      path === '' || optional || devOptional || installed[path]?.version === version,
  );
}

async function installPackages() {
  console.error('Installing packages (first time: a minute or two)…');
  // Hashed before: should the file change meanwhile, the next start installs again.
  const lockHash = hash(readFileSync(packageLock));
  // The build needs the development packages, so NODE_ENV=production must not leave them out.
  const npm = spawn('npm', ['ci', '--include=dev'], { cwd: root, stdio: 'inherit', shell: windows });
  const code = await exitCode(npm, 'npm, which comes with Node,');
  if (code !== 0) {
    throw new PrepareError(`npm could not install the packages (exit code ${code}); its own words are above.`);
  }
  writeFileSync(installStamp, lockHash);
}

function buildIsCurrent() {
  return readText(buildStamp) === buildFingerprint();
}

/** Names, sizes and times of all that goes into a build. */
function buildFingerprint() {
  const lines = [];
  const visit = (path) => {
    const stat = statSync(inRoot(path), { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      for (const name of readdirSync(inRoot(path)).sort()) visit(join(path, name));
    } else if (stat) {
      lines.push(`${path} ${stat.size} ${stat.mtimeMs}`);
    }
  };
  for (const input of buildInputs) visit(input);
  return hash(lines.join('\n'));
}

/** Builds beside `dist` and swaps, so that a failing build leaves the last good one and no file of a removed source. */
async function build() {
  console.error('Building…');
  const fingerprint = buildFingerprint();
  const next = inRoot('dist.next');
  rmSync(next, { recursive: true, force: true });
  const compiler = inRoot('node_modules', 'typescript', 'bin', 'tsc');
  const tsc = spawn(nodeProgram(), [compiler, '-p', 'tsconfig.json', '--outDir', next], {
    cwd: root,
    stdio: 'inherit',
  });
  const code = await exitCode(tsc, 'The TypeScript compiler');
  if (code !== 0) {
    rmSync(next, { recursive: true, force: true });
    throw new PrepareError('The build failed; the errors are above.');
  }
  writeFileSync(join(next, '.built'), fingerprint);
  rmSync(inRoot('dist'), { recursive: true, force: true });
  renameSync(next, inRoot('dist'));
}

/**
 * The Node that comes as an npm package, else the host's own where that is new enough: installs without
 * install scripts lack the package's program, and on some systems (Alpine) it cannot run.
 */
function nodeProgram() {
  const name = `${process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'}-${windows ? 'win' : process.platform}-${process.arch}`;
  const program = join('bin', windows ? 'node.exe' : 'node');
  const places = [
    inRoot('node_modules', 'node', program),
    inRoot('node_modules', 'node', 'node_modules', name, program),
    inRoot('node_modules', name, program),
  ];
  const found = places.find((place) => existsSync(place) && spawnSync(place, ['--version']).status === 0);
  if (found) return found;
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 22) {
    if (major < 24) console.error(`Node 24 did not come with the packages: running on Node ${process.versions.node}.`);
    return process.execPath;
  }
  throw new PrepareError(
    'Node 24, which comes as an npm package, is not there or cannot run on this system. Allow install scripts ' +
      '(npm config set ignore-scripts false), remove node_modules and try again, or install Node 24 yourself.',
  );
}

function exitCode(child, name) {
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new PrepareError(`${name} could not be started: ${error.message}`)));
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
}

function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function hash(content) {
  return createHash('sha256').update(content).digest('hex');
}
