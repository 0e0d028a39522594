import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { FolderMailer } from './folder-mailer.js';
import type { Mailer } from './mail.js';
import { SmtpMailer } from './smtp-mailer.js';

/** Mails go through the configured server; without one, into a folder where the operator finds them. */
export function makeMailer({ mail, dataDirectory }: Pick<Config, 'mail' | 'dataDirectory'>, log: Logger): Mailer {
  if (mail.smtpUrl) return new SmtpMailer(mail.smtpUrl, mail.from, log);
  return new FolderMailer(join(dataDirectory, 'mail'), mail.from, log);
}
