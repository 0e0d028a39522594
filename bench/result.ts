import type { ServerKind } from './load/ask.js';

/** What one server did in one workload, both rounds together. */
export interface Figures {
  readonly requests: number;
  readonly requestsPerSecond: number;
  /** In milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly statementsPerRequest: number;
  /** Processor time per request; null where the system does not tell. */
  readonly serverMs: number | null;
  readonly postgresMs: number | null;
}

export type BothFigures = Readonly<Record<ServerKind, Figures>>;

/** The result of a run, as `--json` writes it. */
export interface Result {
  readonly scale: number;
  readonly node: string;
  readonly postgres: string;
  readonly processors: string;
  readonly workloads: readonly { readonly name: string; readonly title: string; readonly figures: BothFigures }[];
  /** Of the processes, after all load; null where the system does not tell. */
  readonly residentMb: Readonly<Record<ServerKind, number>> | null;
  /** From the start of the process to the first right answer. */
  readonly startMs: Readonly<Record<ServerKind, number>>;
}

/** Requests per second of the hub for each of the floor. */
export function ratioOf({ hub, floor }: BothFigures): number {
  return hub.requestsPerSecond / floor.requestsPerSecond;
}
