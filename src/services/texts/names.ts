import type { Root } from 'hast';
import { elements } from './ids.js';

/*
 * A text names uploaded files by `media:` and their id, and entries by `entry:` and theirs, after which the anchor of a
 * section may follow. The names stay in its HTML; addresses take their place when it is read, for they change.
 */
const MEDIA = 'media:';
const ENTRY = 'entry:';

/** A picture in a text that was uploaded. */
export interface NamedPicture {
  /** As it was written; it may be none. */
  readonly id: string;
  /** The words in place of its own; empty when there are none. */
  readonly alt: string;
}

/** What a text names by ids, which may be none. In small letters. */
export interface Names {
  /** Uploaded pictures that it shows. */
  readonly pictures: readonly NamedPicture[];
  /** Ids of uploaded files that it links to. */
  readonly files: readonly string[];
  /** Ids of entries that it links to. */
  readonly entries: readonly string[];
}

export const NO_NAMES: Names = { pictures: [], files: [], entries: [] };

/** Whether a text can name anything. */
export function mayName(markdown: string): boolean {
  // Characters may be written as references, such as `&#109;edia:`.
  return /media|entry|[&\\]/i.test(markdown);
}

export function namesIn(html: Root): Names {
  const names = { pictures: [] as NamedPicture[], files: [] as string[], entries: [] as string[] };
  for (const { tagName, properties } of elements(html)) {
    const [src, href] = [String(properties.src ?? ''), String(properties.href ?? '')];
    if (tagName === 'img' && isNamed(src, MEDIA))
      names.pictures.push({ id: idIn(src), alt: String(properties.alt ?? '').trim() });
    if (tagName === 'a' && isNamed(href, MEDIA)) names.files.push(idIn(href));
    if (tagName === 'a' && isNamed(href, ENTRY)) names.entries.push(idIn(href));
  }
  return names;
}

/** Writes names so that the database finds them, and those of pictures also where their own words shall stand. */
export function nameTargets(html: Root): void {
  for (const element of elements(html)) {
    const { src, href, alt, ...others } = element.properties;
    if (element.tagName === 'img' && isNamed(String(src ?? ''), MEDIA)) {
      const name = MEDIA + idIn(String(src));
      element.properties = { src: name, alt: String(alt ?? '').trim() || name, ...others };
    }
    nameLink(element.properties);
  }
}

/** Writes the name of what is linked to so that the database finds it. */
export function nameLink(properties: Record<string, unknown>): void {
  const href = String(properties.href ?? '');
  const scheme = [MEDIA, ENTRY].find((one) => isNamed(href, one));
  if (scheme) properties.href = scheme + idIn(href) + (scheme === ENTRY ? anchorIn(href) : '');
}

/** The id that an address names, of a file or an entry; undefined when it is an address of another kind. */
export function namedBy(address: string): string | undefined {
  return isNamed(address, MEDIA) || isNamed(address, ENTRY) ? idIn(address) : undefined;
}

/** Whether the address names an uploaded file. Texts of members name none. */
export function unresolvable(address: string): boolean {
  return isNamed(address, MEDIA);
}

function isNamed(address: string, scheme: string): boolean {
  return address.slice(0, scheme.length).toLowerCase() === scheme;
}

/** Both schemes are equally long. */
function idIn(address: string): string {
  return address.slice(MEDIA.length).split('#')[0]!.toLowerCase();
}

function anchorIn(address: string): string {
  const from = address.indexOf('#');
  return from < 0 ? '' : address.slice(from);
}
