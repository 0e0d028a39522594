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
  cells: { latitude: string | null; longitude: string | null },
  adjust: Adjust,
): { latitude: number; longitude: number } | null {
  if (!cells.latitude && !cells.longitude) return null;
  if (!cells.latitude || !cells.longitude) {
    adjust(cells.latitude ? 'latitude' : 'longitude', 'Half a coordinate is none: the place was taken without.');
    return null;
  }
  const latitude = degrees(cells.latitude, 90, 'latitude', adjust);
  const longitude = degrees(cells.longitude, 180, 'longitude', adjust);
  if (latitude === null || longitude === null) return null;
  if (latitude === 0 && longitude === 0) {
    adjust('latitude', '0, 0 lies in the sea and stands for a place nobody knows: it was taken without coordinates.');
    return null;
  }
  return { latitude, longitude };
}

function degrees(text: string, most: number, column: string, adjust: Adjust): number | null {
  const plain = text.replace(/^\u2212/, '-').replace(/\s*°$/, '');
  const number = plain.replace(',', '.');
  if (!/^[+-]?\d{1,3}(\.\d*)?$/.test(number)) {
    adjust(column, 'This is not a number of degrees, such as 41.8781: the place was taken without coordinates.');
    return null;
  }
  const value = Number(number);
  if (Math.abs(value) > most) {
    adjust(
      column,
      `There is no such place on earth, for a ${column} is from -${most} to ${most}: it was taken without.`,
    );
    return null;
  }
  if (number !== text) adjust(column, `Taken as ${value}.`);
  return value;
}
