import pino, { type DestinationStream, type Logger } from 'pino';
import type { Config } from './config.js';

/** Names under which secrets would stand in what is logged, up to two levels deep. */
const SECRETS = ['password', 'token', 'secret', 'authSecret', 'authorization', 'cookie', 'apiKey'];

/** Where errors of the database carry what was to be written: passwords' hashes, addresses, whole rows. */
const VALUES = ['error', 'err'].flatMap((name) =>
  ['parameters', 'detail', 'where', 'driverError'].map((part) => `${name}.${part}`),
);

/** `user:password@` of an address, wherever it stands in a line. */
const CREDENTIALS = /:\/\/[^\s/@:"]*:[^\s/@"]*@/g;

/**
 * The hub's log, on stderr so that stdout is for results: JSON, one object a line, for machines; short lines where a
 * person reads on a terminal. Known names of secrets, passwords within addresses and the values in errors of the
 * database are hidden.
 * @param destination where lines go instead of stderr; `terminal` says who reads them
 */
export function makeLog(
  level: Config['logLevel'],
  destination: DestinationStream = pino.destination({ dest: 2, sync: true }),
  terminal = process.stderr.isTTY === true,
): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.err, err: pino.stdSerializers.err },
      redact: {
        paths: [...SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), ...VALUES],
        censor: '[hidden]',
      },
      hooks: { streamWrite: (line) => line.replaceAll(CREDENTIALS, '://[hidden]@') },
    },
    terminal ? { write: (line) => destination.write(shortLine(line)) } : destination,
  );
}

const COLOURS: Record<string, number> = { fatal: 31, error: 31, warn: 33, info: 36 };

/** `12:30:05 warn  A database connection broke (error=…)`, with the stack of an error below. */
function shortLine(json: string): string {
  const { level, time, msg, error, err, ...rest } = JSON.parse(json) as Record<string, unknown>;
  const failure = error ?? err;
  const details = Object.entries(rest).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  if (typeof failure === 'string') details.push(`error=${failure}`);
  const stack = isSerialised(failure) ? `\n${failure.stack}` : '';
  const label = `\u001b[${COLOURS[String(level)] ?? 90}m${String(level).padEnd(5)}\u001b[0m`;
  const clock = new Date(String(time)).toTimeString().slice(0, 8);
  return `${clock} ${label} ${msg ?? ''}${details.length ? ` (${details.join(', ')})` : ''}${stack}\n`;
}

function isSerialised(value: unknown): value is { stack: string } {
  return typeof value === 'object' && value !== null && 'stack' in value && typeof value.stack === 'string';
}
