import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that came in. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  /** As it came. */
  readonly body: string;
  readonly json: { type: string; id: string; timestamp: string; data: Record<string, unknown> };
}

/** Says what to answer to a request. */
export type Answering = (request: Received) => { status: number; body?: string; headers?: Record<string, string> };

export interface Receiver {
  readonly url: string;
  /** All that came in, in order. */
  readonly received: Received[];
  /** What is answered from now on; 204 until told. */
  answer: Answering;
  close(): Promise<void>;
}

/** A real web server on this machine that takes what webhooks are told. */
export async function webhookReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const receiver: { answer: Answering } = { answer: () => ({ status: 204 }) };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const one = { headers: request.headers, body, json: JSON.parse(body) };
    received.push(one);
    const { status, body: text = '', headers = {} } = receiver.answer(one);
    response.writeHead(status, headers).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received,
    close,
  });
}
