import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const BEGINNING = 'whsec_';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A new secret, in the form receivers' libraries take. */
export function newSecret(): string {
  return `${BEGINNING}${randomBytes(32).toString('base64')}`;
}

/**
 * Signs what is sent, by Standard Webhooks: HMAC-SHA256 over id, time and body.
 * @param secrets more than one while a new one takes over
 * @returns the headers that go with the body
 */
export function signatureHeaders(
  secrets: readonly string[],
  { id, at, body }: { id: string; at: Date; body: string },
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const seconds = `${Math.floor(at.getTime() / 1000)}`;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(BEGINNING.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signatures.join(' ') };
}

/**
 * Keeps secrets of webhooks closed in the database (AES-256-GCM) under a key made of the secret of the hub. They cannot
 * be hashed, since each request is signed with them.
 */
export class SecretSeal {
  private readonly key: Buffer;

  constructor(hubSecret: string) {
    this.key = Buffer.from(hkdfSync('sha256', hubSecret, '', 'hearth webhook secrets', 32));
  }

  /** @param owner id of the webhook: what is sealed for one opens for no other */
  seal(owner: string, secret: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** Undefined when it was sealed under another secret of the hub. */
  open(owner: string, sealed: Buffer): string | undefined {
    const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(owner))
      .setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const opened = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([opened, decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}
