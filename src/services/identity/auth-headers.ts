/** The headers better-auth reads, as if a browser had sent them. */
export function authHeaders(given: {
  cookie?: readonly [name: string, value: string];
  device?: string | null;
}): Headers {
  const headers = new Headers();
  // A text with half a character in it cannot be encoded, nor be any token of ours.
  if (given.cookie) headers.set('cookie', `${given.cookie[0]}=${encodeURIComponent(given.cookie[1].toWellFormed())}`);
  // better-auth keeps this header with the session: it gets no more than is to be kept.
  if (given.device) headers.set('user-agent', given.device);
  return headers;
}

/** The value of a cookie that better-auth has set; undefined when it has not, or has taken it away. */
export function cookieSet(headers: Headers, name: string): string | undefined {
  const values = headers
    .getSetCookie()
    .filter((cookie) => cookie.startsWith(`${name}=`))
    .map((cookie) => decodeURIComponent(cookie.slice(name.length + 1).split(';')[0]!));
  return values.at(-1) || undefined;
}
