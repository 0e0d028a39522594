import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A running process. `started` tells it from a later one that got the same id; the unit differs by system. */
export interface Process {
  pid: number;
  started: string;
  command: string;
}

/** The running process with this id; `undefined` when there is none or it has ended and only waits to be collected. */
export function findProcess(pid: number): Process | undefined {
  return process.platform === 'linux' ? findInProc(pid) : findWithPs(pid);
}

function findInProc(pid: number): Process | undefined {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    // Fields are counted after the name, which is in parentheses and may hold anything; the 22nd is the start.
    const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return state === 'Z' || state === 'X' ? undefined : { pid, started: fields[18] ?? '', command };
  } catch {
    return undefined;
  }
}

function findWithPs(pid: number): Process | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'lstart=,command=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    // "Mon Nov 23 10:11:12 2026  program arguments"
    const [, started, command] = /^(\S+ +\S+ +\S+ +\S+ +\S+) +(.*)$/s.exec(line) ?? [];
    return started && command ? { pid, started, command } : undefined;
  } catch {
    return undefined;
  }
}
