import type { Cells } from './tables.js';
import type { Adjust } from './values.js';

export function streetOf(cells: Cells<'address'>): (string | null)[] {
  return [cells.address_1, cells.address_2, cells.address_3, cells.address_4];
}

/**
 * Whether an address is that of a place, one for letters, both or neither: by its type, else by the name of its file. A
 * post-office box is no place, whatever it is called.
 */
export function addressKinds(cells: Cells<'address'>, file: string, adjust: Adjust): ('physical' | 'postal')[] {
  const type = cells.address_type ?? file;
  const postal = /postal|mail/i.test(type);
  const physical = /physical|street|visit/i.test(type) || (!postal && !/virtual/i.test(type));
  const lines = streetOf(cells).filter((line) => line !== null);
  if (physical && lines.length && lines.every((line) => POST_BOX.test(line))) {
    adjust('address_1', 'A post-office box is where letters go, and no place: it was taken as the postal address.');
    return ['postal'];
  }
  return [...(physical ? ['physical' as const] : []), ...(postal ? ['postal' as const] : [])];
}

const POST_BOX = /^\W{0,3}(?:p\.?\s?o\.?\s?box|post[- ]office box|postfach|apartado(?: postal)?|bo[iî]te postale)\b/i;

/** What a number belongs to that nobody can call; undefined for telephones. */
export function noTelephone({ type, description, number }: Cells<'phone'>): string | undefined {
  for (const text of [type, number, description]) {
    if (!text) continue;
    // "Phone and fax" is a telephone, too.
    const calls = /phone|voice|\btel|cell|mobile/i.test(text);
    if (!calls && /\b(?:tele)?fax|facsimile/i.test(text)) return describesOnly(text, description) ? 'fax' : undefined;
    if (!calls && /^pager$/i.test(text)) return 'pager';
    if (text === type && calls) return undefined;
  }
  return undefined;
}

/** A description may mention a fax besides: "Ask for our fax number". */
function describesOnly(text: string, description: string | null): boolean {
  return text !== description || /^\W{0,3}(?:\w+\W{1,3}){0,2}(?:tele)?(?:fax|facsimile)\b/i.test(text);
}
