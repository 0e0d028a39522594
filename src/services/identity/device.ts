/** By what is in the header. Where one begins like another, the more special comes first. */
type Signs = readonly (readonly [name: string, ...signs: RegExp[]])[];

const PROGRAMS: Signs = [
  ['Edge', /\bEdg(A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /\b(Chrome|CriOS)\//],
  ['Safari', /\bVersion\//, / Safari\//],
];

const SYSTEMS: Signs = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
];

/**
 * A few words by which people recognise a device of theirs, such as `Firefox on Windows`; nothing that tells one such
 * device from another is kept. Null when the header says nothing known.
 * @param userAgent the header `User-Agent`
 */
export function deviceOf(userAgent = ''): string | null {
  const named = (all: Signs) => all.find(([, ...signs]) => signs.every((sign) => sign.test(userAgent)))?.[0];
  const known = [named(PROGRAMS), named(SYSTEMS)].filter((name) => name !== undefined);
  return known.join(' on ') || null;
}
