import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import { surroundings } from './cluster.js';
import type { Home } from './home.js';
import { findProcess } from './processes.js';

/** A running server of a cluster. */
export interface Server {
  pid: number;
  port: number;
  status: string;
}

const maxLogBytes = 10_000_000;
const launchAttempts = 5;
const pollMs = 20;

const settings = {
  listen_addresses: '127.0.0.1',
  // Socket paths have a length limit that deep checkouts exceed.
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
};

/** The server that runs on this data folder now. A pid file alone proves nothing: ids are used again. */
export async function findServer(dataDirectory: string): Promise<Server | undefined> {
  const lines = await readFile(pidFile(dataDirectory), 'utf8').then(
    (text) => text.split('\n'),
    () => [],
  );
  const pid = Number(lines[0]);
  const isOurs = `${findProcess(pid)?.command} `.includes(` -D ${dataDirectory} `);
  return isOurs ? { pid, port: Number(lines[3]), status: lines[7]?.trim() ?? 'starting' } : undefined;
}

/** Waits until the server accepts connections; `undefined` when it ends instead. */
export async function whenReady(dataDirectory: string, log: (line: string) => void): Promise<Server | undefined> {
  for (let waited = 0; ; waited += pollMs) {
    const server = await findServer(dataDirectory);
    if (!server || server.status === 'ready') return server;
    if (waited === 10_000) log('The database is still getting ready, as after a crash; this can take some minutes…');
    await delay(pollMs);
  }
}

/**
 * Starts a server on a data folder that has none and waits until it accepts connections. It listens on
 * `preferredPort` where that is free.
 */
export async function launchServer(
  binaries: Binaries,
  home: Home,
  options: {
    preferredPort: number | undefined;
    logFile: string;
    log: (line: string) => void;
    settings: Record<string, string>;
  },
): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    const preferred = attempt === 1 ? options.preferredPort : undefined;
    const port = preferred && (await isFree(preferred)) ? preferred : await freePort();
    await disownPidFile(home.dataDirectory);
    const said = await launchOnce(binaries, home, { ...options, port });
    if (typeof said !== 'string') return said;
    // Somebody took the port a moment ago, or the last processes of a killed server are about to notice and end.
    const mayPass = /Address already in use|shared memory block .* is still in use/.test(said);
    if (!mayPass || attempt === launchAttempts) {
      throw new Error(
        `The built-in PostgreSQL did not start on ${home.dataDirectory}. The last lines of ${options.logFile}:\n${said}\n` +
          'Mend what they name, or set HEARTH_DATA to another folder or DATABASE_URL to another server.',
      );
    }
    await delay(attempt * 200);
  }
}

/** Ends the server as PostgreSQL's fast shutdown does (sessions are ended, everything is written) and waits for it. */
export async function shutDown(dataDirectory: string): Promise<void> {
  const server = await findServer(dataDirectory);
  if (!server) return;
  process.kill(server.pid, 'SIGINT');
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await delay(pollMs)) {
    if ((await findServer(dataDirectory))?.pid !== server.pid) return;
  }
  throw new Error(`The database server (process ${server.pid}) is still shutting down after a minute.`);
}

/** One try: the ready server, or what it wrote to its log before it ended. */
async function launchOnce(
  binaries: Binaries,
  home: Home,
  options: { port: number; logFile: string; log: (line: string) => void; settings: Record<string, string> },
): Promise<Server | string> {
  const logFile = await open(options.logFile, 'a', 0o600);
  try {
    if ((await logFile.stat()).size > maxLogBytes) await logFile.truncate();
    const logStart = (await logFile.stat()).size;
    const args = ['-D', home.dataDirectory, '-p', String(options.port)];
    for (const [name, value] of Object.entries({ ...settings, ...options.settings }))
      args.push('-c', `${name}=${value}`);
    const child = spawn(binaries.postgres, args, {
      ...surroundings(home),
      // A process group of its own: ctrl-C in the terminal is for the app, which stops the server when it is done.
      detached: true,
      stdio: ['ignore', logFile.fd, logFile.fd],
    });
    let failure: Error | undefined;
    child.on('error', (error) => (failure = error));
    child.unref();
    while (child.exitCode === null && child.signalCode === null && !failure) {
      const server = await findServer(home.dataDirectory);
      if (server?.pid === child.pid)
        return (await whenReady(home.dataDirectory, options.log)) ?? (await tail(logStart));
      await delay(pollMs);
    }
    return failure?.message ?? (await tail(logStart));
  } finally {
    await logFile.close();
  }

  async function tail(start: number): Promise<string> {
    const written = (await readFile(options.logFile)).subarray(start).toString('utf8');
    return written.trim().split('\n').slice(-20).join('\n');
  }
}

/**
 * A pid file that is left over may name a process that is alive and has nothing to do with us, and PostgreSQL would
 * not start. It overlooks a file with its parent's id, but still makes sure that no old process of the cluster lives
 * on, which deleting the file would not.
 */
export async function disownPidFile(dataDirectory: string): Promise<void> {
  const path = pidFile(dataDirectory);
  if (!existsSync(path)) return;
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/^.*/, String(process.pid)));
}

function pidFile(dataDirectory: string): string {
  return join(dataDirectory, 'postmaster.pid');
}

async function isFree(port: number): Promise<boolean> {
  return (await listen(port)) !== undefined;
}

async function freePort(): Promise<number> {
  const port = await listen(0);
  if (port === undefined) throw new Error('The system has no free port on 127.0.0.1.');
  return port;
}

/** Listens for a moment; the port it got, `undefined` when it is taken. */
function listen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.on('error', () => resolve(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
