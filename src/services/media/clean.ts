import type { MediaKind } from '../../schema/media.js';
import { cleanImage, refuseBroken } from './clean-image.js';
import { cleanMp4 } from './clean-mp4.js';
import { previewOf } from './preview.js';
import { ACCEPTED, type AcceptedType, recognise } from './recognise.js';
import { cleanSvg } from './svg/clean-svg.js';

/** A file as it is kept, and what it is. */
export interface CleanFile {
  readonly path: string;
  readonly kind: MediaKind;
  readonly mediaType: AcceptedType;
  /** Null for what is no picture. */
  readonly width: number | null;
  readonly height: number | null;
  readonly animated: boolean;
  /** The picture in a few pixels. Null for what is none. */
  readonly preview: string | null;
}

/** What cleaning says of a picture. */
export interface ImageFacts {
  readonly width: number;
  readonly height: number;
  readonly animated: boolean;
}

/**
 * Makes of a file from anywhere one that is safe to hand on: pictures are drawn anew, which leaves behind where they were
 * taken and whatever else was hidden in them; what could run in an SVG is taken out, and so is the place from films.
 * @param target where to write, when it is not left as it is
 * @throws Refused when it is of no type that is taken, broken, or too large to be opened
 */
export async function clean(file: string, target: string): Promise<CleanFile> {
  const mediaType = await recognise(file);
  const kind = ACCEPTED[mediaType];
  const none = { width: null, height: null, animated: false, preview: null };
  switch (mediaType) {
    case 'image/svg+xml':
      return {
        path: target,
        kind,
        mediaType,
        ...(await cleanSvg(file, target)),
        preview: await previewOf(target).catch(refuseBroken),
      };
    case 'image/jpeg':
    case 'image/png':
    case 'image/webp':
    case 'image/avif':
    case 'image/gif':
      return {
        path: target,
        kind,
        mediaType,
        ...(await cleanImage(file, target, mediaType)),
        preview: await previewOf(target).catch(refuseBroken),
      };
    case 'video/mp4':
    case 'audio/mp4':
      await cleanMp4(file);
      return { path: file, kind, mediaType, ...none };
    default:
      return { path: file, kind, mediaType, ...none };
  }
}
