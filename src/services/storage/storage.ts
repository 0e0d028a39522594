import type { Readable } from 'node:stream';

/** A part of what is stored: both ends count. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Where the bytes of files are kept. What lies under a key never changes, so that all processes can rely on what one has
 * seen.
 */
export interface FileStorage {
  /** For operators, such as `the folder /srv/hearth/media`. */
  readonly name: string;
  /** Keeps the bytes of a local file. They are there as a whole or not at all. What is there already stays. */
  put(key: string, file: string, mediaType: string): Promise<void>;
  /** How many bytes lie under a key; undefined when there is nothing. */
  size(key: string): Promise<number | undefined>;
  /** The bytes, or a part of them. @throws MissingFile when there is nothing */
  read(key: string, range?: ByteRange): Promise<Readable>;
  /** Nothing happens when there is nothing. */
  remove(key: string): Promise<void>;
  /** Everything whose key begins so. */
  list(prefix: string): AsyncIterable<StoredFile>;
}

export interface StoredFile {
  readonly key: string;
  readonly bytes: number;
  readonly storedAt: Date;
}

/** What should be in the storage is not. */
export class MissingFile extends Error {
  constructor(key: string) {
    super(`The storage has no file ${key}`);
    this.name = 'MissingFile';
  }
}
