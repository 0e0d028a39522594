import type { SendMailOptions } from 'nodemailer';
import type { Config } from '../config.js';
import type { Mail } from './mail.js';

/** A mail as nodemailer takes it. */
export function messageOf(mail: Mail, from: Config['mail']['from']): SendMailOptions {
  return {
    from,
    // As an object it is one address and never a list, whatever it holds.
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    // Out-of-office replies to these would reach nobody.
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
