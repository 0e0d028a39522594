import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { Sharp } from 'sharp';
import type { MediaFormat } from '../../schema/media.js';
import { RENDITIONS, TryLimit } from '../identity/try-limit.js';
import type { FileStorage } from '../storage/storage.js';
import { nextSize, type Rendition } from './forms.js';
import { imageWork, openImage } from './image-work.js';
import { originalKey, renditionPrefix } from './keys.js';
import type { AcceptedType } from './recognise.js';

/** A format that is written: AUTO has been decided. */
export type WrittenFormat = Exclude<MediaFormat, 'AUTO'> | 'GIF';

export const RENDITION_TYPES = {
  AVIF: 'image/avif',
  WEBP: 'image/webp',
  JPEG: 'image/jpeg',
  PNG: 'image/png',
  GIF: 'image/gif',
} as const satisfies Record<WrittenFormat, AcceptedType>;

const WRITE: Readonly<Record<WrittenFormat, (image: Sharp) => Sharp>> = {
  AVIF: (image) => image.avif({ quality: 55, effort: 3 }),
  WEBP: (image) => image.webp({ quality: 78 }),
  JPEG: (image) => image.flatten({ background: '#fff' }).jpeg({ quality: 80, mozjpeg: true }),
  PNG: (image) => image.png({ compressionLevel: 9 }),
  GIF: (image) => image.gif(),
};

/** A picture as it is kept. */
export interface KeptPicture {
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  readonly animated: boolean;
  /** In percent. */
  readonly focal_x: number;
  readonly focal_y: number;
}

export interface MadeRendition {
  readonly key: string;
  readonly bytes: number;
}

/** Pictures in the sizes and formats they are asked for in. Each is made once and kept; what is lost is made again. */
export class Renditions {
  private readonly limit: TryLimit;

  constructor(
    private readonly pool: Pool,
    private readonly storage: FileStorage,
  ) {
    this.limit = new TryLimit(pool, RENDITIONS);
  }

  /**
   * @param address network address of who asks
   * @throws BusyError when too much is being made already
   * @throws GraphQLError RATE_LIMITED when too much was made for the one who asks
   */
  async get(picture: KeptPicture, wanted: Rendition, format: WrittenFormat, address: string): Promise<MadeRendition> {
    const form = simplest(picture, wanted);
    const key = keyOf(picture, form, format);
    const known = await this.storage.size(key);
    if (known !== undefined) return { key, bytes: known };
    await this.limit.begin({ address });
    return imageWork(() => this.alone(key, () => this.make(key, picture, form, format)));
  }

  /** Lets one process at a time make what lies under a key: the others wait and find it made. */
  private async alone(key: string, make: () => Promise<void>): Promise<MadeRendition> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await client.query("select pg_advisory_xact_lock(hashtextextended('media rendition ' || $1, 0))", [key]);
      let bytes = await this.storage.size(key);
      if (bytes === undefined) {
        await make();
        bytes = (await this.storage.size(key))!;
      }
      return { key, bytes };
    } finally {
      await client.query('rollback').finally(() => client.release());
    }
  }

  private async make(key: string, picture: KeptPicture, form: Rendition, format: WrittenFormat): Promise<void> {
    const original = Buffer.concat(await (await this.storage.read(originalKey(picture.hash))).toArray());
    const folder = await mkdtemp(join(tmpdir(), 'hearth-'));
    try {
      const file = join(folder, randomUUID());
      const animated = picture.animated && (format === 'WEBP' || format === 'GIF');
      await WRITE[format](resized(openImage(original, { animated }), picture, form)).toFile(file);
      await this.storage.put(key, file, RENDITION_TYPES[format]);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
}

/** A whole picture is as wide or as high as it may be, and never larger than it is: many forms come to the same. */
function simplest(picture: KeptPicture, form: Rendition): Rendition {
  const { width, height, fit } = form;
  if (fit === 'COVER') return form;
  const byWidth = height === null || (width !== null && picture.width * height > picture.height * width);
  return byWidth
    ? { ...form, width: nextSize(Math.min(width!, picture.width)), height: null }
    : { ...form, width: null, height: nextSize(Math.min(height, picture.height)) };
}

function keyOf(
  { hash, focal_x, focal_y }: KeptPicture,
  { width, height, fit }: Rendition,
  format: WrittenFormat,
): string {
  const cut = fit === 'COVER' ? `-cover-${focal_x}-${focal_y}` : '';
  return `${renditionPrefix(hash)}w${width ?? 0}-h${height ?? 0}${cut}.${format.toLowerCase()}`;
}

/** Never larger than the picture itself: it would only be more bytes. */
function resized(image: Sharp, picture: KeptPicture, { width, height, fit }: Rendition): Sharp {
  if (fit !== 'COVER' || !width || !height) {
    return image.resize({
      width: width ?? undefined,
      height: height ?? undefined,
      fit: 'inside',
      withoutEnlargement: true,
    });
  }
  const scale = Math.min(1, picture.width / width, picture.height / height);
  const [cutWidth, cutHeight] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  // The part of the picture that will be seen, as large as it can be and around the focal point as far as it goes.
  const part = Math.min(picture.width / cutWidth, picture.height / cutHeight);
  const [partWidth, partHeight] = [
    Math.min(picture.width, Math.round(cutWidth * part)),
    Math.min(picture.height, Math.round(cutHeight * part)),
  ];
  return image
    .extract({
      left: offset(picture.width, partWidth, picture.focal_x),
      top: offset(picture.height, partHeight, picture.focal_y),
      width: partWidth,
      height: partHeight,
    })
    .resize({ width: cutWidth, height: cutHeight, fit: 'fill' });
}

function offset(whole: number, part: number, percent: number): number {
  return Math.round(Math.min(Math.max((whole * percent) / 100 - part / 2, 0), whole - part));
}
