import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { render } from '../src/services/texts/render.js';

const trusted = (markdown: string) => render(markdown, { trusted: true, ids: '' }).body;
const untrusted = (markdown: string) => render(markdown, { trusted: false, ids: '' }).body;

describe('HTML', () => {
  test('has what CommonMark and the GitHub extensions have', () => {
    const { html } = trusted(
      '**b** ~~d~~\n\n- [x] done\n- open\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n```js\nx < 1\n```',
    );
    expect(html).toContain('<p><strong>b</strong> <del>d</del></p>');
    expect(html).toContain('<input type="checkbox" checked disabled> done');
    expect(html).toContain('<td align="right">2</td>');
    expect(html).toContain('<code class="language-js">x &#x3C; 1\n</code>');
  });

  test.each([
    ['a script', '<script>alert(1)</script>'],
    ['a script within a line', 'Hello <script>alert(1)</script>'],
    ['an event handler', '<img src=x onerror=alert(1)>'],
    ['an event handler within a line', 'Hello <b onmouseover="alert(1)">you</b>'],
    ['a frame', '<iframe src="https://evil.example"></iframe>'],
    ['a style', '<style>body{display:none}</style>'],
    ['half a tag', 'Hello <img src="x" onerror="alert(1)"'],
    ['a comment', '<!-- <script>alert(1)</script> -->'],
    ['mark-up in an attribute', '![" onerror="alert(1)](https://x.example/a.png "\\" onload=\\"alert(1)")'],
    ['mark-up in the language of code', '```"><script>alert(1)</script>\nx\n```'],
  ])('leaves out %s', (_, markdown) => {
    const tags = [...trusted(markdown).html.matchAll(/<(?:[^>"]|"[^"]*")*>/g)].map(([tag]) =>
      tag.replace(/"[^"]*"/g, '""'),
    );
    for (const tag of tags) expect(tag).toMatch(/^<\/?(p|img|pre|code)( (src|alt|title|class)="")*>$/);
  });

  test.each([
    '[x](javascript:alert(1))',
    '[x]( JaVaScRiPt:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](java&Tab;script:alert(1))',
    '[x](vbscript:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x][1]\n\n[1]: javascript:alert(1)',
    '<javascript:alert(1)>',
    '![x](data:image/svg+xml;base64,PHN2Zz4=)',
    '![x](javascript:alert(1))',
  ])('has no address for %s', (markdown) => {
    expect(trusted(markdown).html).not.toMatch(/href|src/);
  });

  test.each(['https://a.example/x', 'mailto:a@b.example', 'tel:+4940669690', '/articles/x', '#section-x'])(
    'links to %s',
    (address) => {
      expect(trusted(`[x](${address})`).html).toBe(`<p><a href="${address}">x</a></p>`);
    },
  );

  test('begin as telephones write them, with a capital letter, and lead there all the same', () => {
    for (const write of [trusted, untrusted]) {
      expect(write('[us](Tel:+49401234)').html).toContain('href="tel:+49401234"');
      expect(write('see Https://a.example/Help or <HTTPS://a.example/X>').html).toMatch(
        /href="https:\/\/a\.example\/Help".*href="https:\/\/a\.example\/X"/,
      );
      expect(write('[m][1]\n\n[1]: MailTo:a@b.example').html).toContain('href="mailto:a@b.example"');
    }
    expect(trusted('![x](HTTPS://a.example/p.png)').html).toContain('src="https://a.example/p.png"');
    const id = '0198c0de-0000-7000-8000-000000000001';
    expect(trusted(`[e](Entry:${id}) ![m](MEDIA:${id})`).html).toMatch(/href="entry:.*src="media:/);
    expect(trusted('[x](JavaScript:alert(1))').html).not.toContain('href');
  });

  test('says of links in texts of members that the centre does not answer for them', () => {
    expect(untrusted('[x](https://a.example) and www.b.example').html).toBe(
      '<p><a href="https://a.example" rel="nofollow ugc">x</a> and <a href="http://www.b.example" rel="nofollow ugc">www.b.example</a></p>',
    );
    expect(trusted('[x](https://a.example)').html).not.toContain('rel=');
  });

  test('leads from a footnote to its mark and back', () => {
    const { html } = trusted('A[^1]\n\n[^1]: Note');
    const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const targets = [...html.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets).toHaveLength(2);
    for (const target of targets) expect(ids).toContain(target);
  });
});

describe('headings', () => {
  test('have level, words and the id they have in the HTML', () => {
    const { headings, html } = trusted('## What *helps*?\n\ntext\n\n### At `night`');
    expect(headings).toEqual([
      { level: 2, text: 'What helps?', anchor: 'section-what-helps' },
      { level: 3, text: 'At night', anchor: 'section-at-night' },
    ]);
    for (const { anchor } of headings) expect(html).toContain(` id="${anchor}"`);
  });

  test('have anchors of their own, whatever they say', () => {
    const { headings } = trusted(
      ['A', 'A', 'A 1', 'A', '🙂', '🎈', '!', '__proto__', 'constructor', 'Fußnote ß']
        .map((text) => `## ${text}`)
        .join('\n\n'),
    );
    expect(headings).toHaveLength(10);
    expect(new Set(headings.map(({ anchor }) => anchor)).size).toBe(10);
    for (const { anchor } of headings) expect(anchor).toMatch(/^section-[^\s"'<>&]*$/);
  });

  test('keep the letters of other scripts', () => {
    const { headings } = trusted('## Emzirme nasıl olur?\n\n## مرحبا بكم\n\n## Сон ребёнка\n\n## 睡眠について');
    expect(headings.map(({ anchor }) => anchor)).toEqual([
      'section-emzirme-nasıl-olur',
      'section-مرحبا-بكم',
      'section-сон-ребёнка',
      'section-睡眠について',
    ]);
  });

  test('are the same each time, and independent of other texts', () => {
    const first = trusted('## Sleep').headings;
    trusted('## Sleep\n\n## Sleep');
    expect(trusted('## Sleep').headings).toEqual(first);
  });

  test('leave out the one that footnotes bring', () => {
    expect(trusted('## A[^1]\n\n[^1]: Note').headings.map(({ level }) => level)).toEqual([2]);
  });
});

describe('plain text', () => {
  test('has the words, one block a line, and no mark-up', () => {
    const { text } = trusted(
      '## Title\n\nTwo\nlines with [a link](https://x.example), `code` and *stress*.\n\n- one\n- two\n\n> said\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![a picture](https://x.example/p.png) <b>bold</b>[^1]\n\n[^1]: Note',
    );
    expect(text).toBe('Title\nTwo lines with a link, code and stress.\none\ntwo\nsaid\na b\n1 2\na picture bold\nNote');
  });

  test('is what PostgreSQL can keep', () => {
    expect(trusted('a\0b\ud800')).toMatchObject({ markdown: 'a\uFFFDb\uFFFD', text: 'a\uFFFDb\uFFFD' });
  });
});

describe('reading time', () => {
  test.each([
    ['nothing', '', 1],
    ['200 words', 'word '.repeat(200), 1],
    ['201 words', 'word '.repeat(201), 2],
    ['marks that are no words', `${'word '.repeat(200)}${'– … ! '.repeat(200)}`, 1],
    ['1000 words in Arabic', 'كلمة '.repeat(1000), 5],
    ['400 Chinese characters', '睡眠很重要。'.repeat(80), 2],
    ['150 words and 150 characters', 'word '.repeat(150) + '眠'.repeat(150), 2],
  ])('of %s', (_, markdown, minutes) => {
    expect(trusted(markdown).readingMinutes).toBe(minutes);
  });
});

test('texts without mark-up, which need no parser, come out as the parser makes them', () => {
  const pieces = [
    'a',
    'Bä',
    '日',
    ' ',
    ' ',
    '\n',
    '\n\n',
    '.',
    ',',
    '-',
    '1',
    '2.',
    '3)',
    ':',
    ';',
    '!',
    '?',
    '(',
    ')',
    '"',
    "'",
    '%',
    '…',
    '–',
    '+',
    '=',
    '#',
    '*',
    '_',
    '&',
    '@',
    'www.x.de',
    'https://x.de',
    'mailto:a@b.de',
    '--',
    '===',
    '\t',
    '>',
    '[',
    ']',
    '`',
    '|',
    '~',
  ];
  const plain = pieces.slice(0, 24);
  const texts = fc.oneof(
    fc.array(fc.constantFrom(...plain), { maxLength: 25 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 25 }),
  );
  fc.assert(
    fc.property(texts, (parts) => {
      const text = parts.join('');
      // A definition is mark-up: so this one goes through the parser. Behind the text, it could be a part of code that is
      // not ended.
      const definition = '[definition]: https://x.example';
      const parsed = untrusted(`${definition}\n\n${text}`);
      const html = parsed.html.slice(`<p>${definition}</p>\n`.length);
      const words = parsed.text.slice(definition.length + 1).trim();
      expect(untrusted(text)).toMatchObject({ html, text: words, headings: parsed.headings });
    }),
    { numRuns: 3000 },
  );
});
