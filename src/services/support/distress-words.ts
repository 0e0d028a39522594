import { stemmerOf } from '../../search/stemmers.js';
import { folded, formsOf, isUnsegmented, typingErrors, wordsIn } from './word-forms.js';

/** What people in a kind of distress type in one language. */
export interface Pattern {
  readonly topicId: string;
  readonly locale: string;
  readonly phrases: readonly string[];
  readonly exceptions: readonly string[];
}

/** Nobody in need types more words than these. */
const MOST_WORDS = 60;
/** So many other words may stand between those of a phrase. */
const OTHER_WORDS = 3;

/** A word of a phrase. `*` before or after it stands for anything. */
interface PatternWord {
  readonly text: string;
  readonly before: boolean;
  readonly after: boolean;
}

interface Phrase {
  readonly topicId: string;
  readonly words: readonly PatternWord[];
}

/** Finds out whether a text has words of distress in it, in whichever language. */
export class DistressWords {
  private readonly phrases: Phrase[] = [];
  /** Phrases in scripts without blanks, folded and without anything between their letters. */
  private readonly strings: { topicId: string; text: string }[] = [];
  /** Words and stems that only look alike, by language. */
  private readonly exceptions: string[][][] = [];
  private readonly byForm = new Map<string, PatternWord[]>();
  private readonly byFirstLetter = new Map<string, PatternWord[]>();
  private readonly open: PatternWord[] = [];
  private readonly languages: { stem: (word: string) => string; locale: string }[] = [];

  private constructor() {}

  static async of(patterns: readonly Pattern[]): Promise<DistressWords> {
    const words = new DistressWords();
    for (const locale of new Set(patterns.map((pattern) => new Intl.Locale(pattern.locale).language))) {
      words.languages.push({ locale, stem: await stemmerOf(locale) });
    }
    for (const pattern of patterns) words.add(pattern);
    return words;
  }

  private add({ topicId, locale, phrases, exceptions }: Pattern): void {
    const language = this.languages.findIndex((one) => one.locale === new Intl.Locale(locale).language);
    const { stem } = this.languages[language]!;
    const known = new Map<string, PatternWord>();
    for (const phrase of phrases) {
      if (isUnsegmented(phrase)) this.strings.push({ topicId, text: wordsIn(folded(phrase)).join('') });
      else {
        const words = phrase.split(/\s+/).flatMap((part) => this.wordsOf(part, language, stem, known));
        if (words.length > 0) this.phrases.push({ topicId, words });
      }
    }
    for (const exception of exceptions) this.exceptions.push(wordsIn(exception).map((word) => formsOf(word, stem)));
  }

  private wordsOf(
    part: string,
    language: number,
    stem: (word: string) => string,
    known: Map<string, PatternWord>,
  ): PatternWord[] {
    const words = wordsIn(part);
    return words.map((word, i) => {
      const before = i === 0 && part.startsWith('*');
      const after = i === words.length - 1 && part.endsWith('*');
      const key = `${before}${word}${after}`;
      const found = known.get(key);
      if (found) return found;
      const made: PatternWord = { text: folded(word), before, after };
      known.set(key, made);
      if (before || after) this.open.push(made);
      for (const form of formsOf(word, stem)) push(this.byForm, `${language} ${form}`, made);
      push(this.byFirstLetter, made.text[0]!, made);
      return made;
    });
  }

  /** The topics whose words are in the text, which may be half-typed and misspelt. */
  topicsOf(text: string): Set<string> {
    const typed = wordsIn(text.normalize('NFKC')).slice(0, MOST_WORDS);
    const found = new Set(this.topicsInOneString(typed.map(folded).join('')));
    const unfinished = /\s$/.test(text) ? -1 : typed.length - 1;
    const meant = this.meantWords(typed);
    const positions = new Map<PatternWord, number[]>();
    const complete = new Map<PatternWord, number[]>();
    for (const [i, word] of typed.entries()) {
      if (!meant[i]) continue;
      for (const match of this.wholeWords(word)) {
        push(positions, match, i);
        push(complete, match, i);
      }
      if (i === unfinished) for (const match of this.wordsBegunBy(folded(word))) push(positions, match, i);
    }
    if (positions.size === 0) return found;
    for (const { topicId, words } of this.phrases) {
      if (!found.has(topicId) && isTogether(words, positions, complete)) found.add(topicId);
    }
    return found;
  }

  /** Which of the words are not part of an exception. */
  private meantWords(typed: readonly string[]): boolean[] {
    const meant = typed.map(() => true);
    if (this.exceptions.length === 0) return meant;
    const forms = typed.map((word) => this.languages.flatMap(({ stem }) => formsOf(word, stem)));
    for (const exception of this.exceptions) {
      for (let start = 0; start + exception.length <= typed.length; start++) {
        const here = exception.every((wanted, k) => forms[start + k]!.some((form) => wanted.includes(form)));
        if (here) meant.fill(false, start, start + exception.length);
      }
    }
    return meant;
  }

  private wholeWords(word: string): Set<PatternWord> {
    const text = folded(word);
    const found = new Set<PatternWord>();
    for (const [language, { stem }] of this.languages.entries()) {
      for (const form of formsOf(word, stem)) {
        for (const match of this.byForm.get(`${language} ${form}`) ?? []) found.add(match);
      }
    }
    for (const pattern of this.open) {
      const at = text.indexOf(pattern.text);
      const fits = pattern.before ? at >= 0 : at === 0;
      if (fits && (pattern.after || text.endsWith(pattern.text))) found.add(pattern);
    }
    const errors = errorsIn(text.length);
    if (errors > 0) {
      for (const pattern of this.byFirstLetter.get(text[0]!) ?? []) {
        const allowed = Math.min(errors, errorsIn(pattern.text.length));
        if (allowed > 0 && typingErrors(text, pattern.text, allowed) <= allowed) found.add(pattern);
      }
    }
    return found;
  }

  /** The words which half a word, perhaps misspelt, is the beginning of. */
  private wordsBegunBy(text: string): PatternWord[] {
    const { length } = text;
    if (length < 3) return [];
    return (this.byFirstLetter.get(text[0]!) ?? []).filter((pattern) => {
      if (length < 4 && pattern.text.length > 5) return false;
      if (pattern.text.length <= length || length * 2 < pattern.text.length) return false;
      if (pattern.text.startsWith(text)) return true;
      if (length < 7) return false;
      return [length - 1, length, length + 1].some((end) => typingErrors(text, pattern.text.slice(0, end), 1) <= 1);
    });
  }

  private topicsInOneString(typed: string): string[] {
    return this.strings
      .filter(({ text }) => typed.includes(text) || endsWithMostOf(typed, text))
      .map((one) => one.topicId);
  }
}

/** Mistakes that a word of this length may have. Short words are too like one another. */
function errorsIn(length: number): number {
  if (length < 6) return 0;
  return length < 9 ? 1 : 2;
}

function endsWithMostOf(typed: string, text: string): boolean {
  for (let end = text.length - 1; end >= Math.max(2, text.length / 2); end--) {
    if (typed.endsWith(text.slice(0, end))) return true;
  }
  return false;
}

/** Whether all the words of a phrase stand near each other. Of several only the last may be half-typed. */
function isTogether(
  words: readonly PatternWord[],
  positions: ReadonlyMap<PatternWord, number[]>,
  complete: ReadonlyMap<PatternWord, number[]>,
): boolean {
  const places = words.map((word, i) => (i === words.length - 1 ? positions : complete).get(word) ?? []);
  if (places.some((place) => place.length === 0)) return false;
  const span = words.length + OTHER_WORDS;
  return places
    .flat()
    .some((start) => places.every((place) => place.some((position) => position >= start && position < start + span)));
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}
