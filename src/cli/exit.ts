import { ConfigError } from '../config.js';
import { ImportMistake } from '../import/mistake.js';

/** What a command ends with: scripts and service managers go by these. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A command was called in a way it cannot work. */
export class UsageError extends Error {}

/** Says on stderr what went wrong. Answers what to exit with. */
export function explain(error: unknown, verbose: boolean): ExitCode {
  const known = [ConfigError, ImportMistake, UsageError].some((kind) => error instanceof kind);
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error && error.stack ? error.stack : message;
  console.error(verbose && !known ? stack : message);
  return known ? EXIT.usage : EXIT.failed;
}
