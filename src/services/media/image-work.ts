import pLimit from 'p-limit';
import sharp, { type Sharp } from 'sharp';
import { BusyError } from './busy.js';

/** Pictures at a time in one process, and how many may wait: each takes memory, and all of them the processors. */
const AT_ONCE = 2;
const WAITING = 60;

/** Largest number of pixels that is taken: what the camera of a good telephone makes, and no bomb. */
export const MAXIMUM_PIXELS = 64_000_000;

const MAXIMUM_SECONDS = 60;

// One thread a picture, and no memory of the last ones: requests of the API run beside it.
sharp.concurrency(1);
sharp.cache(false);

const limit = pLimit(AT_ONCE);

/** Waits for its turn, then works on a picture. @throws BusyError when too many wait already */
export function imageWork<T>(work: () => Promise<T>): Promise<T> {
  if (limit.pendingCount >= WAITING) throw new BusyError();
  return limit(work);
}

/** Opens a picture, to be worked on for a minute at most. All its pictures when it is `animated`. */
export function openImage(source: string | Buffer, options: { readonly animated?: boolean } = {}): Sharp {
  const image = sharp(source, { ...options, limitInputPixels: MAXIMUM_PIXELS, sequentialRead: true });
  return image.timeout({ seconds: MAXIMUM_SECONDS });
}
