import { normalForm } from '../../normal-form.js';
import { folded, formsOf, isUnsegmented, type Stemming, stemmingOf, typingErrors, wordsIn } from './word-forms.js';

/** What people in a kind of distress type in one language. */
export interface Pattern {
  readonly topicId: string;
  readonly locale: string;
  readonly phrases: readonly string[];
  readonly exceptions: readonly string[];
}

/** So many other words may stand between those of a phrase. */
const OTHER_WORDS = 3;

/** With fewer it is not seen what a word will become. */
const LEAST_LETTERS = 3;

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

interface TypedWord {
  readonly text: string;
  readonly forms: readonly string[];
}

/** Finds out whether a text has words of distress in it, in whichever language. */
export class DistressWords {
  /** Phrases by their first word: few of them can be in a text. */
  private readonly byFirstWord = new Map<PatternWord, Phrase[]>();
  /** Phrases in scripts without blanks, folded and without anything between their letters. */
  private readonly strings: { topicId: string; text: string }[] = [];
  /** Phrases that only look alike, each word in its forms. */
  private readonly harmlessPhrases: string[][][] = [];
  /** The same in scripts without blanks. */
  private readonly harmlessStrings: string[] = [];
  /** Words that are just what is written there: neither misspelt nor half-typed, nor a form or part of another. */
  private readonly ownWords = new Set<string>();
  private readonly byForm = new Map<string, PatternWord[]>();
  private readonly byFirstLetter = new Map<string, PatternWord[]>();
  private readonly open: PatternWord[] = [];
  private readonly languages: Stemming[] = [];

  private constructor() {}

  static async of(patterns: readonly Pattern[]): Promise<DistressWords> {
    const words = new DistressWords();
    const languageOf = ({ locale }: Pattern): string => new Intl.Locale(locale).language;
    for (const [language, own] of Map.groupBy(patterns, languageOf)) {
      const stemming = await stemmingOf(language);
      if (stemming) words.languages.push(stemming);
      for (const pattern of own) words.add(pattern, stemming ? [stemming] : []);
    }
    return words;
  }

  private add({ topicId, phrases, exceptions }: Pattern, languages: readonly Stemming[]): void {
    const known = new Map<string, PatternWord>();
    for (const phrase of phrases) {
      if (isUnsegmented(phrase)) this.strings.push({ topicId, text: wordsIn(folded(phrase)).join('') });
      else {
        const words = phrase.split(/\s+/).flatMap((part) => this.wordsOf(part, languages, known));
        if (words[0]) push(this.byFirstWord, words[0], { topicId, words });
      }
    }
    for (const exception of exceptions) {
      const words = wordsIn(exception);
      if (isUnsegmented(exception)) this.harmlessStrings.push(folded(words.join('')));
      else if (words.length === 1) this.ownWords.add(folded(words[0]!));
      else this.harmlessPhrases.push(words.map((word) => formsOf(word, languages)));
    }
  }

  private wordsOf(part: string, languages: readonly Stemming[], known: Map<string, PatternWord>): PatternWord[] {
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
      else for (const form of formsOf(word, languages)) push(this.byForm, form, made);
      push(this.byFirstLetter, made.text[0]!, made);
      return made;
    });
  }

  /** The topics whose words are in the text, which may be half-typed and misspelt. */
  topicsOf(text: string): Set<string> {
    const typed = this.read(normalForm(text, 'NFKC'));
    const found = new Set(this.topicsInOneString(typed.map((word) => word.text).join('')));
    const unfinished = /\s$/.test(text) ? -1 : typed.length - 1;
    const meant = this.meantWords(typed);
    const positions = new Map<PatternWord, number[]>();
    const complete = new Map<PatternWord, number[]>();
    const begun = new Map<PatternWord, number[]>();
    const matches = new Map([...new Set(typed)].map((word) => [word, this.wholeWords(word)]));
    for (const [i, word] of typed.entries()) {
      if (!meant[i]) continue;
      for (const match of matches.get(word)!) {
        push(positions, match, i);
        push(complete, match, i);
      }
      if (i !== unfinished) continue;
      for (const match of this.wordsBegunBy(word)) push(positions, match, i);
      for (const match of this.beginningWith(word)) push(begun, match, i);
    }
    const possible = [...positions.keys()].flatMap((word) => this.byFirstWord.get(word) ?? []);
    for (const { topicId, words } of possible) {
      if (found.has(topicId)) continue;
      const ends = words.length > 1 ? [positions, begun] : [positions];
      if (ends.some((end) => isTogether(words, end, complete))) found.add(topicId);
    }
    return found;
  }

  /** The words of a text; a word that comes again is the same. */
  private read(text: string): TypedWord[] {
    const words = wordsIn(text);
    const known = new Map(
      [...new Set(words)].map((word) => [word, { text: folded(word), forms: formsOf(word, this.languages) }]),
    );
    return words.map((word) => known.get(word)!);
  }

  /** Which of the words are not part of a harmless phrase. */
  private meantWords(typed: readonly TypedWord[]): boolean[] {
    const meant = typed.map(() => true);
    for (const exception of this.harmlessPhrases) {
      for (let start = 0; start + exception.length <= typed.length; start++) {
        const here = exception.every((wanted, k) => typed[start + k]!.forms.some((form) => wanted.includes(form)));
        if (here) meant.fill(false, start, start + exception.length);
      }
    }
    return meant;
  }

  private wholeWords({ text, forms }: TypedWord): Set<PatternWord> {
    if (this.ownWords.has(text)) return new Set(this.byForm.get(text));
    const found = new Set(forms.flatMap((form) => this.byForm.get(form) ?? []));
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
  private wordsBegunBy({ text }: TypedWord): PatternWord[] {
    const { length } = text;
    if (length < LEAST_LETTERS || this.ownWords.has(text)) return [];
    return (this.byFirstLetter.get(text[0]!) ?? []).filter((pattern) => {
      if (length < 4 && pattern.text.length > 5) return false;
      if (pattern.text.length <= length || length * 2 < pattern.text.length) return false;
      if (pattern.text.startsWith(text)) return true;
      if (length < 7) return false;
      return [length - 1, length, length + 1].some((end) => typingErrors(text, pattern.text.slice(0, end), 1) <= 1);
    });
  }

  /** The words that begin like this: as little as that will do where the other words of a phrase are there. */
  private beginningWith({ text }: TypedWord): PatternWord[] {
    if (text.length < LEAST_LETTERS) return [];
    return (this.byFirstLetter.get(text[0]!) ?? []).filter((pattern) => pattern.text.startsWith(text));
  }

  private topicsInOneString(whole: string): string[] {
    const typed = this.harmlessStrings.reduce((text, harmless) => text.replaceAll(harmless, ' '), whole);
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

/** Half of it would be too little: 家庭 is a family, 家庭暴力 violence in it. */
function endsWithMostOf(typed: string, text: string): boolean {
  for (let end = text.length - 1; end > (text.length * 2) / 3; end--) {
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
