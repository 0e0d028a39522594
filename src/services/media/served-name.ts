import type { AcceptedType } from './recognise.js';

/** What names of each type end in, the usual one first. */
const EXTENSIONS: Readonly<Record<AcceptedType, readonly [string, ...string[]]>> = {
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'image/avif': ['avif'],
  'image/gif': ['gif'],
  'image/svg+xml': ['svg'],
  'audio/mpeg': ['mp3'],
  'audio/mp4': ['m4a', 'mp4'],
  'audio/ogg': ['ogg', 'oga', 'opus'],
  'video/mp4': ['mp4', 'm4v'],
  'video/webm': ['webm'],
  'application/pdf': ['pdf'],
};

/** Line breaks, what turns the direction of writing, and what parts folders. */
const NOT_IN_NAMES = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}/\\]/gu;

/**
 * The name under which a file is handed out. Whatever it is called, its name ends as those of its type do: systems and
 * people judge by that what a file is. `garden.html` is handed out as `garden.png` when it is a PNG.
 */
export function servedName(name: string, type: AcceptedType): string {
  const extensions = EXTENSIONS[type];
  const parts = name.replace(NOT_IN_NAMES, '').split('.');
  const dropEmpty = () => {
    while (parts.length > 0 && parts.at(-1)!.trim() === '') parts.pop();
  };
  const fits = () => parts.length > 1 && extensions.includes(parts.at(-1)!.toLowerCase());
  dropEmpty();
  // What ends in something like `.2` or `. Smith` is no other type.
  if (!fits() && parts.length > 1 && /^[a-z][a-z0-9]{0,4}$/i.test(parts.at(-1)!)) {
    parts.pop();
    dropEmpty();
  }
  if (fits()) return parts.join('.');
  return [...(parts.length ? parts : ['file']), extensions[0]].join('.');
}
