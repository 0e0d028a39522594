import { parseArgs } from 'node:util';

export const USAGE = `npm run bench -- [options]

  --workloads W1,W3   only these (W1 to W7)
  --seconds 6         measured in each of the two rounds, after half as long to warm up
  --scale 1           size of the data set: 0.1, 1 or 10
  --json FILE         the result for machines
  --profile hub       a profile of the hub's processor time

HEARTH_BENCH_DATA=<folder> keeps the data set there for the next run.`;

export const WORKLOADS = ['W1', 'W2', 'W3', 'W4', 'W5', 'W6', 'W7'] as const;

export interface Options {
  readonly workloads: ReadonlySet<string>;
  readonly seconds: number;
  readonly scale: number;
  readonly json: string | undefined;
  readonly profile: boolean;
}

/** Wrong options: the message says which. */
export class UsageError extends Error {}

/** @throws UsageError */
export function readOptions(args: readonly string[]): Options {
  const values = parse(args);
  const workloads = new Set(values.workloads?.split(',') ?? WORKLOADS);
  for (const name of workloads) {
    if (!(WORKLOADS as readonly string[]).includes(name)) throw new UsageError(`There is no workload ${name}.`);
  }
  const seconds = Number(values.seconds);
  if (!(seconds > 0)) throw new UsageError('--seconds must be a number over 0.');
  if (!['0.1', '1', '10'].includes(values.scale)) throw new UsageError('--scale must be 0.1, 1 or 10.');
  if (values.profile !== undefined && values.profile !== 'hub') throw new UsageError('--profile can only be hub.');
  return {
    workloads,
    seconds,
    scale: Number(values.scale),
    json: values.json,
    profile: values.profile !== undefined,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        workloads: { type: 'string' },
        seconds: { type: 'string', default: '6' },
        scale: { type: 'string', default: '1' },
        json: { type: 'string' },
        profile: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
