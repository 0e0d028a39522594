import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { WebhookAttempt } from '../../entities/webhooks/webhook-delivery.js';
import { isPublicAddress, lookupPublic, PrivateAddress } from './public-address.js';

/** What is sent where. */
export interface Shipment {
  readonly url: string;
  /** JSON. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export const TIMEOUT_SECONDS = 10;
const KEPT_BYTES = 1024;

/**
 * Sends one request and says what came of it; never throws. Redirects are not followed.
 * @param privateTargets whether it may go to addresses that are not on the public internet, and without TLS
 */
export async function send(shipment: Shipment, privateTargets: boolean): Promise<WebhookAttempt> {
  const at = new Date();
  const since = performance.now();
  const outcome = await post(shipment, privateTargets).then(
    ({ status, body }) => ({ responseStatus: status, responseBody: body, error: problemOf(status) }),
    (error: NodeJS.ErrnoException) => ({
      responseStatus: null,
      responseBody: null,
      error: wordsOf(error, new URL(shipment.url).hostname),
    }),
  );
  return { at: at.toISOString(), durationMs: Math.round(performance.now() - since), ...outcome };
}

function post({ url, body, headers }: Shipment, privateTargets: boolean): Promise<{ status: number; body: string }> {
  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    // The setting may have become stricter since the webhook was made.
    if (!privateTargets && protocol !== 'https:') throw new Error('Only https addresses are allowed.');
    if (!privateTargets && isIP(host) && !isPublicAddress(host)) throw new PrivateAddress(host);
    const request = (protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Hearth',
        ...headers,
      },
      // A connection of its own: one that was kept may lead where a name led before.
      agent: false,
      signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000),
      ...(privateTargets ? {} : { lookup: lookupPublic }),
    });
    request.on('error', reject);
    request.on('response', async (response) => {
      const kept: Buffer[] = [];
      let bytes = 0;
      try {
        for await (const chunk of response as AsyncIterable<Buffer>) {
          kept.push(chunk);
          bytes += chunk.length;
          if (bytes >= KEPT_BYTES) break;
        }
        const text = Buffer.concat(kept).subarray(0, KEPT_BYTES).toString('utf8');
        // PostgreSQL keeps no NUL in texts.
        resolve({ status: response.statusCode!, body: text.replaceAll('\0', '') });
      } catch (error) {
        reject(error);
      }
    });
    request.end(body);
  });
}

function problemOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) {
    return `The receiver answered ${status}. Redirects are not followed: give the webhook the address they lead to.`;
  }
  return `The receiver answered ${status}. It has to answer 2xx when it has taken an event.`;
}

function wordsOf(error: NodeJS.ErrnoException, host: string): string {
  if (error instanceof PrivateAddress) {
    const leads = host === error.address ? `${host} is` : `${host} leads to ${error.address}, which is`;
    return `${leads} not on the public internet. An operator can allow that by WEBHOOK_PRIVATE_TARGETS.`;
  }
  if (error.name === 'AbortError' || error.name === 'TimeoutError') {
    return `There was no answer within ${TIMEOUT_SECONDS} seconds. The receiver should answer at once and work afterwards.`;
  }
  switch (error.code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `There is no host ${host}, or it could not be looked up. Check the address.`;
    case 'ECONNREFUSED':
      return `${host} refused the connection. Is the receiver running?`;
    case 'ECONNRESET':
      return `${host} closed the connection before it answered.`;
    default:
      return `The request failed: ${error.message || error.code}`;
  }
}
