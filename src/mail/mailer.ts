import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { FolderMailer } from './folder-mailer.js';
import { SmtpMailer } from './smtp-mailer.js';

/** A mail to one person, in both forms. */
export interface Mail {
  /** E-mail address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Takes mails out of the house. */
export interface Mailer {
  /** @throws Error when the mail could not be handed over; it may be tried again */
  send(mail: Mail): Promise<void>;
  /** Lets go of connections. */
  close(): void;
}

/** Mails go through the configured server; without one, into a folder where the operator finds them. */
export function makeMailer({ mail, dataDirectory }: Pick<Config, 'mail' | 'dataDirectory'>, log: Logger): Mailer {
  if (mail.smtpUrl) return new SmtpMailer(mail.smtpUrl, mail.from, log);
  return new FolderMailer(join(dataDirectory, 'mail'), mail.from, log);
}
