import { type AddressInfo, createServer, type Socket } from 'node:net';

/**
 * A mail server that keeps what it gets and takes addresses in every script (RFC 6531); `refuse` mails it refuses first,
 * as one that is busy does.
 */
export async function smtpServer({ refuse = 0 } = {}) {
  const mails: string[] = [];
  const recipients: string[] = [];
  let refusals = refuse;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    const take = (mail: string) => {
      if (refusals-- > 0) return '451 Try later';
      mails.push(mail);
      return '250 Taken';
    };
    converse(socket, take, (recipient) => recipients.push(recipient));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** As they came, headers and all. */
    mails,
    /** The addresses they were sent to, as the server was told. */
    recipients,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function converse(socket: Socket, take: (mail: string) => string, address: (recipient: string) => void): void {
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
      const part = Buffer.from(pending.slice(0, at), 'latin1').toString();
      pending = pending.slice(at + end.length);
      if (inData) {
        inData = false;
        say(take(part));
      } else if (part === 'DATA') {
        inData = true;
        say('354 Go on');
      } else if (part === 'QUIT') {
        socket.end('221 Bye\r\n');
      } else if (part.startsWith('EHLO')) {
        say('250-ready\r\n250-8BITMIME\r\n250 SMTPUTF8');
      } else {
        const [, recipient] = /^RCPT TO:<(.*)>/.exec(part) ?? [];
        if (recipient) address(recipient);
        say('250 OK');
      }
    }
  });
}
