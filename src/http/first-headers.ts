/**
 * Headers that every answer begins with. They tell browsers to take it for nothing but what it says it is: data of an API,
 * which runs nothing, loads nothing and stands in no frame; and caches to leave it alone. A page that needs more, and an
 * answer that may be kept, say so themselves.
 * @param publicUrl under `https:` browsers are told to come that way only, for a year
 */
export function firstHeaders(publicUrl: string | undefined): Record<string, string> {
  return {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    ...(publicUrl?.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}
