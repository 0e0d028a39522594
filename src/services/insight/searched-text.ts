import { normalForm } from '../../normal-form.js';

const LONGEST = 80;
const MOST_DIGITS = 3;

/**
 * A query as it is counted: small letters, single blanks. Null for what may be about one person, whoever types it:
 * addresses, numbers, and whole sentences.
 */
export function countedQuery(text: string): string | null {
  const query = normalForm(text, 'NFC')
    .toLowerCase()
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  if (query === '' || query.length > LONGEST || query.split(' ').length > 8) return null;
  if (/[@/\\]|www\.|\.(com|org|net|de|at|ch|uk)\b/.test(query)) return null;
  if ((query.match(/\p{N}/gu) ?? []).length > MOST_DIGITS) return null;
  return query;
}
