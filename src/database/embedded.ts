import { randomBytes } from 'node:crypto';
import { access, constants, mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { binariesFor, findBinaries } from './embedded/binaries.js';
import { createCluster, hearth, setPassword } from './embedded/cluster.js';
import { chooseHome } from './embedded/home.js';
import { keepRunning } from './embedded/keep-running.js';
import { withLock } from './embedded/lock.js';
import { findProcess } from './embedded/processes.js';
import { disownPidFile, findServer, launchServer, shutDown, whenReady } from './embedded/server.js';
import { readState, writeState } from './embedded/state.js';

export interface EmbeddedServer {
  /** `postgres://…` with the password: the database `hearth` as its superuser. */
  url: string;
  /** Where the cluster is. */
  dataDirectory: string;
  port: number;
  /** What the person who starts Hearth should know, one sentence each. */
  notices: string[];
  /** Rejects when the server has ended and could not be started again. Until then it is, whenever it ends. */
  lost: Promise<never>;
  /** Ends our use of the server, and the server itself when no other process uses it. Resolves when that is done. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that comes with Hearth on the cluster of `directory`, which is made at the first start. Where
 * its server runs already, started by another process or left over from one that was killed, that one is used.
 * Whoever stops last stops the server.
 * @param options.directory absolute; HEARTH_DATA
 * @param options.log gets a line when something takes long
 * @param options.settings of the server, over our own; tests switch durability off with them
 * @throws Error that says what is wrong, with the end of the server's log, and what to do
 */
export async function startEmbeddedServer(options: {
  directory: string;
  log: (line: string) => void;
  settings?: Record<string, string>;
}): Promise<EmbeddedServer> {
  const { log, settings = {} } = options;
  const directory = await writableFolder(options.directory);
  const lockFile = join(directory, 'postgres.lock');
  const stateFile = join(directory, 'postgres.json');

  const logFile = join(directory, 'postgres.log');
  const { home, binaries, port, password } = await withLock(lockFile, async () => {
    const home = await chooseHome(directory);
    const binaries = await binariesFor(home.account, await findBinaries());
    const state = await readState(stateFile);
    // A copied checkout brings the state of the original, whose processes do not use our server.
    const users = state.dataDirectory === home.dataDirectory ? state.users : [];
    const password = state.password ?? newPassword();
    if (!home.hasCluster && state.dataDirectory) {
      throw new Error(
        `The database of this data folder was in ${state.dataDirectory}, and there is none in ${home.dataDirectory}. ` +
          'If the folder was copied, the database did not come along: restore a backup into a new folder (npx hearth ' +
          `restore), or copy ${state.dataDirectory} there while no hub runs. To begin with an empty hub, remove ${stateFile}.`,
      );
    }
    if (!home.hasCluster) {
      log('Creating the database…');
      await createCluster(binaries, home, password, settings.fsync !== 'off');
    } else if (!state.password) {
      await shutDown(home.dataDirectory);
      await disownPidFile(home.dataDirectory);
      await setPassword(binaries, home, password);
    }
    await writeState(stateFile, { ...state, password });

    const { port } =
      (await whenReady(home.dataDirectory, log)) ??
      (await launchServer(binaries, home, { preferredPort: state.port, logFile, log, settings }));
    await createDatabase({ port, password }).catch(async (error: Error) => {
      if (users.length === 0) await shutDown(home.dataDirectory);
      throw new Error(
        `The built-in PostgreSQL runs but does not let us in (${error.message}). ` +
          `Stop every Hearth of this folder, remove ${stateFile}, which brings a new password, and start again.`,
      );
    });
    const { dataDirectory } = home;
    await writeState(stateFile, { port, password, dataDirectory, users: [...users, ourselves()] });
    return { home, binaries, port, password };
  });

  let stopped: Promise<void> | undefined;
  const watch = keepRunning({
    isRunning: async () => stopped !== undefined || (await findServer(home.dataDirectory)) !== undefined,
    start: () =>
      withLock(lockFile, async () => {
        if (stopped) return;
        // Another process on this folder may have been quicker.
        const server =
          (await whenReady(home.dataDirectory, log)) ??
          (await launchServer(binaries, home, { preferredPort: port, logFile, log, settings }));
        if (server.port !== port) {
          throw new Error(`The built-in PostgreSQL had to be started again, but its port ${port} is in use by now.`);
        }
      }),
    log,
  });
  return {
    url: `postgres://${hearth}:${password}@127.0.0.1:${port}/${hearth}`,
    dataDirectory: home.dataDirectory,
    port,
    notices:
      home.directory === directory
        ? []
        : [`The OS account "postgres" cannot enter ${directory}, so the database is in ${home.dataDirectory}.`],
    lost: watch.lost,
    stop() {
      watch.end();
      stopped ??= withLock(lockFile, async () => {
        const state = await readState(stateFile);
        const ours = state.users.findIndex(({ pid }) => pid === process.pid);
        const users = state.users.filter((_, index) => index !== ours);
        await writeState(stateFile, { ...state, users });
        if (users.length === 0) await shutDown(home.dataDirectory);
      });
      return stopped;
    },
  };
}

/** Makes the folder where needed. Answers its one true name: a running server is recognised by it. */
async function writableFolder(path: string): Promise<string> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
    return await realpath(path);
  } catch (error) {
    throw new Error(
      `The data folder cannot be used (${(error as Error).message}). ` +
        'Start as the account that owns it, or set HEARTH_DATA to a folder of your own.',
    );
  }
}

function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

function ourselves(): { pid: number; started: string } {
  return { pid: process.pid, started: findProcess(process.pid)?.started ?? '' };
}

/** Makes the database at the first start. */
async function createDatabase({ port, password }: { port: number; password: string }): Promise<void> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: hearth, password, database: 'postgres' });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [hearth]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${hearth} TEMPLATE template0`);
  } finally {
    await client.end();
  }
}
