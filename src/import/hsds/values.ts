import { emailProblem } from '../../email-address.js';

/** Tells that a value is taken in another form than it stands, or not at all. */
export type Adjust = (column: string, reason: string) => void;

/** The address of a page, when the browser can open it. */
export function webAddress(text: string | null, column: string, adjust: Adjust): string | null {
  if (!text) return null;
  // "www.example.org", as people write it.
  const address = /^[\w-]+(\.[\w-]+)+([/?#]\S*)?$/.test(text) ? `https://${text}` : text;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) {
    if (address !== text) adjust(column, `Taken as ${address}.`);
    return address;
  }
  adjust(column, 'This is not a web address: it was left out.');
  return null;
}

export function emailAddress(text: string | null, column: string, adjust: Adjust): string | null {
  if (!text || !emailProblem(text)) return text;
  adjust(column, 'This is not one e-mail address: it was left out.');
  return null;
}

/** BCP 47 tags of codes such as `en`, `eng` or `pt-BR`, parted by commas or semicolons. */
export function languageTags(text: string | null, column: string, adjust: Adjust): string[] {
  const tags = new Set<string>();
  for (const code of text
    ?.split(/[,;]/)
    .map((part) => part.trim())
    .filter(Boolean) ?? []) {
    try {
      // Names such as "Spanish" have the form of a code too.
      if (!/^[a-z]{2,3}(-|$)/i.test(code)) throw new RangeError();
      tags.add(new Intl.Locale(code).toString());
    } catch {
      adjust(column, `"${code}" is not the code of a language: it was left out.`);
    }
  }
  return [...tags];
}

/** Whole years. */
export function age(text: string | null, column: string, adjust: Adjust): number | null {
  if (text === null) return null;
  const years = Number(text);
  if (Number.isInteger(years) && years >= 0 && years <= 130) return years;
  adjust(column, 'This is not an age in whole years: it was left out.');
  return null;
}

/** Two capital letters. */
export function country(text: string | null, column: string, adjust: Adjust): string | null {
  if (text === null || /^[A-Z]{2}$/.test(text)) return text;
  if (/^[a-z]{2}$/i.test(text)) {
    adjust(column, `Taken as ${text.toUpperCase()}.`);
    return text.toUpperCase();
  }
  adjust(column, 'This is not a country as two letters (ISO 3166-1), such as US: it was left out.');
  return null;
}

/** Degrees, both or neither. */
export function coordinates(
  { latitude, longitude }: { latitude: string | null; longitude: string | null },
  adjust: Adjust,
): { latitude: number; longitude: number } | null {
  if (!latitude && !longitude) return null;
  if (!latitude || !longitude) {
    adjust(latitude ? 'latitude' : 'longitude', 'Half a coordinate is none: the place was taken without.');
    return null;
  }
  const degrees = { latitude: Number(latitude), longitude: Number(longitude) };
  if (Math.abs(degrees.latitude) <= 90 && Math.abs(degrees.longitude) <= 180) return degrees;
  const column = Math.abs(degrees.latitude) <= 90 ? 'longitude' : 'latitude';
  adjust(column, 'There is no such place on earth: it was taken without coordinates.');
  return null;
}
