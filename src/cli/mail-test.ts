import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { emailProblem } from '../email-address.js';
import { compose } from '../mail/compose.js';
import { makeMailer } from '../mail/mailer.js';
import { EXIT, type ExitCode, UsageError } from './exit.js';

/** What the codes of a mail server's library mean for who set it up. */
const REMEDIES: Record<string, string> = {
  EAUTH: 'The server does not take the user name and password of SMTP_URL.',
  EDNS: 'The host of SMTP_URL has no address: is it spelled right?',
  ECONNECTION:
    'The server cannot be reached: check the host and port of SMTP_URL, and whether a firewall is in between.',
  ESOCKET:
    'The server cannot be reached, or the connection is not safe: smtps:// is for port 465, smtp:// for port 587.',
  ETIMEDOUT: 'The server does not answer: check the port of SMTP_URL, and whether a firewall is in between.',
  ETLS: 'No safe connection could be made: smtps:// is for port 465, smtp:// for port 587.',
  EENVELOPE: 'The server refuses the sender (MAIL_FROM) or the recipient.',
};

/** Sends a letter as the hub would, and says what became of it. */
export async function mailTest(config: Config, log: Logger, address: string): Promise<ExitCode> {
  const problem = emailProblem(address);
  if (problem) throw new UsageError(problem);
  const { mail, locales } = config;
  const mailer = makeMailer(config, log);
  try {
    const letter = { kind: 'test', to: address, locales } as const;
    await mailer.send(compose(letter, { site: mail.from.name, appUrl: mail.appUrl }));
  } catch (error) {
    const { code = '', message } = error as Error & { code?: string };
    console.error([REMEDIES[code], `The mail could not be sent: ${message}`].filter(Boolean).join('\n'));
    return EXIT.failed;
  } finally {
    mailer.close();
  }
  console.log(
    mail.smtpUrl
      ? `The mail server has taken a mail for ${address} from ${mail.from.address}. Look there, and into the folder for spam.`
      : `SMTP_URL is not set, so nothing was sent: the mail is a file in ${config.dataDirectory}/mail.`,
  );
  return EXIT.ok;
}
