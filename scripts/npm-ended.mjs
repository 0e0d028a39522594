import { setInterval } from 'node:timers/promises';

const POLL_MS = 500;

/** Resolves when the npm that runs this process has ended. Never, where it was not npm that began it. */
export async function npmEnded() {
  if (!process.env.npm_lifecycle_event) return new Promise(() => undefined);
  const npm = process.ppid;
  for await (const _ of setInterval(POLL_MS, undefined, { ref: false })) {
    if (process.ppid !== npm) return;
  }
}
