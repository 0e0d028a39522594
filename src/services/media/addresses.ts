import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { FileAddresses } from '../../read/statement.js';

const BLOCK_BYTES = 64;
/** As `media_signature` in the database. */
const SIGNATURE_BYTES = 12;

/** Signs addresses of files, as the database does when it answers them, and checks what browsers come with. */
export class Addresses implements Omit<FileAddresses, 'lasting'> {
  readonly base: string;
  /** The key in its two padded blocks (RFC 2104), as the database takes it. */
  readonly key: Buffer;
  private readonly secret: Buffer;

  constructor(hubSecret: string, publicUrl: string | undefined) {
    this.base = publicUrl?.replace(/\/+$/, '') ?? '';
    this.secret = Buffer.from(hkdfSync('sha256', hubSecret, '', 'hearth file addresses', 32));
    const block = Buffer.concat([this.secret], BLOCK_BYTES);
    this.key = Buffer.concat([0x36, 0x5c].map((pad) => block.map((byte) => byte ^ pad)));
  }

  /** The path of a form of a file, as `media_path` in the database writes it. */
  pathOf(id: string, urlKey: string, form: string): string {
    return `/media/${id}/${urlKey}/${this.sign(id, urlKey, form)}/${form}`;
  }

  isSigned(id: string, urlKey: string, form: string, signature: string): boolean {
    const right = Buffer.from(this.sign(id, urlKey, form));
    const given = Buffer.from(signature);
    return given.length === right.length && timingSafeEqual(given, right);
  }

  private sign(id: string, urlKey: string, form: string): string {
    const whole = createHmac('sha256', this.secret).update(`${id}/${urlKey}/${form}`).digest();
    return whole.subarray(0, SIGNATURE_BYTES).toString('base64url');
  }
}
