import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Logger } from 'pino';
import { v7 as uuid } from 'uuid';
import type { Config } from '../config.js';
import type { Mail, Mailer } from './mail.js';
import { messageOf } from './message.js';

/** Writes mails to files that every mail program opens, for hubs without a mail server. The newest sorts last. */
export class FolderMailer implements Mailer {
  private readonly transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });

  constructor(
    private readonly folder: string,
    private readonly from: Config['mail']['from'],
    private readonly log: Logger,
  ) {}

  async send(mail: Mail): Promise<void> {
    const { message } = await this.transport.sendMail(messageOf(mail, this.from));
    const file = join(this.folder, `${uuid()}.eml`);
    await mkdir(this.folder, { recursive: true });
    // For the operator's eyes only: what stands in there opens accounts.
    await writeFile(file, message as Buffer, { mode: 0o600 });
    this.log.info({ subject: mail.subject, file }, 'A mail was written to a file, for there is no SMTP_URL');
  }

  close(): void {
    this.transport.close();
  }
}
