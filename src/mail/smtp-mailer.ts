import { createTransport } from 'nodemailer';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { Mail, Mailer } from './mail.js';
import { messageOf } from './message.js';

/** How long a silent mail server is waited for before the mail is put back, in milliseconds. */
const PATIENCE = 30_000;

/** Hands mails to a mail server. */
export class SmtpMailer implements Mailer {
  private readonly transport;

  constructor(
    url: string,
    private readonly from: Config['mail']['from'],
    private readonly log: Logger,
  ) {
    this.transport = createTransport({
      url,
      connectionTimeout: PATIENCE,
      greetingTimeout: PATIENCE,
      socketTimeout: PATIENCE,
    });
  }

  async send(mail: Mail): Promise<void> {
    await this.transport.sendMail(messageOf(mail, this.from));
    this.log.info({ subject: mail.subject }, 'A mail was handed to the mail server');
  }

  close(): void {
    this.transport.close();
  }
}
