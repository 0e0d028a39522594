import type { EntityManager } from 'typeorm';
import type { Problems } from './problems.js';

/** When something shall happen, as people say it. */
export interface WallClock {
  /** What a clock there shows, as `YYYY-MM-DDTHH:MM`. */
  readonly at: string;
  /** IANA name. */
  readonly timeZone: string;
}

/** How far ahead plans are made. */
const YEARS = 2;

/**
 * Checks a time to come, by the clock of the database and its rules of time zones, which are also those that decide when
 * it has come. @returns it with the name of its zone written right; undefined when there are problems
 */
export async function checkWallClock(
  manager: EntityManager,
  { at, timeZone }: WallClock,
  problems: Problems,
): Promise<WallClock | undefined> {
  const [zone]: { name: string }[] = await manager.query(
    `select name from pg_timezone_names
     where lower(name) = lower($1) and name !~ '^(posix/.*|right/.*|localtime|posixrules|Factory)$' order by name limit 1`,
    [timeZone],
  );
  if (!zone) {
    problems.add(
      'INVALID',
      `"${timeZone.slice(0, 40)}" is not a time zone. Use an IANA name such as Europe/Berlin.`,
      'timeZone',
    );
    return undefined;
  }
  const [moment]: [{ shown: string; past: boolean; far: boolean }] = await manager.query(
    `select to_char(instant at time zone $2, 'YYYY-MM-DD"T"HH24:MI') as shown, instant <= now() as past,
       instant > now() + make_interval(years => $3) as far
     from instant_of($1, $2) instant`,
    [at, zone.name, YEARS],
  );
  const { shown, past, far } = moment;
  const problem =
    shown !== at
      ? `There is no ${words(at)} in ${zone.name}: the clocks are put forward then. Choose ${words(shown)} or another time.`
      : past
        ? `${words(at)} in ${zone.name} is past. Choose a time to come, or do it now.`
        : far
          ? `At most ${YEARS} years ahead can be planned. Choose an earlier time.`
          : undefined;
  if (problem) problems.add('INVALID', problem, 'at');
  return problem ? undefined : { at, timeZone: zone.name };
}

function words(at: string): string {
  return at.replace('T', ' ');
}
