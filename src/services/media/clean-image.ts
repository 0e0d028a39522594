import type { Metadata, Sharp } from 'sharp';
import sharp from 'sharp';
import { Refused } from '../../schema/user-error.js';
import type { ImageFacts } from './clean.js';
import { imageWork, MAXIMUM_PIXELS, openImage } from './image-work.js';

const MAXIMUM_PICTURES = 400;

type RasterType = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/avif' | 'image/gif';

/** How each type is written: so that no eye sees a difference to what was uploaded. */
const WRITE: Readonly<Record<RasterType, (image: Sharp) => Sharp>> = {
  'image/jpeg': (image) => image.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }),
  'image/png': (image) => image.png(),
  'image/webp': (image) => image.webp({ quality: 92 }),
  'image/avif': (image) => image.avif({ quality: 75, effort: 2 }),
  'image/gif': (image) => image.gif(),
};

/** Whether pictures of a type are made of points, and can be drawn anew. */
export function isRasterType(type: string): type is RasterType {
  return type in WRITE;
}

/**
 * Draws a picture anew, upright, in sRGB and with no metadata at all (EXIF, XMP, IPTC, comments, what is glued on behind).
 * @throws Refused when it cannot be read or is too large
 */
export async function cleanImage(file: string, target: string, type: RasterType): Promise<ImageFacts> {
  const { width, height, pages } = await readMetadata(file);
  if (width * height * pages > MAXIMUM_PIXELS) {
    const most = MAXIMUM_PIXELS / 1_000_000;
    throw Refused.because(
      'INVALID',
      `The picture has ${Math.ceil((width * height * pages) / 1_000_000)} million pixels; at most ${most} million are taken. Make it smaller.`,
      'file',
    );
  }
  if (pages > MAXIMUM_PICTURES) {
    throw Refused.because('INVALID', `At most ${MAXIMUM_PICTURES} pictures may follow each other in one.`, 'file');
  }
  const animated = pages > 1 && (type === 'image/gif' || type === 'image/webp');
  const drawn = await imageWork(() => {
    const image = openImage(file, { animated });
    return WRITE[type](animated ? image : image.autoOrient()).toFile(target);
  }).catch(refuseBroken);
  return { width: drawn.width, height: drawn.pageHeight ?? drawn.height, animated };
}

async function readMetadata(file: string): Promise<{ width: number; height: number; pages: number }> {
  // Only its beginning is read for this, so that a bomb is seen before it goes off.
  const found: Metadata = await sharp(file, { limitInputPixels: false }).metadata().catch(refuseBroken);
  return { width: found.width, height: found.pageHeight ?? found.height, pages: found.pages ?? 1 };
}

/** @throws Refused where a picture cannot be drawn */
export function refuseBroken(error: unknown): never {
  if (!(error instanceof Error) || error.name === 'BusyError') throw error;
  throw Refused.because('INVALID', 'The picture cannot be read: it is damaged, or not whole.', 'file');
}
