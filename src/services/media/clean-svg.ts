import { readFile, stat, writeFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { Refused } from '../../schema/user-error.js';
import type { ImageFacts } from './clean.js';
import { imageWork, openImage } from './image-work.js';

/** Drawings for the web have some kilobytes; reading them takes many times the memory. */
const MAXIMUM_BYTES = 1024 * 1024;
/** An honest drawing is read within a second or two; one of a hundred thousand parts within each other in minutes. */
const MAXIMUM_MS = 15_000;
const MAXIMUM_MEGABYTES = 512;

/**
 * Takes everything out of an SVG that could run, or fetch something from elsewhere.
 * @throws Refused when it is none, or too large
 */
export async function cleanSvg(file: string, target: string): Promise<ImageFacts> {
  if ((await stat(file)).size > MAXIMUM_BYTES)
    throw Refused.because('INVALID', 'An SVG has at most 1 MB. Simplify it, or save it as PNG.', 'file');
  const text = decode(await readFile(file));
  return imageWork(async () => {
    const drawing = await sanitise(text);
    const { width, height } = await openImage(Buffer.from(drawing))
      .metadata()
      .catch((): never => {
        throw unreadable();
      });
    await writeFile(target, drawing);
    return { width, height, animated: false };
  });
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw Refused.because('INVALID', 'The SVG is not written in UTF-8. Save it so.', 'file');
  }
}

/** Apart from everything else, so that it can be ended when it takes too long. */
function sanitise(text: string): Promise<string> {
  const worker = new Worker(new URL('./sanitise-svg.js', import.meta.url), {
    workerData: text,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAXIMUM_MEGABYTES },
  });
  const done = new Promise<string>((resolve, reject) => {
    setTimeout(() => reject(unreadable()), MAXIMUM_MS).unref();
    worker.on('message', (drawing: string | null) => (drawing ? resolve(drawing) : reject(unreadable())));
    // It runs out of memory, or of depth: the drawing is made to do that.
    worker.on('error', () => reject(unreadable()));
  });
  return done.finally(() => worker.terminate());
}

function unreadable(): Refused {
  return Refused.because(
    'INVALID',
    'This SVG cannot be read as a picture, or is too complicated. Simplify it, or save it as PNG.',
    'file',
  );
}
