import { isBlank } from '../../schema/visible.js';
import { Problems } from '../content/problems.js';
import { type HotlineFields, LAST_POSITION, type SupportTopicFields } from './support-lists.js';
import { isUnsegmented, wordsIn } from './word-forms.js';

const MOST_PHRASES = 500;
const LONGEST_PHRASE = 100;
const LONGEST_HOURS = 200;
const MOST_LANGUAGES = 50;

interface Text {
  readonly locale: string;
  readonly name: string;
}

/** @throws Refused naming everything that is not possible */
export function checkTopic({ translations, patterns, position }: SupportTopicFields): void {
  const problems = new Problems();
  checkPosition(position, problems);
  checkTexts(translations, problems);
  for (const [i, { message }] of translations.entries()) {
    const path = ['input', 'translations', i, 'message'] as const;
    if (isBlank(message)) problems.add('REQUIRED', 'Say what help there is.', ...path);
    if (message.length > 1000) problems.add('INVALID', 'A message has 1000 characters at most.', ...path);
  }
  checkOnce(patterns, 'patterns', problems);
  for (const [i, pattern] of patterns.entries()) {
    for (const list of ['phrases', 'exceptions'] as const) checkPhrases(pattern[list] ?? [], i, list, problems);
  }
  problems.throwIfAny();
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

/** Adds everything that is not possible about a hotline, but for its topics. */
export function checkHotline(fields: HotlineFields, problems: Problems): void {
  const { translations, country, phone, url, chatUrl, languages, position } = fields;
  checkPosition(position, problems);
  checkTexts(translations, problems);
  for (const [i, { hours }] of translations.entries()) {
    if (hours && hours.length > LONGEST_HOURS) {
      const message = `The hours have ${LONGEST_HOURS} characters at most.`;
      problems.add('INVALID', message, 'input', 'translations', i, 'hours');
    }
  }
  if (languages && languages.length > MOST_LANGUAGES) {
    problems.add('INVALID', `There can be ${MOST_LANGUAGES} languages at most.`, 'input', 'languages');
  }
  if (country && !/^[A-Z]{2}$/.test(country)) {
    problems.add('INVALID', 'A country is two capital letters (ISO 3166-1), such as DE.', 'input', 'country');
  }
  if (phone && !/^[+0-9][0-9 ()/-]{1,29}$/.test(phone.trim())) {
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

function checkPosition(position: number | null | undefined, problems: Problems): void {
  if (position == null || Math.abs(position) <= LAST_POSITION) return;
  problems.add('INVALID', `A position is from -${LAST_POSITION} to ${LAST_POSITION}.`, 'input', 'position');
}

function isWebAddress(text: string): boolean {
  return text.length <= 2000 && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function checkTexts(translations: readonly Text[], problems: Problems): void {
  if (translations.length === 0) {
    problems.add('REQUIRED', 'A name in one language at least is needed.', 'input', 'translations');
  }
  checkOnce(translations, 'translations', problems);
  for (const [i, { name }] of translations.entries()) {
    const path = ['input', 'translations', i, 'name'] as const;
    if (isBlank(name)) problems.add('REQUIRED', 'A name is needed.', ...path);
    if (name.length > 200) problems.add('INVALID', 'A name has 200 characters at most.', ...path);
  }
}

function checkOnce(rows: readonly { readonly locale: string }[], list: string, problems: Problems): void {
  for (const [i, { locale }] of rows.entries()) {
    if (rows.findIndex((row) => row.locale === locale) < i) {
      problems.add('INVALID', `"${locale}" is there twice.`, 'input', list, i, 'locale');
    }
  }
}
