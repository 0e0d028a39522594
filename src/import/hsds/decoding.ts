import { Transform, type TransformCallback } from 'node:stream';
import { TextDecoder } from 'node:util';
import { ImportMistake } from '../mistake.js';

const LINE_FEED = 10;
/** More is not kept while the end of a line is waited for. */
const LONGEST_LINE = 1_000_000;

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** What Windows-1252 has where Latin-1 has control characters; the decoder of Node.js knows only the latter. */
const WESTERN = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** @throws ImportMistake when there is no such encoding */
export function checkEncoding(name: string): void {
  try {
    new TextDecoder(name);
  } catch {
    throw new ImportMistake(
      `"${name.slice(0, 40)}" is not an encoding. Use a name such as utf-8, windows-1252, iso-8859-2 or utf-16le.`,
    );
  }
}

/**
 * Makes UTF-8 of a file whatever it is written in: the encoding that is asked for; else UTF-16 where it begins like that;
 * else line by line UTF-8, or Windows-1252 where it is not.
 */
export class Decoder extends Transform {
  private wide: TextDecoder | undefined;
  private begun = false;
  private rest: Buffer = Buffer.alloc(0);
  private westernLines = 0;

  constructor(encoding: string | undefined) {
    super();
    if (encoding && !/^utf-?8$/i.test(encoding)) this.wide = new TextDecoder(encoding);
  }

  /** What is to be said of the encoding of the file; undefined when it was UTF-8. */
  get remark(): string | undefined {
    const check = 'Look at letters with accents; if they are wrong, say with --encoding what it is.';
    if (this.wide) return `The file was read as ${this.wide.encoding.toUpperCase()}.`;
    if (this.westernLines === 0) return undefined;
    const lines = this.westernLines === 1 ? '1 line is' : `${this.westernLines} lines are`;
    return `${lines} not UTF-8 and read as Windows-1252 (Western European). ${check}`;
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    if (!this.begun) {
      this.begun = true;
      this.wide ??= utf16(chunk);
    }
    if (this.wide) {
      this.push(this.wide.encoding === 'windows-1252' ? western(chunk) : this.wide.decode(chunk, { stream: true }));
    } else {
      const all = this.rest.length ? Buffer.concat([this.rest, chunk]) : chunk;
      const end = all.length > LONGEST_LINE ? all.length : all.lastIndexOf(LINE_FEED) + 1;
      this.rest = all.subarray(end);
      this.lines(all.subarray(0, end));
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    if (this.wide) this.push(this.wide.decode());
    else this.lines(this.rest);
    done();
  }

  private lines(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (isUtf8(bytes)) {
      this.push(bytes);
      return;
    }
    for (let start = 0; start < bytes.length; ) {
      const feed = bytes.indexOf(LINE_FEED, start);
      const end = feed === -1 ? bytes.length : feed + 1;
      const line = bytes.subarray(start, end);
      const right = isUtf8(line);
      if (!right) this.westernLines++;
      this.push(right ? line : western(line));
      start = end;
    }
  }
}

function western(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\x80-\x9f]/g, (sign) => WESTERN[sign.charCodeAt(0) - 0x80]!);
}

function isUtf8(bytes: Buffer): boolean {
  try {
    UTF_8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** By its mark, or because every other byte of the header is nothing. */
function utf16([first, second, third, fourth]: Buffer): TextDecoder | undefined {
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be');
  if (first && second === 0 && third && fourth === 0) return new TextDecoder('utf-16le');
  if (first === 0 && second && third === 0 && fourth) return new TextDecoder('utf-16be');
  return undefined;
}
