import { describedEnum } from './enums.js';

export const MediaKind = describedEnum('MediaKind', 'What sort of file something is.', {
  IMAGE: 'A picture: JPEG, PNG, WebP, AVIF, GIF or SVG.',
  AUDIO: 'Something to listen to: MP3, M4A or Ogg.',
  VIDEO: 'Something to watch: MP4 or WebM.',
  DOCUMENT: 'Something to read: PDF.',
});
export type MediaKind = keyof typeof MediaKind;

export const MediaFit = describedEnum('MediaFit', 'How a picture is brought to a width and a height.', {
  CONTAIN: 'As a whole: it is as large as fits into both.',
  COVER: 'Cut to exactly their proportions, around the focal point.',
});
export type MediaFit = keyof typeof MediaFit;

export const MediaFormat = describedEnum('MediaFormat', 'The format a picture is sent in.', {
  AUTO: 'The smallest that the browser understands: AVIF, WebP, or else JPEG (PNG with transparency).',
  AVIF: 'AVIF. Of something animated the first picture.',
  WEBP: 'WebP.',
  JPEG: 'JPEG, on white where it is transparent. Of something animated the first picture.',
  PNG: 'PNG. Of something animated the first picture.',
});
export type MediaFormat = keyof typeof MediaFormat;

export const MediaPlace = describedEnum('MediaPlace', 'Where in an entry a file is used.', {
  COVER: 'As `coverImage`.',
  FILE: 'As the `file` of a resource.',
  BODY: 'In a text, as `![…](media:<id>)`.',
});
export type MediaPlace = keyof typeof MediaPlace;

export const MediaDescription = describedEnum(
  'MediaDescription',
  'What becomes of all that is said about a file when another takes its place.',
  {
    KEEP: 'The new file shows the same, such as a sharper picture: the focal point, whether it is decorative, and the words in all languages stay, but for what is given with it.',
    REPLACE:
      'The new file shows something else: nothing said about the old one stays. The focal point is the middle, the picture is not decorative, and there are no words in any language, but for what is given with it.',
  },
);
export type MediaDescription = keyof typeof MediaDescription;
