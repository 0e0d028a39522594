/** A drawing cannot be taken as it is. The message says why, to whoever uploads it. */
export class UnsafeDrawing extends Error {}

/** A drawing shows something that lies elsewhere. */
export function fromElsewhere(address: string): UnsafeDrawing {
  const shown = address.length > 100 ? `${address.slice(0, 100)}…` : address;
  return new UnsafeDrawing(
    `The SVG takes "${shown}" from elsewhere. Put all that it shows into the file itself: pictures as data (PNG, JPEG, WebP or GIF in base64), letters as paths.`,
  );
}
