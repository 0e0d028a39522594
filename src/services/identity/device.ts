const PROGRAMS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS)\//, 'Chrome'],
  [/\bVersion\/\S+.* Safari\//, 'Safari'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/**
 * A few words by which people recognise a device of theirs, such as `Firefox on Windows`; nothing that tells one such
 * device from another is kept. Null when the header says nothing known.
 * @param userAgent the header `User-Agent`
 */
export function deviceOf(userAgent: string | undefined): string | null {
  const named = (names: typeof PROGRAMS) => names.find(([sign]) => sign.test(userAgent ?? ''))?.[1];
  const known = [named(PROGRAMS), named(SYSTEMS)].filter((name) => name !== undefined);
  return known.join(' on ') || null;
}
