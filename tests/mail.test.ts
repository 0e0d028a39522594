import { readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { makeLog } from '../src/log.js';
import { makeMailer } from '../src/mail/mailer.js';
import { freePort, run } from './harness/commands.js';
import { testHub } from './harness/hub.js';
import { mailFolder } from './harness/letters.js';
import { PASSWORD, SIGN_UP, somebody } from './harness/people.js';
import { smtpServer } from './harness/smtp-server.js';

const from = { name: 'Hearth', address: 'hearth@localhost.localdomain' };
const SECRET = 'q7Kd93hfLs02mZ';
const MAIL = { to: 'ida@centre.example', subject: 'A subject', text: `Code ${SECRET}\n`, html: `<p>${SECRET}</p>` };

function log() {
  const lines: string[] = [];
  return { lines, log: makeLog('trace', { write: (line) => lines.push(line) }, false) };
}

test('without a mail server, a mail is a file for the operator alone, and the log says where but not what', async () => {
  const { directory, remove } = await mailFolder();
  try {
    const { lines, log: logger } = log();
    await makeMailer({ mail: { smtpUrl: undefined, from, appUrl: undefined }, dataDirectory: directory }, logger).send(
      MAIL,
    );
    const [name] = await readdir(join(directory, 'mail'));
    const file = join(directory, 'mail', name!);
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'info', subject: 'A subject', file });
    expect(lines[0]).not.toContain(SECRET);
    expect(lines[0]).not.toContain(MAIL.to);
  } finally {
    await remove();
  }
});

test('with a mail server, a mail goes there', async () => {
  const server = await smtpServer();
  try {
    const { lines, log: logger } = log();
    const mailer = makeMailer(
      { mail: { smtpUrl: server.url, from, appUrl: undefined }, dataDirectory: '/nowhere' },
      logger,
    );
    await mailer.send(MAIL);
    mailer.close();
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]).toContain('From: Hearth <hearth@localhost.localdomain>');
    expect(server.mails[0]).toContain('To: ida@centre.example');
    expect(server.mails[0]).toContain('Auto-Submitted: auto-generated');
    expect(server.mails[0]).toContain(SECRET);
    expect(lines.join()).not.toContain(SECRET);
  } finally {
    await server.close();
  }
});

test('a subject cannot bring headers of its own', async () => {
  const server = await smtpServer();
  try {
    const mailer = makeMailer(
      { mail: { smtpUrl: server.url, from, appUrl: undefined }, dataDirectory: '/nowhere' },
      log().log,
    );
    await mailer.send({ ...MAIL, subject: 'A\r\nBcc: eve@elsewhere.example' });
    mailer.close();
    expect(server.mails[0]).not.toMatch(/^Bcc:/m);
  } finally {
    await server.close();
  }
});

test('a mail that the server refuses for now is sent later, with a code that works', async () => {
  const server = await smtpServer({ refuse: 1 });
  const environment = { SMTP_URL: server.url, MAIL_FROM: 'post@centre.example' };
  const hub = await testHub({ environment });
  try {
    const input = { email: somebody().email, password: PASSWORD, name: 'Nadia' };
    await hub.query(SIGN_UP, { input });
    await hub.settle();
    expect(server.mails).toHaveLength(0);
    await hub.database.pool.query('update graphile_worker._private_jobs set run_at = now()');
    await hub.settle();
    expect(server.mails).toHaveLength(1);
    const token = /^[A-Za-z0-9]{32}(?=\r?$)/m.exec(server.mails[0]!.replaceAll('=\r\n', ''))![0];
    const { data } = await hub.query(
      'mutation ($token: String!, $password: String) { verifyEmail(token: $token, password: $password) { errors { code } } }',
      { token, password: PASSWORD },
    );
    expect(data).toEqual({ verifyEmail: { errors: [] } });
  } finally {
    await hub.close();
    await server.close();
  }
});

describe('hearth mail test', () => {
  const HEARTH_DATA = join(tmpdir(), 'hearth-mail-test-command');
  afterEach(() => rm(HEARTH_DATA, { recursive: true, force: true }));

  test('hands a mail to the server and says so', async () => {
    const server = await smtpServer();
    try {
      const { code, stdout } = await run(['mail', 'test', 'eva@centre.example'], {
        HEARTH_DATA,
        SMTP_URL: server.url,
        MAIL_FROM: 'hub@centre.example',
      });
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringContaining('The mail server has taken a mail for eva@centre.example'),
      });
      expect(server.mails).toHaveLength(1);
      expect(server.mails[0]).toContain('To: eva@centre.example');
    } finally {
      await server.close();
    }
  });

  test('says what does not work, and what to look at', async () => {
    const nobody = `smtp://127.0.0.1:${await freePort()}`;
    expect(
      await run(['mail', 'test', 'eva@centre.example'], {
        HEARTH_DATA,
        SMTP_URL: nobody,
        MAIL_FROM: 'hub@centre.example',
      }),
    ).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/check the (host and )?port of SMTP_URL|cannot be reached/),
    });
    expect(await run(['mail', 'test', 'nobody'], { HEARTH_DATA })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/e-mail address/),
    });
  });

  test('without a server says where the mail is', async () => {
    const { code, stdout } = await run(['mail', 'test', 'eva@centre.example'], { HEARTH_DATA });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(`a file in ${HEARTH_DATA}/mail`) });
    expect(await readdir(join(HEARTH_DATA, 'mail'))).toHaveLength(1);
  });
});
