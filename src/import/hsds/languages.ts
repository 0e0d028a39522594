import type { Adjust } from './values.js';

/** Names in directories that are no name of a language with a code of two letters. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'american sign language': 'ase',
  'american sign': 'ase',
  asl: 'ase',
  'australian sign language': 'asf',
  auslan: 'asf',
  'british sign language': 'bfi',
  'french sign language': 'fsl',
  'german sign language': 'gsg',
  'irish sign language': 'isg',
  'mexican sign language': 'mfs',
  'sign language': 'sgn',
  'sign languages': 'sgn',
  bengali: 'bn',
  bangla: 'bn',
  bosnian: 'bs',
  'brazilian portuguese': 'pt-BR',
  cambodian: 'km',
  cantonese: 'yue',
  castilian: 'es',
  'spanish; castilian': 'es',
  chaldean: 'cld',
  dari: 'prs',
  farsi: 'fa',
  filipino: 'fil',
  flemish: 'nl-BE',
  'haitian creole': 'ht',
  haitian: 'ht',
  hawaiian: 'haw',
  hmong: 'hmn',
  karen: 'kar',
  karenni: 'kyu',
  kinyarwanda: 'rw',
  kirundi: 'rn',
  kurmanji: 'kmr',
  mandarin: 'cmn',
  'mandarin chinese': 'cmn',
  moldovan: 'ro',
  montenegrin: 'cnr',
  navajo: 'nv',
  'norwegian bokmål': 'nb',
  rohingya: 'rhg',
  roma: 'rom',
  romani: 'rom',
  'scottish gaelic': 'gd',
  sorani: 'ckb',
  'simplified chinese': 'zh-Hans',
  tagalog: 'tl',
  'traditional chinese': 'zh-Hant',
  tigrigna: 'ti',
  twi: 'tw',
  uyghur: 'ug',
};

/** Words with the form of a code that name no one language in a directory. */
const NO_LANGUAGE = new Set(['all', 'any', 'non', 'oth', 'mul', 'und', 'yes', 'zxx']);

let names: ReadonlyMap<string, string> | undefined;

/** Codes of languages by their names in English and by what they call themselves. */
function namesOf(): ReadonlyMap<string, string> {
  if (names) return names;
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const english = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
  const found = new Map<string, string>();
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  const known = codes.filter((code) => english.of(code));
  for (const code of known) {
    const own = new Intl.DisplayNames(code, { type: 'language', fallback: 'none' }).of(code);
    if (own) found.set(own.toLowerCase(), code);
  }
  for (const code of known) found.set(english.of(code)!.toLowerCase(), code);
  for (const [name, code] of Object.entries(OTHER_NAMES)) found.set(name, code);
  names = new Map([...found].map(([name, code]) => [name, new Intl.Locale(code).toString()]));
  return names;
}

/**
 * BCP 47 tag of a language, by its code (`en`, `eng`, `pt-BR`) or its name (`English`, `Español`); undefined when it is
 * none that is known.
 */
export function languageTag(text: string): string | undefined {
  const word = text.trim();
  const plain = word.toLowerCase().replace(/\s+/g, ' ');
  const byName = namesOf().get(plain);
  if (byName) return byName;
  // "Chinese (Mandarin)", "English (fluent)"
  const [, outside, inside] = /^([^()]+)\(([^()]+)\)$/.exec(plain) ?? [];
  if (outside && inside) return namesOf().get(inside.trim()) ?? namesOf().get(outside.trim());
  if (NO_LANGUAGE.has(plain) || !/^[a-z]{2,3}([-_][a-z\d]{1,8}){0,3}$/.test(plain)) return undefined;
  try {
    const tag = new Intl.Locale(word.replaceAll('_', '-')).toString();
    const [language] = tag.split('-');
    // Nobody speaks a code of two letters that stands for nothing.
    return language!.length === 2 && ![...namesOf().values()].includes(language!) ? undefined : tag;
  } catch {
    return undefined;
  }
}

/** BCP 47 tags of codes or names in a list. What is none is told, and what stands in another language than its letters say. */
export function languageTags(text: string | null, column: string, adjust: Adjust): string[] {
  if (!text) return [];
  const whole = languageTag(text);
  const parts = whole ? [text] : text.split(/[,;/|&+\n]|\band\b/i).map((part) => part.trim());
  const tags = new Set<string>();
  for (const part of parts.filter(Boolean)) {
    const tag = languageTag(part);
    if (tag) tags.add(tag);
    else adjust(column, `"${part}" is not known as a language: it was left out. Write its English name, or its code.`);
  }
  return [...tags];
}
