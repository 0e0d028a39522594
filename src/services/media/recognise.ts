import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import type { MediaKind } from '../../schema/media.js';
import { Refused } from '../../schema/user-error.js';

/** Types of files that are taken, with their kind. */
export const ACCEPTED = {
  'image/jpeg': 'IMAGE',
  'image/png': 'IMAGE',
  'image/webp': 'IMAGE',
  'image/avif': 'IMAGE',
  'image/gif': 'IMAGE',
  'image/svg+xml': 'IMAGE',
  'audio/mpeg': 'AUDIO',
  'audio/mp4': 'AUDIO',
  'audio/ogg': 'AUDIO',
  'video/mp4': 'VIDEO',
  'video/webm': 'VIDEO',
  'application/pdf': 'DOCUMENT',
} as const satisfies Record<string, MediaKind>;

export type AcceptedType = keyof typeof ACCEPTED;

/** Other names under which some of them are found. */
const ALIASES: Readonly<Record<string, AcceptedType>> = {
  'audio/x-m4a': 'audio/mp4',
  'audio/ogg; codecs=opus': 'audio/ogg',
  'video/x-m4v': 'video/mp4',
};

const REMEDIES: Readonly<Record<string, string>> = {
  'image/heic': 'Browsers do not show pictures of the type HEIC. Save it as JPEG (telephones can, when they share it).',
  'image/heif': 'Browsers do not show pictures of the type HEIF. Save it as JPEG (telephones can, when they share it).',
  'image/tiff': 'Browsers do not show pictures of the type TIFF. Save it as JPEG or PNG.',
  'image/apng': 'A PNG that moves would stand still here. Save it as WebP or GIF.',
  'application/gzip': 'Compressed files are not taken. Save a drawing as SVG, not as SVGZ.',
  'image/bmp': 'Save the picture as PNG or JPEG.',
  'video/quicktime': 'Not every browser plays films of the type QuickTime. Save it as MP4.',
};

const TAKEN = 'JPEG, PNG, WebP, AVIF, GIF, SVG, PDF, MP3, M4A, Ogg, MP4 and WebM';

/** How the text of an SVG picture may begin. Whether it is one its reader finds out. */
const SVG_BEGINNING = /^\uFEFF?\s*<(?:\?xml|!--|!DOCTYPE\s|(?:[\w.-]+:)?svg[\s/>])/i;

/**
 * Finds out what a file is from its bytes: what it is called and said to be counts for nothing.
 * @throws Refused for types that are not taken, saying what to do
 */
export async function recognise(file: string): Promise<AcceptedType> {
  const found = (await fileTypeFromFile(file))?.mime as string | undefined;
  const type = found && (ALIASES[found] ?? found);
  if (type && type in ACCEPTED) return type as AcceptedType;
  if ((type === undefined || type === 'application/xml') && SVG_BEGINNING.test(await beginningOf(file)))
    return 'image/svg+xml';
  throw Refused.because('INVALID', REMEDIES[type ?? ''] ?? `Files of this type are not taken. ${TAKEN} are.`, 'file');
}

async function beginningOf(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(200), 0, 200, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
