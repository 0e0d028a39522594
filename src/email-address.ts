import { domainToASCII, domainToUnicode } from 'node:url';

/** In octets, as mail servers take them (RFC 5321). */
const LONGEST = 254;
const LONGEST_DOMAIN = 253;
const LONGEST_LABEL = 63;

/** What cannot be seen, and half characters: two addresses would look like one. */
const INVISIBLE = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;
/** All of a name before the @ but what the form of addresses itself needs. Dots may stand anywhere, as browsers have it. */
const NAME = /^[^ "(),:;<>@[\\\]]+$/u;
/** A name in quotes may have blanks and most signs. */
const QUOTED_NAME = /^"(?:[^"\\<>]|\\[\x20-\x3b\x3d\x3f-\x7e])+"$/u;

/** The parts of an address in their normal form. */
interface Parts {
  readonly name: string;
  /** In ASCII. */
  readonly domain: string;
}

/**
 * Why `email` is no e-mail address; undefined when it is. Taken is what the e-mail field of browsers takes, and what mail
 * servers take that know other scripts (RFC 6531), with or without quotes around the name; not the number of a network in
 * place of a domain. It stands for itself: blanks around it are none of it.
 */
export function emailProblem(email: string): string | undefined {
  return partsOf(email) ? undefined : 'This is not an e-mail address.';
}

/**
 * E-mail addresses are compared and kept like this: small letters, the domain in its own script, and each character in its
 * usual form (NFC). What is no address is no more than trimmed.
 */
export function normalEmail(given: string): string {
  const email = given.trim();
  const parts = partsOf(email);
  if (!parts) return email;
  const domain = domainToUnicode(parts.domain);
  return `${parts.name}@${domainToASCII(domain) === parts.domain ? domain : parts.domain}`;
}

/** Each way in which a mail may write an address that is in its normal form. */
export function spellingsOf(email: string): string[] {
  const parts = partsOf(email);
  return [...new Set([email, ...(parts ? [`${parts.name}@${parts.domain}`] : [])])];
}

function partsOf(email: string): Parts | undefined {
  // A domain may be longer in its own script than in ASCII, but never this much.
  if (email.length > 2 * LONGEST) return undefined;
  const at = email.lastIndexOf('@');
  if (at < 1) return undefined;
  const name = nameOf(email.slice(0, at));
  const domain = domainOf(email.slice(at + 1));
  return name && domain && Buffer.byteLength(name) + 1 + domain.length <= LONGEST ? { name, domain } : undefined;
}

function nameOf(given: string): string | undefined {
  const text = given.normalize('NFC').toLowerCase().normalize('NFC');
  if (INVISIBLE.test(text.replaceAll(' ', ''))) return undefined;
  if (NAME.test(text)) return text;
  if (!QUOTED_NAME.test(text)) return undefined;
  const bare = text.slice(1, -1).replaceAll(/\\(.)/gu, '$1');
  // Quotes that are not needed make no other address.
  return NAME.test(bare) ? bare : `"${bare.replaceAll(/["\\]/g, '\\$&')}"`;
}

function domainOf(given: string): string | undefined {
  if (!/^[A-Za-z0-9.\-\u{80}-\u{10ffff}]+$/u.test(given)) return undefined;
  const inAscii = /^[\x21-\x7e]+$/.test(given) && !/xn--/i.test(given);
  // Only what needs it is converted: among plain letters and digits, some would be read as numbers of a network.
  // The capital ß is newer than the tables of some systems, which make it ss: another domain.
  const domain = inAscii ? given.toLowerCase() : domainToASCII(given.replaceAll('ẞ', 'ß'));
  return domain.length <= LONGEST_DOMAIN && domain.split('.').every(isLabel) && isReadable(domain) ? domain : undefined;
}

/** Whether all that is written in ASCII for another script stands for something. */
function isReadable(domain: string): boolean {
  return !domain.includes('xn--') || !/(?:^|\.)xn--/.test(domainToUnicode(domain) || 'xn--');
}

function isLabel(label: string): boolean {
  return label.length <= LONGEST_LABEL && /^[a-z0-9-]+$/.test(label) && !label.startsWith('-') && !label.endsWith('-');
}
