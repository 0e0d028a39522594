import { type Request, type Workload, WrongAnswer } from '../workloads/workload.js';
import type { Connection } from './connection.js';

/** The two servers that are compared. */
export type ServerKind = 'hub' | 'floor';

/**
 * Sends one request as the server of this kind wants it.
 * @throws WrongAnswer when the status is not 200, or `checked` finds the answer not right
 */
export async function ask(
  connection: Connection,
  kind: ServerKind,
  workload: Workload,
  request: Request,
  checked: boolean,
): Promise<void> {
  const { status, body } =
    kind === 'hub'
      ? await connection.post('/graphql', hubBody(workload, request), request.token)
      : await connection.post(`/${encodeURIComponent(workload.name)}`, JSON.stringify(request.floor), request.token);
  if (status !== 200) throw wrong(`status ${status}`);
  if (!checked) return;
  const answer = JSON.parse(body.toString()) as { data?: unknown; errors?: unknown };
  if (answer.errors || !answer.data) throw wrong('errors or no data');
  try {
    request.check(answer.data);
  } catch (error) {
    if (error instanceof WrongAnswer) throw wrong(error.message);
    throw error;
  }

  function wrong(what: string): WrongAnswer {
    const sent = JSON.stringify(kind === 'hub' ? request.hub : request.floor);
    const start = body.toString().slice(0, 1500);
    return new WrongAnswer(`${workload.name}: the ${kind} answered wrongly: ${what}\n  to ${sent}\n  with ${start}`);
  }
}

function hubBody(workload: Workload, request: Request): string {
  return `{"query":${workload.queryJson},"variables":${JSON.stringify(request.hub)}}`;
}
