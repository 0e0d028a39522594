import { createServer } from 'node:net';
import type { Config } from '../config.js';

const ANSWER_MS = 3000;

/**
 * Looks before any work is done: a first start may take a minute.
 * @throws Error that says who has the port, and what to do
 */
export async function requireFreePort({ host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  if (port === 0 || (await whyNotFree(host, port)) !== 'EADDRINUSE') return;
  const program = (await askHub(host, port)) ? 'a running Hearth' : 'another program';
  throw new Error(`Port ${port} is in use by ${program}. Stop it, or set PORT to another number.`);
}

/** @returns the system's code of what is in the way; undefined when nothing is */
export function whyNotFree(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen(port, host, () => probe.close(() => resolve(undefined)));
  });
}

/** What a hub says of itself; undefined when it is none. */
export async function askHub(host: string, port: number): Promise<{ checks: Record<string, unknown> } | undefined> {
  // What listens everywhere is asked here.
  const name = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host] ?? (host.includes(':') ? `[${host}]` : host);
  try {
    const response = await fetch(`http://${name}:${port}/readyz`, { signal: AbortSignal.timeout(ANSWER_MS) });
    const body: unknown = await response.json();
    if (typeof body !== 'object' || body === null || !('checks' in body)) return undefined;
    const { checks } = body;
    if (typeof checks !== 'object' || checks === null || !('migrations' in checks)) return undefined;
    return { checks: { ...checks } };
  } catch {
    return undefined;
  }
}
