import { chown, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { isRoot } from './account.js';
import { findProcess } from './processes.js';

const stateShape = z.object({
  port: z.number().optional(),
  password: z.string().optional(),
  dataDirectory: z.string().optional(),
  users: z.array(z.object({ pid: z.number(), started: z.string() })),
});

/**
 * What is remembered beside the cluster: the port it had last, the password of its role, and the processes that use
 * the server of `dataDirectory`. All of it can be lost: the server then gets a new port and a new password.
 */
export type State = z.infer<typeof stateShape>;

/** Reads the state, without users that have ended; an absent or damaged file is an empty state. */
export async function readState(path: string): Promise<State> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new Error(`${path} cannot be read (${error.message}). Start as the account that owns it, or remove it.`);
  });
  const state = parse(text);
  return { ...state, users: state.users.filter(({ pid, started }) => findProcess(pid)?.started === started) };
}

/** Replaces the state at once: a reader sees the old or the new one. Only the owner of the folder can read it. */
export async function writeState(path: string, state: State): Promise<void> {
  const next = `${path}.new`;
  await writeFile(next, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  if (isRoot) {
    // Root acts on somebody's folder, who wants to go on without root later.
    const { uid, gid } = await stat(dirname(path));
    await chown(next, uid, gid);
  }
  await rename(next, path);
}

function parse(text: string): State {
  try {
    return stateShape.parse(JSON.parse(text));
  } catch {
    return { users: [] };
  }
}
