import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { S3Client, S3Errors } from '@bradenmacdonald/s3-lite-client';
import type { S3Config } from '../../config.js';
import { type ByteRange, type FileStorage, MissingFile, type StoredFile } from './storage.js';

/** Larger files go in parts of this size: so much of each is held in memory. */
const PART_BYTES = 8 * 1024 * 1024;

/** Files in a bucket of a store that speaks S3. */
export class S3Storage implements FileStorage {
  private readonly client: S3Client;

  constructor(private readonly config: S3Config) {
    const { endpoint, region, bucket, accessKey, secretKey } = config;
    this.client = new S3Client({
      endPoint: endpoint,
      region,
      bucket,
      accessKey,
      secretKey,
      pathStyle: config.pathStyle,
    });
  }

  get name(): string {
    return `the bucket ${this.config.bucket} at ${this.config.endpoint}`;
  }

  async put(key: string, file: string, mediaType: string): Promise<void> {
    if ((await this.size(key)) !== undefined) return;
    const { size } = await stat(file);
    const bytes = Readable.toWeb(createReadStream(file)) as globalThis.ReadableStream<Uint8Array>;
    const metadata = { 'Content-Type': mediaType };
    await this.client.putObject(key, bytes, { size, partSize: PART_BYTES, metadata });
  }

  async size(key: string): Promise<number | undefined> {
    try {
      return (await this.client.statObject(key)).size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    try {
      const { body } = range
        ? await this.client.getPartialObject(key, { offset: range.start, length: range.end - range.start + 1 })
        : await this.client.getObject(key);
      return Readable.fromWeb(body as unknown as ReadableStream);
    } catch (error) {
      throw isMissing(error) ? new MissingFile(key) : error;
    }
  }

  remove(key: string): Promise<void> {
    return this.client.deleteObject(key);
  }

  async *list(prefix: string): AsyncIterable<StoredFile> {
    for await (const { key, size, lastModified } of this.client.listObjects({ prefix }))
      yield { key, bytes: size, storedAt: lastModified };
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof S3Errors.ServerError && error.statusCode === 404 && error.code !== 'NoSuchBucket';
}
