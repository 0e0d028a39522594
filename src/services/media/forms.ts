import type { MediaFit, MediaFormat } from '../../schema/media.js';

/*
 * The forms a file can be asked for in. Sizes come from a short ladder, so that what can be asked for of one picture is
 * limited, whoever asks; and every address is signed.
 */

/** Widths and heights in pixels that pictures are made in. */
export const SIZES = [96, 160, 320, 480, 640, 960, 1280, 1920, 2560] as const;

/** The form of the file as it is kept. */
export const ORIGINAL = 'original';

/** A form of a picture. */
export interface Rendition {
  readonly width: number | null;
  readonly height: number | null;
  readonly fit: MediaFit;
  readonly format: MediaFormat;
}

/** What the field `url` can be asked for. */
export interface WantedForm {
  readonly width?: number | null;
  readonly height?: number | null;
  readonly fit?: MediaFit | null;
  readonly format?: MediaFormat | null;
}

/** The form that comes next to what is wanted, as it stands in an address: `original`, `w640.auto`, `w640-h480-cover.webp`. */
export function formOf({ width, height, fit, format }: WantedForm): string {
  if (width == null && height == null && format == null) return ORIGINAL;
  const sizes = [
    ...(width == null ? [] : [`w${nextSize(width)}`]),
    ...(height == null ? [] : [`h${nextSize(height)}`]),
    ...(width != null && height != null && fit === 'COVER' ? ['cover'] : []),
  ];
  return `${sizes.join('-') || `w${SIZES.at(-1)}`}.${(format ?? 'AUTO').toLowerCase()}`;
}

/** Reads a form; undefined when there is none of this name. */
export function readForm(form: string): Rendition | typeof ORIGINAL | undefined {
  if (form === ORIGINAL) return ORIGINAL;
  const [, width, height, cover, format] =
    /^(?:w(\d+))?(?:(?:^|-)h(\d+))?(-cover)?\.(auto|avif|webp|jpeg|png)$/.exec(form) ?? [];
  if (!format || (!width && !height)) return undefined;
  const read = (size: string | undefined) => (size === undefined ? null : Number(size));
  return {
    width: read(width),
    height: read(height),
    fit: cover ? 'COVER' : 'CONTAIN',
    format: format.toUpperCase() as MediaFormat,
  };
}

/** The size of the ladder that comes next to what is wanted. */
export function nextSize(wanted: number): number {
  return SIZES.find((size) => size >= wanted) ?? SIZES.at(-1)!;
}
