import type { ServerKind } from './load/ask.js';
import { type Load, runLoad } from './load/run.js';
import type { ServerProcess } from './processes/server.js';
import { canSeeProcesses, postgresMs, processorMs, type StatementCount } from './processes/usage.js';
import type { BothFigures, Figures } from './result.js';
import type { Workload } from './workloads/workload.js';

const ROUNDS = 2;

interface Round extends Load {
  readonly statements: number;
  readonly serverMs: number;
  readonly postgresMs: number;
}

export interface Measuring {
  readonly servers: Readonly<Record<ServerKind, ServerProcess>>;
  /** Data folder of the PostgreSQL server. */
  readonly dataDirectory: string;
  readonly statements: StatementCount;
  /** Measured in each round. */
  readonly seconds: number;
}

/**
 * Measures both servers with one workload, one after the other and in turns, so that whatever else the machine does
 * meets both. Also answers how many requests were sent in all, warming up included.
 * @throws WrongAnswer for the first answer that is not right
 */
export async function measure(
  measuring: Measuring,
  workload: Workload,
): Promise<{ figures: BothFigures; sent: number }> {
  const rounds: Record<ServerKind, Round[]> = { hub: [], floor: [] };
  let sent = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of ['hub', 'floor'] as const) {
      const server = measuring.servers[kind];
      const warmUp = { seconds: measuring.seconds / 2, checkAll: true, seed: 2 * round };
      sent += (await runLoad(server, workload, warmUp)).requests;
      const measured = await measureRound(measuring, server, workload, 2 * round + 1);
      sent += measured.requests;
      rounds[kind].push(measured);
    }
  }
  return { figures: { hub: together(rounds.hub), floor: together(rounds.floor) }, sent };
}

async function measureRound(
  { dataDirectory, statements, seconds }: Measuring,
  server: ServerProcess,
  workload: Workload,
  seed: number,
): Promise<Round> {
  const usage = async () => ({
    statements: await statements.now(),
    serverMs: canSeeProcesses ? processorMs(server.pid) : 0,
    postgresMs: canSeeProcesses ? postgresMs(dataDirectory) : 0,
  });
  const before = await usage();
  const load = await runLoad(server, workload, { seconds, checkAll: false, seed });
  const after = await usage();
  return {
    ...load,
    statements: after.statements - before.statements,
    serverMs: after.serverMs - before.serverMs,
    postgresMs: after.postgresMs - before.postgresMs,
  };
}

function together(rounds: readonly Round[]): Figures {
  const total = (of: (round: Round) => number) => rounds.reduce((sum, round) => sum + of(round), 0);
  const requests = total((round) => round.requests);
  const latencies = rounds.flatMap((round) => round.latencies).sort((a, b) => a - b);
  const percentile = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]!;
  return {
    requests,
    requestsPerSecond: requests / total((round) => round.seconds),
    p50: percentile(0.5),
    p99: percentile(0.99),
    statementsPerRequest: total((round) => round.statements) / requests,
    serverMs: canSeeProcesses ? total((round) => round.serverMs) / requests : null,
    postgresMs: canSeeProcesses ? total((round) => round.postgresMs) / requests : null,
  };
}
