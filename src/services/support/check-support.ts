import type { Problems } from '../content/problems.js';
import { type HotlineFields, LAST_POSITION, type SupportTopicFields } from './support-lists.js';
import { isUnsegmented, wordsIn } from './word-forms.js';

const MOST_PHRASES = 500;
const LONGEST_PHRASE = 100;
const LONGEST_HOURS = 200;
const MOST_LANGUAGES = 50;

/** Adds everything that is not possible about a support topic, but for what every text must have. */
export function checkTopic({ translations, patterns, position }: SupportTopicFields, problems: Problems): void {
  checkPosition(position, problems);
  checkNames(translations, problems);
  for (const [i, { message }] of translations.entries()) {
    const path = ['input', 'translations', i, 'message'] as const;
    if (message.length > 1000) problems.add('INVALID', 'A message has 1000 characters at most.', ...path);
  }
  for (const [i, pattern] of patterns.entries()) {
    for (const list of ['phrases', 'exceptions'] as const) checkPhrases(pattern[list], i, list, problems);
  }
}

function checkPhrases(phrases: readonly string[], i: number, list: 'phrases' | 'exceptions', problems: Problems): void {
  const path = ['input', 'patterns', i, list] as const;
  if (phrases.length > MOST_PHRASES) {
    problems.add('INVALID', `There can be ${MOST_PHRASES} phrases in one language at most.`, ...path);
    return;
  }
  for (const [j, phrase] of phrases.entries()) {
    const letters = wordsIn(phrase).join('');
    // A shorter one would be found in nearly everything that is searched for.
    const shortest = isUnsegmented(phrase) ? 2 : 3;
    if (letters.length < shortest || phrase.length > LONGEST_PHRASE) {
      const message = `A phrase has ${shortest} letters at least and ${LONGEST_PHRASE} characters at most.`;
      problems.add('INVALID', message, ...path, j);
    }
  }
}

/** Adds everything that is not possible about a hotline, but for its topics and what every text must have. */
export function checkHotline(fields: HotlineFields, problems: Problems): void {
  const { translations, country, phone, url, chatUrl, languages, position } = fields;
  checkPosition(position, problems);
  checkNames(translations, problems);
  for (const [i, { hours }] of translations.entries()) {
    if (hours && hours.length > LONGEST_HOURS) {
      const message = `The hours have ${LONGEST_HOURS} characters at most.`;
      problems.add('INVALID', message, 'input', 'translations', i, 'hours');
    }
  }
  if (languages.length > MOST_LANGUAGES) {
    problems.add('INVALID', `There can be ${MOST_LANGUAGES} languages at most.`, 'input', 'languages');
  }
  if (country && !/^[A-Z]{2}$/.test(country)) {
    problems.add('INVALID', 'A country is two capital letters (ISO 3166-1), such as DE.', 'input', 'country');
  }
  if (phone && !/^[+0-9][0-9 ()/-]{1,29}$/.test(phone)) {
    problems.add('INVALID', 'A number holds digits, blanks and +()/- only, 2 to 30 of them.', 'input', 'phone');
  }
  for (const [name, address] of [
    ['url', url],
    ['chatUrl', chatUrl],
  ] as const) {
    if (address && !isWebAddress(address)) {
      problems.add('INVALID', 'It must be a web address that begins with https:// or http://.', 'input', name);
    }
  }
  if (!phone && !url && !chatUrl) {
    problems.add('REQUIRED', 'A hotline needs a number, a web site or a chat.', 'input', 'phone');
  }
}

function checkPosition(position: number, problems: Problems): void {
  if (Math.abs(position) <= LAST_POSITION) return;
  problems.add('INVALID', `A position is from -${LAST_POSITION} to ${LAST_POSITION}.`, 'input', 'position');
}

function isWebAddress(text: string): boolean {
  return text.length <= 2000 && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function checkNames(translations: readonly { readonly name: string }[], problems: Problems): void {
  for (const [i, { name }] of translations.entries()) {
    if (name.length <= 200) continue;
    problems.add('INVALID', 'A name has 200 characters at most.', 'input', 'translations', i, 'name');
  }
}
