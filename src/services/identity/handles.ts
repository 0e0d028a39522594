import { randomInt } from 'node:crypto';
import { normalForm } from '../../normal-form.js';

const HANDLE = /^[a-z0-9][a-z0-9-]{1,39}$/;

/** Names under which a stranger could pass for the people who run the place. */
const RESERVED = new Set(
  'admin administrator root hearth staff team support help moderator mod editor official system security me'.split(' '),
);

/** Why no account can have this handle; undefined when one can, if it is free. */
export function handleProblem(handle: string): string | undefined {
  if (HANDLE.test(handle)) return undefined;
  return 'A handle has 2 to 40 small letters a to z, digits and hyphens, and does not begin with a hyphen.';
}

/** Why people cannot choose this handle themselves; undefined when they can, if it is free. */
export function chosenHandleProblem(handle: string): string | undefined {
  if (RESERVED.has(handle)) return `The handle "${handle}" is kept for those who run this place.`;
  return handleProblem(handle);
}

/**
 * Handles to try for someone called `name`, the nicest first, then the same with random digits. A name in no Latin
 * letters gives `member-…`.
 */
export function* handlesFor(name: string): Generator<string> {
  const spelt = name.toLowerCase().replace(/[äöüß]/g, (letter) => GERMAN[letter]!);
  const plain = normalForm(spelt, 'NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 30)
    .replace(/^-|-$/g, '');
  if (!chosenHandleProblem(plain)) yield plain;
  const base = plain || 'member';
  for (let digits = 2; digits <= 8; digits++) yield `${base}-${randomInt(10 ** (digits - 1), 10 ** digits)}`;
}

const GERMAN: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };
