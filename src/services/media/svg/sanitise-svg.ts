import { parentPort, workerData } from 'node:worker_threads';
import { readDrawing } from './read-drawing.js';
import { UnsafeDrawing } from './unsafe-drawing.js';

/*
 * Runs as a thread of its own, for one drawing: reading it can take as long as its author likes. It is given the text of
 * an SVG, and answers the drawing with nothing in it that could run or fetch something, or why it cannot be taken.
 */

/** What the thread answers. */
export type SanitisedSvg = { readonly parts: readonly DrawingPart[] } | { readonly refused: string };

/** Text of the drawing, or a picture in it that still has to be drawn anew. */
export type DrawingPart = string | { readonly picture: Uint8Array };

function sanitised(text: string): SanitisedSvg {
  try {
    return { parts: readDrawing(text) };
  } catch (error) {
    if (error instanceof UnsafeDrawing) return { refused: error.message };
    throw error;
  }
}

parentPort!.postMessage(sanitised(workerData as string));
