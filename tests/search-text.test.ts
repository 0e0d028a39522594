import { describe, expect, test } from '@jest/globals';
import { MARK_END, MARK_START, markedToHtml, storableText } from '../src/search/html.js';
import { TEXT_SEARCH_LANGUAGES, textSearchLanguage } from '../src/search/languages.js';

const marked = (text: string): string => `${MARK_START}${text}${MARK_END}`;

describe('markedToHtml', () => {
  test('marks matches and escapes everything else', () => {
    expect(markedToHtml(`a < ${marked('b & c')} > "d" 'e'`)).toBe(
      'a &lt; <mark>b &amp; c</mark> &gt; &quot;d&quot; &#39;e&#39;',
    );
  });

  test('never lets mark-up of a text through', () => {
    expect(markedToHtml(marked('<mark><script>alert(1)</script>'))).toBe(
      '<mark>&lt;mark&gt;&lt;script&gt;alert(1)&lt;/script&gt;</mark>',
    );
  });

  test('mends marks that do not pair up', () => {
    expect(markedToHtml(`${MARK_END}a ${MARK_START}b${MARK_START}c`)).toBe('a <mark>bc</mark>');
  });
});

describe('storableText', () => {
  test('composes accents and drops what cannot be stored or would be a mark', () => {
    expect(storableText(`Cafe\u0301\0 ${marked('x')} \ud83d 👶`)).toBe('Café  x \ufffd 👶');
  });
});

describe('textSearchLanguage', () => {
  test('goes by the language of a locale, whatever else it says', () => {
    expect(['de', 'de-CH', 'DE_at', 'en-GB', 'nb', 'zh-Hans', 'uk', ''].map(textSearchLanguage)).toEqual([
      'german',
      'german',
      'german',
      'english',
      'norwegian',
      'simple',
      'simple',
      'simple',
    ]);
  });

  test('knows every stemmer of PostgreSQL 18', () => {
    expect(TEXT_SEARCH_LANGUAGES).toHaveLength(30);
  });
});
