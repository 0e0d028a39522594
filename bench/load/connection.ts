import { connect, type Socket } from 'node:net';

export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');

/**
 * One keep-alive HTTP/1.1 connection that carries one request at a time. Much cheaper than a general client: the load
 * must not take the processor from the servers it measures. It understands answers with a Content-Length only.
 */
export class Connection {
  private received: Buffer[] = [];
  private size = 0;
  /** Size of the whole answer, once its head is here. */
  private expected: number | undefined;
  private headSize = 0;
  private status = 0;
  private waiting: { resolve: (answer: HttpAnswer) => void; reject: (error: Error) => void } | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly host: string,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('The server closed the connection')));
  }

  /** @throws Error when nobody listens there */
  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Connection(socket, `127.0.0.1:${port}`));
      });
    });
  }

  /** Sends JSON and resolves with the whole answer. */
  post(path: string, body: string, token: string | undefined): Promise<HttpAnswer> {
    const head = [
      `POST ${path} HTTP/1.1`,
      `Host: ${this.host}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...(token ? [`Authorization: Bearer ${token}`] : []),
    ].join('\r\n');
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(`${head}\r\n\r\n${body}`);
    });
  }

  close(): void {
    this.socket.removeAllListeners('close').destroy();
  }

  private receive(chunk: Buffer): void {
    this.received.push(chunk);
    this.size += chunk.length;
    if (this.expected === undefined) this.readHead();
    if (this.expected === undefined || this.size < this.expected) return;
    const whole = this.received.length === 1 ? chunk : Buffer.concat(this.received);
    const answer = { status: this.status, body: whole.subarray(this.headSize, this.expected) };
    this.received = [];
    this.size = 0;
    this.expected = undefined;
    const { resolve } = this.waiting!;
    this.waiting = undefined;
    resolve(answer);
  }

  private readHead(): void {
    const whole = this.received.length === 1 ? this.received[0]! : Buffer.concat(this.received);
    this.received = [whole];
    const end = whole.indexOf(END_OF_HEAD);
    if (end < 0) return;
    const head = whole.toString('latin1', 0, end);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (!length) {
      this.socket.destroy(new Error(`The answer has no Content-Length:\n${head}`));
      return;
    }
    this.status = Number(head.slice(9, 12));
    this.headSize = end + END_OF_HEAD.length;
    this.expected = this.headSize + Number(length);
  }

  private fail(error: Error): void {
    this.waiting?.reject(error);
    this.waiting = undefined;
  }
}
