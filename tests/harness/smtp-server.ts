import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A mail server that keeps what it gets; `refuse` mails it refuses first, as one that is busy does. */
export async function smtpServer({ refuse = 0 } = {}) {
  const mails: string[] = [];
  let refusals = refuse;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    converse(socket, (mail) => {
      if (refusals-- > 0) return '451 Try later';
      mails.push(mail);
      return '250 Taken';
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** As they came, headers and all. */
    mails,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function converse(socket: Socket, take: (mail: string) => string): void {
  const say = (line: string) => socket.write(`${line}\r\n`);
  let pending = '';
  let inData = false;
  say('220 ready');
  socket.on('data', (chunk) => {
    pending += chunk.toString('latin1');
    for (;;) {
      const end = inData ? '\r\n.\r\n' : '\r\n';
      const at = pending.indexOf(end);
      if (at < 0) return;
      const part = pending.slice(0, at);
      pending = pending.slice(at + end.length);
      if (inData) {
        inData = false;
        say(take(part));
      } else if (part === 'DATA') {
        inData = true;
        say('354 Go on');
      } else if (part === 'QUIT') {
        socket.end('221 Bye\r\n');
      } else {
        say('250 OK');
      }
    }
  });
}
