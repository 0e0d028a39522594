/*
 * How long a delivery is tried: at once, and then ever more slowly for a little longer than a webhook may fail before it
 * is disabled. So nothing is given up while its webhook is about to be disabled, and all of it waits to be sent later.
 */

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds before the second try, the third, and so on. */
const PAUSES = [
  5,
  MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
  24 * HOUR,
  24 * HOUR,
];

/** After so many days of failures only, a webhook is disabled. */
export const FAILING_DAYS = 5;

/** How many seconds to wait after this many tries; undefined when it is time to give up. */
export function pauseAfter(tries: number): number | undefined {
  return PAUSES[tries - 1];
}

/** Whether an answer says that the receiver does not want this event, rather than that it cannot take it now. */
export function isRefusal(status: number | null): boolean {
  return status !== null && status >= 400 && status < 500 && ![408, 425, 429].includes(status);
}
