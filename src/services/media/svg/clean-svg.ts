import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { Refused } from '../../../schema/user-error.js';
import type { ImageFacts } from '../clean.js';
import { cleanImage, isRasterType } from '../clean-image.js';
import { imageWork, MAXIMUM_PIXELS, openImage } from '../image-work.js';
import { recognise } from '../recognise.js';
import type { DrawingPart, SanitisedSvg } from './sanitise-svg.js';

/** Drawings for the web have some kilobytes; reading them takes many times the memory. */
const MAXIMUM_BYTES = 1024 * 1024;
/** An honest drawing is read within a second or two; one of a hundred thousand parts within each other in minutes. */
const MAXIMUM_MS = 15_000;
const MAXIMUM_MEGABYTES = 512;

/**
 * Takes everything out of an SVG that could run, or fetch something from elsewhere; pictures in it are drawn anew, as
 * others are.
 * @throws Refused when it is none, too large, or would not look the same afterwards
 */
export async function cleanSvg(file: string, target: string): Promise<ImageFacts> {
  if ((await stat(file)).size > MAXIMUM_BYTES)
    throw Refused.because('INVALID', 'An SVG has at most 1 MB. Simplify it, or save it as PNG.', 'file');
  const text = decode(await readFile(file));
  const parts = await imageWork(() => sanitise(text));
  const drawing = await withPictures(parts, target);
  const { width, height } = await imageWork(() => openImage(Buffer.from(drawing)).metadata()).catch(
    (error: Error): never => {
      throw error.name === 'BusyError' ? error : unreadable();
    },
  );
  await writeFile(target, drawing);
  return { width, height, animated: false };
}

/** The drawing with its pictures: what they are is seen in their bytes, and nothing is left in them but what they show. */
async function withPictures(parts: readonly DrawingPart[], target: string): Promise<string> {
  const drawing: string[] = [];
  const [given, cleaned] = [`${target}-part`, `${target}-part-clean`];
  let pixels = 0;
  try {
    for (const part of parts) {
      if (typeof part === 'string') {
        drawing.push(part);
        continue;
      }
      await writeFile(given, part.picture, { mode: 0o600 });
      const type = await recognise(given);
      if (!isRasterType(type))
        throw Refused.because('INVALID', 'The SVG has data in it that is no PNG, JPEG, WebP or GIF.', 'file');
      const { width, height } = await cleanImage(given, cleaned, type);
      pixels += width * height;
      if (pixels > MAXIMUM_PIXELS)
        throw Refused.because('INVALID', 'The pictures in the SVG are too large together. Make them smaller.', 'file');
      drawing.push(`data:${type};base64,${await readFile(cleaned, 'base64')}`);
    }
  } finally {
    await rm(given, { force: true });
    await rm(cleaned, { force: true });
  }
  return drawing.join('');
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw Refused.because('INVALID', 'The SVG is not written in UTF-8. Save it so.', 'file');
  }
}

/** Apart from everything else, so that it can be ended when it takes too long. */
function sanitise(text: string): Promise<readonly DrawingPart[]> {
  const worker = new Worker(new URL('./sanitise-svg.js', import.meta.url), {
    workerData: text,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAXIMUM_MEGABYTES },
  });
  const done = new Promise<readonly DrawingPart[]>((resolve, reject) => {
    setTimeout(() => reject(unreadable()), MAXIMUM_MS).unref();
    worker.on('message', (read: SanitisedSvg) =>
      'parts' in read ? resolve(read.parts) : reject(Refused.because('INVALID', read.refused, 'file')),
    );
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
