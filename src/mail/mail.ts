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
