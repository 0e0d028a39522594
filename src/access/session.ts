import type { IncomingHttpHeaders } from 'node:http';

/** How a request says who it comes from. */
export interface Credentials {
  readonly token: string;
  /** Browsers send cookies by themselves, whoever wrote the page: such a request needs a look at its origin. */
  readonly by: 'bearer' | 'cookie';
}

/** What the request brings; `Authorization: Bearer` goes before the cookie. Undefined for a visitor. */
export function credentialsOf(headers: IncomingHttpHeaders, cookieName: string): Credentials | undefined {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer) return { token: bearer, by: 'bearer' };
  const token = cookieNamed(cookieName, headers.cookie ?? '');
  return token ? { token, by: 'cookie' } : undefined;
}

/**
 * Whether a request was made by a page of our own. Browsers leave `Origin` out when a page reads from its own server, and
 * then say `Sec-Fetch-Site: same-origin`; old ones only name the page, in `Referer`.
 * @param ours origins of our pages, such as `https://app.example`, as browsers write them
 */
export function isFromOwnPage(headers: IncomingHttpHeaders, ours: readonly string[]): boolean {
  const site = headers['sec-fetch-site'];
  const from = headers.origin ?? (site === undefined ? headers.referer : undefined);
  if (from === undefined) return site === 'same-origin';
  return URL.canParse(from) && ours.includes(new URL(from).origin);
}

/** A cookie that scripts cannot read; without `token` it is taken away. */
export function cookieLine(cookie: { name: string; secure: boolean; seconds: number }, token: string | null): string {
  return [
    `${cookie.name}=${encodeURIComponent(token ?? '')}`,
    'Path=/',
    `Max-Age=${token ? cookie.seconds : 0}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(cookie.secure ? ['Secure'] : []),
  ].join('; ');
}

/** What a request brings in a cookie; undefined when there is none of the name. */
export function cookieNamed(name: string, header: string): string | undefined {
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    if (part.slice(0, Math.max(equals, 0)).trim() !== name) continue;
    try {
      return decodeURIComponent(part.slice(equals + 1).trim());
    } catch {
      return undefined;
    }
  }
  return undefined;
}
