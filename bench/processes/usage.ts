import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';

/** Linux counts processor time for its users in hundredths of a second, whatever the kernel does inside. */
const MS_PER_TICK = 10;

/** Whether the system tells what processes use. */
export const canSeeProcesses = existsSync('/proc/self/stat');

/** Processor time that a process has used, with all its threads, in milliseconds. */
export function processorMs(pid: number): number {
  const { user, system } = statOf(pid)!;
  return (user + system) * MS_PER_TICK;
}

/** The same for a PostgreSQL server: its main process, and all of its others that are or were. */
export function postgresMs(dataDirectory: string): number {
  const main = Number(readFileSync(join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n')[0]);
  let ticks = 0;
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
    if (stat?.pid === main) ticks += stat.user + stat.system + stat.endedChildren;
    else if (stat?.parent === main) ticks += stat.user + stat.system;
  }
  return ticks * MS_PER_TICK;
}

/** Memory of a process that is in RAM, in megabytes. */
export function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

/** Counts the SQL statements of everybody but itself, as PostgreSQL sees them. */
export class StatementCount {
  private constructor(private readonly pool: Pool) {}

  static async open(pool: Pool): Promise<StatementCount> {
    await pool.query('create extension if not exists pg_stat_statements');
    return new StatementCount(pool);
  }

  /** How many have been executed in this database, those within functions not counted. */
  async now(): Promise<number> {
    const { rows } = await this.pool.query<{ calls: string }>(
      `select coalesce(sum(calls), 0) as calls from pg_stat_statements
       where dbid = (select oid from pg_database where datname = current_database()) and query not like '%pg_stat_statements%'`,
    );
    return Number(rows[0]!.calls);
  }
}

/** Fields of /proc/<pid>/stat; undefined when the process has ended. */
function statOf(pid: number) {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The second field is the name in parentheses, and may hold anything.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent, user, system, childrenUser, childrenSystem] = [1, 11, 12, 13, 14].map((i) => fields[i]!);
  return { pid, parent: parent!, user: user!, system: system!, endedChildren: childrenUser! + childrenSystem! };
}
