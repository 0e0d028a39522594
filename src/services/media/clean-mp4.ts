import { type FileHandle, open } from 'node:fs/promises';
import { Refused } from '../../schema/user-error.js';

/** Boxes that hold others, on the way to where metadata lies. */
const CONTAINERS = new Set(['moov', 'trak', 'mdia', 'minf']);
/** Boxes of nothing but metadata: telephones write the place of the recording into them. XMP lies in `uuid`. */
const METADATA = new Set(['udta', 'meta', 'uuid']);
const HEADER_BYTES = 8;
const MAXIMUM_BOXES = 100_000;

/**
 * Takes the metadata out of an MP4 file, in place: its boxes become free space of the same size, filled with zeros, so
 * that nothing else moves.
 * @throws Refused when its boxes do not fit into each other
 */
export async function cleanMp4(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const walk = new Walk(handle);
    await walk.through(0, (await handle.stat()).size);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

class Walk {
  private boxes = 0;

  constructor(private readonly handle: FileHandle) {}

  async through(start: number, end: number): Promise<void> {
    // Fewer bytes than a header at the end are padding.
    for (let at = start; at + HEADER_BYTES <= end; ) {
      if (++this.boxes > MAXIMUM_BOXES) throw broken();
      const { type, headerBytes, size } = await this.boxAt(at, end);
      if (METADATA.has(type)) await this.empty(at, headerBytes, size);
      else if (CONTAINERS.has(type)) await this.through(at + headerBytes, at + size);
      at += size;
    }
  }

  private async boxAt(at: number, end: number): Promise<{ type: string; headerBytes: number; size: number }> {
    const { buffer } = await this.handle.read(Buffer.alloc(16), 0, 16, at);
    const type = buffer.toString('latin1', 4, 8);
    const short = buffer.readUInt32BE(0);
    // 1: the size stands behind the type; 0: the box goes on to the end.
    const headerBytes = short === 1 ? 16 : HEADER_BYTES;
    const size = short === 1 ? Number(buffer.readBigUInt64BE(8)) : short || end - at;
    if (size < headerBytes || at + size > end) throw broken();
    return { type, headerBytes, size };
  }

  private async empty(at: number, headerBytes: number, size: number): Promise<void> {
    await this.handle.write('free', at + 4, 'latin1');
    const zeros = Buffer.alloc(64 * 1024);
    for (let done = headerBytes; done < size; done += zeros.length) {
      await this.handle.write(zeros, 0, Math.min(zeros.length, size - done), at + done);
    }
  }
}

function broken(): Refused {
  return Refused.because('INVALID', 'The file cannot be read: it is damaged, or not whole.', 'file');
}
