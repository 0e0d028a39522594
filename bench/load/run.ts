import { Random } from '../data/random.js';
import type { ServerProcess } from '../processes/server.js';
import type { Workload } from '../workloads/workload.js';
import { ask } from './ask.js';
import { Connection } from './connection.js';

const CONNECTIONS = 16;
/** While measuring, one answer in so many is checked. */
const SAMPLE = 50;

export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** Of each request, in milliseconds. */
  readonly latencies: readonly number[];
}

/**
 * Sends requests of a workload over sixteen connections, each as soon as the one before is answered, and waits for those
 * under way when the time is over.
 * @param options.checkAll whether every answer is checked, or only a sample
 * @throws WrongAnswer for the first answer that is not right
 */
export async function runLoad(
  server: ServerProcess,
  workload: Workload,
  options: { seconds: number; checkAll: boolean; seed: number },
): Promise<Load> {
  const random = new Random(workload.name, options.seed);
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(server.port)));
  const latencies: number[] = [];
  const start = performance.now();
  const end = start + options.seconds * 1000;
  const work = async (connection: Connection): Promise<void> => {
    for (let sent = performance.now(); sent < end; ) {
      const checked = options.checkAll || latencies.length % SAMPLE === 0;
      await ask(connection, server.kind, workload, workload.draw(random), checked);
      const now = performance.now();
      latencies.push(now - sent);
      sent = now;
    }
  };
  try {
    await Promise.all(connections.map(work));
  } finally {
    for (const connection of connections) connection.close();
  }
  return { requests: latencies.length, seconds: (performance.now() - start) / 1000, latencies };
}
