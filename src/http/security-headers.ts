/**
 * Headers of every answer, which tell browsers to take it for nothing but what it says it is: data of an API, which runs
 * nothing, loads nothing and stands in no frame. A page that needs more says so itself.
 * @param publicUrl under `https:` browsers are told to come that way only, for a year
 */
export function securityHeaders(publicUrl: string | undefined): Record<string, string> {
  return {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    ...(publicUrl?.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}
