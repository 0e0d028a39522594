import { imageWork, openImage } from './image-work.js';

/** Pixels of the longer side: enough for colours and where they are. */
const PIXELS = 16;

/** The picture in a few pixels, as an address that has its bytes in itself. Drawn in the turn of its picture. */
export function previewOf(picture: string | Buffer): Promise<string> {
  return imageWork(async () => {
    const tiny = await openImage(picture)
      .resize({ width: PIXELS, height: PIXELS, fit: 'inside' })
      .webp({ quality: 40 })
      .toBuffer();
    return `data:image/webp;base64,${tiny.toString('base64')}`;
  });
}
