import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { get, newAsset, photo, picture, uploaded } from './harness/files.js';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let folder: string;
let as: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-drawings-'));
  hub = await testHub({ environment: { HEARTH_DATA: folder } });
  as = await hub.signIn('contributor');
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

const NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
const drawing = (inner: string) => `<svg ${NAMESPACES} width="80" height="40" viewBox="0 0 80 40">${inner}</svg>`;

/** What is handed out of a drawing. */
async function kept(svg: string): Promise<string> {
  return (await get(hub, (await newAsset(hub, as, svg)).url)).text();
}

async function reasonAgainst(svg: string | Uint8Array): Promise<string> {
  const { status, errors } = await uploaded(hub, as, svg);
  expect(status).toBe(422);
  expect(errors).toMatchObject([{ code: 'INVALID', path: ['file'] }]);
  return errors[0]!.message;
}

const drawn = (svg: string) => sharp(Buffer.from(svg)).resize(160, 80).ensureAlpha().raw().toBuffer();

describe('a drawing looks the same afterwards, with', () => {
  const dot = '<circle id="dot" r="9" cx="10" cy="10" fill="#c22"/>';
  test.each<[string, string, string[]]>([
    ['copies', `<defs>${dot}</defs><use href="#dot"/><use xlink:href="#dot" x="30"/>`, ['<use href="#dot"']],
    [
      'symbols',
      `<symbol id="s" viewBox="0 0 20 20">${dot}</symbol><use href="#s" width="40" height="40"/>`,
      ['<symbol', '<use'],
    ],
    [
      'clip paths, masks and patterns',
      `<clipPath id="c"><rect width="20" height="40"/></clipPath><mask id="m"><rect width="80" height="20" fill="#fff"/></mask>
       <pattern id="p" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="2" height="2"/></pattern>
       <rect width="80" height="40" fill="url(#p)" clip-path="url(#c)" mask="url( '#m' )"/>`,
      ['<clipPath', 'clip-path="url(#c)"', '<mask', '<pattern'],
    ],
    [
      'gradients, markers and filters',
      `<linearGradient id="a"><stop offset="0" stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient>
       <radialGradient id="g" xlink:href="#a"/><marker id="k" markerWidth="4" markerHeight="4"><path d="M0 0h4v4z"/></marker>
       <filter id="f"><feGaussianBlur stdDeviation="2"/><feOffset dx="2"/></filter>
       <rect width="80" height="40" fill="url(#g)" filter="url(#f)"/><path d="M5 5h50v20" stroke="#000" marker-end="url(#k)"/>`,
      ['<radialGradient id="g" href="#a"', 'marker-end="url(#k)"', '<feOffset'],
    ],
    [
      'styles, in CDATA too',
      `<style><![CDATA[/* > */ @media all { .a > .b, rect:not(.c) { fill: rgb(10, 200, 30); stroke: #00f } }]]></style>
       <g class="a"><path class="b" d="M0 0h40v40z"/></g><rect x="50" width="20" height="20" style="opacity: .5"/>`,
      ['<style>', '.a &gt; .b', 'style="opacity: .5"'],
    ],
    [
      'text along a path',
      `<path id="way" d="M0 20h80" fill="none"/><text font-size="9"><textPath href="#way">Hearth &amp; home</textPath></text>`,
      ['<textPath href="#way"', 'Hearth &amp; home'],
    ],
    [
      'what a program shows instead of a page',
      `<switch><foreignObject requiredExtensions="http://ns.adobe.com/AdobeIllustrator/10.0/" width="1" height="1"><p/></foreignObject><g>${dot}</g></switch>`,
      ['<switch', '<circle'],
    ],
  ])('%s', async (_what, inner, parts) => {
    const svg = drawing(inner);
    const back = await kept(svg);
    for (const part of parts) expect(back).toContain(part);
    expect(back).not.toContain('foreignObject');
    expect(await drawn(back)).toEqual(await drawn(svg));
    // What comes out goes in again, as it is.
    expect(await kept(back)).toBe(back);
  });

  test('names of its own for the elements, abbreviations, and the leavings of drawing programs', async () => {
    const back = await kept(`<?xml version="1.0" encoding="utf-8"?>
      <!-- Generator: a drawing program -->
      <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [<!ENTITY ns_ai "http://ns.example/ai/">]>
      <s:svg xmlns:s="http://www.w3.org/2000/svg" xmlns:i="&ns_ai;" i:viewOrigin="0 0" width="80" height="40">
      <s:metadata><i:author>Nadia Secret</i:author></s:metadata><i:guide x="1"/><s:title>Garden</s:title><s:rect width="9" height="9" fill="#0a0"/></s:svg>`);
    expect(back).toContain('<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40">');
    expect(back).toContain('<title>Garden</title><rect width="9" height="9" fill="#0a0"></rect>');
    expect(back).not.toMatch(/ns\.example|Secret|guide|Generator|ENTITY/);
  });

  test('animations of what is drawn', async () => {
    const back = await kept(
      drawing(
        '<rect width="9" height="9"><animate attributeName="x" values="0;50" dur="2s" repeatCount="indefinite"/></rect>',
      ),
    );
    expect(back).toContain('<animate attributeName="x" values="0;50" dur="2s" repeatCount="indefinite">');
  });

  test.each(['image', 'feImage'])('pictures as data in <%s>, without what else was in them', async (name) => {
    const jpeg = await photo(40, 20);
    expect(jpeg.includes('Nadia Secret')).toBe(true);
    const picture = `<${name} width="80" height="40" xlink:href="data:image/jpeg;base64,\n${jpeg.toString('base64')}"/>`;
    const back = await kept(drawing(name === 'image' ? picture : `<filter id="f">${picture}</filter>`));
    const [, data] = /href="data:image\/jpeg;base64,([^"]+)"/.exec(back)!;
    const inside = Buffer.from(data!, 'base64');
    expect(inside.includes('Nadia Secret')).toBe(false);
    // The camera was held sideways.
    expect(await sharp(inside).metadata()).toMatchObject({ format: 'jpeg', width: 20, height: 40 });
  });
});

describe('what would run in a drawing is left out, for pictures show nothing of it:', () => {
  test.each([
    ['a script', '<script>alert(1)</script><script href="https://evil.example/"/>'],
    ['a handler', '<rect width="9" height="9" onload="alert(1)" onclick="alert(1)" ONBEGIN="alert(1)"/>'],
    ['a link', '<a href="javascript:alert(1)" xlink:href="https://evil.example/"><text>hi</text></a>'],
    ['a page', '<iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.example/"/>'],
    [
      'a picture of a page',
      '<h:img xmlns:h="http://www.w3.org/1999/xhtml" src="https://evil.example/" onerror="alert(1)"/>',
    ],
    ['what another namespace says', '<rect xmlns:e="urn:evil" e:href="https://evil.example/" e:onload="alert(1)"/>'],
    ['another base', '<g xml:base="https://evil.example/"><rect width="1" height="1"/></g>'],
    ['sound', '<audio href="https://evil.example/"/><video href="https://evil.example/"/>'],
    [
      'SVG fonts',
      '<font><font-face><font-face-src><font-face-uri href="https://evil.example/"/></font-face-src></font-face></font>',
    ],
    ['elements within a style', '<style>.a{}<g>@import "https://evil.example/"</g></style>'],
  ])('%s', async (_what, evil) => {
    const asset = await newAsset(hub, as, drawing(`${evil}<circle r="5"/>`));
    expect(asset).toMatchObject({ mediaType: 'image/svg+xml', width: 80, height: 40 });
    const response = await get(hub, asset.url);
    const back = await response.text();
    expect(back).toContain('<circle r="5">');
    expect(back).not.toMatch(/script|alert|onload|onclick|onbegin|evil|iframe|img|audio|video|font|import/i);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect(response.headers.get('content-disposition')).toContain('attachment');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('a drawing that takes something from elsewhere is refused, and it is said what:', () => {
  const evil = 'https://evil.example/';
  test.each([
    ['a picture', `<image href="${evil}" width="9" height="9"/>`],
    ['a picture by the old name', `<image xmlns:x="http://www.w3.org/1999/xlink" x:href="${evil}"/>`],
    ['a picture without scheme', '<image href="//evil.example/x.png"/>'],
    ['a picture beside it', '<image href="x.png?evil.example/"/>'],
    ['a copy', `<use xlink:href="${evil}#a"/>`],
    ['a filter', `<filter id="f"><feImage href=" ${evil}"/></filter>`],
    ['a gradient', `<linearGradient href="${evil}#g"/>`],
    ['an attribute', `<rect fill="url(${evil})"/>`],
    ['an attribute in capitals', `<rect fill="URL( '${evil}' )"/>`],
    ['a second address', `<rect id="a" mask="url(#a), url(${evil})"/>`],
    ['a cursor', `<rect cursor="url(&#x68;ttps://evil.example/), auto"/>`],
    ['a style', `<rect style="fill:url(${evil})"/>`],
    ['a variable', `<rect style="--a:url(${evil});fill:var(--a)"/>`],
    ['a comment that is none', `<rect style="a:'/*';fill:url(${evil});b:'*/'"/>`],
    ['a sheet', `<style>rect { background: url("${evil}") }</style>`],
    ['a sheet in CDATA', `<style><![CDATA[rect { background: url("${evil}") }]]></style>`],
    ['a sheet in pieces', `<style>rect { background: ur<![CDATA[l("${evil}") }]]></style>`],
    ['a font', `<style>@font-face { font-family: x; src: url(${evil}) }</style>`],
    ['an animation', `<rect><set attributeName="fill" to="url(${evil})"/></rect>`],
    ['some values of an animation', `<rect><animate attributeName="mask" values="none;url(${evil})"/></rect>`],
  ])('%s', async (_what, inner) => {
    expect(await reasonAgainst(drawing(inner))).toMatch(
      /^The SVG takes ".*evil\.example\/.*" from elsewhere\. Put all/,
    );
  });

  test('a style sheet', async () => {
    expect(await reasonAgainst(`<?xml-stylesheet href="${evil}"?>${drawing('')}`)).toContain('style sheet');
  });

  test.each([
    ['@import', `@import url(${evil});`],
    ['@import', `@import "${evil}";`],
    ['@IMPORT', `a{}/**/@IMPORT'${evil}';`],
    ['image-set(', `rect { background: image-set("${evil}" 1x) }`],
    ['-webkit-image-set(', `rect { background: -webkit-image-set("${evil}" 1x) }`],
    ['src(', `rect { background: src("${evil}") }`],
    ['image(', `rect { background: image("${evil}") }`],
  ])('%s in a sheet', async (what, style) => {
    expect(await reasonAgainst(drawing(`<style>${style}</style>`))).toContain(`"${what}" in its styles`);
  });

  test.each([
    `<rect style="fill:u\\72l(${evil})"/>`,
    `<rect fill="\\75 rl(${evil})"/>`,
    `<style>@\\69mport "${evil}";</style>`,
    `<style>a{b:u\\\nrl(${evil})}</style>`,
  ])('with escapes: %s', async (inner) => {
    expect(await reasonAgainst(drawing(inner))).toContain('without escapes');
  });

  test.each([
    '<style>/* a</style>',
    '<style>a{b:"c}</style>',
    '<rect style="a:url(#b"/>',
    `<rect fill="url(#a ${evil})"/>`,
  ])('without an end: %s', async (inner) => {
    expect(await reasonAgainst(drawing(inner))).toMatch(/does not end|cannot be read/);
  });
});

describe('a drawing that would look different afterwards is refused, and it is said why:', () => {
  const page = '<foreignObject width="9" height="9"><p xmlns="http://www.w3.org/1999/xhtml">Hello</p></foreignObject>';
  const svg = Buffer.from(drawing('<script/>')).toString('base64');
  const laughs = Array.from(
    { length: 12 },
    (_, i) => `<g id="g${i + 1}">${`<use href="#g${i}"/>`.repeat(10)}</g>`,
  ).join('');
  const masked = Array.from(
    { length: 12 },
    (_, i) => `<mask id="m${i}">${`<rect class="c${i + 1}"/>`.repeat(10)}</mask>`,
  ).join('');
  const masks = Array.from({ length: 12 }, (_, i) => `.c${i} { mask: url(#m${i}) }`).join('');
  const patterns = Array.from(
    { length: 12 },
    (_, i) =>
      `<pattern id="p${i}" href="#q${i}"/><pattern id="q${i}">${`<rect fill="url(#p${i + 1})"/>`.repeat(10)}</pattern>`,
  ).join('');
  test.each([
    ['a page', page, 'foreignObject'],
    ['a page with nothing beside it', `<switch>${page}</switch>`, 'foreignObject'],
    ['a drawing as data', `<image href="data:image/svg+xml;base64,${svg}"/>`, 'another SVG'],
    ['a drawing that is called a picture', `<image href="data:image/png;base64,${svg}"/>`, 'no PNG, JPEG, WebP or GIF'],
    ['a page as data', '<image href="data:text/html;base64,aGk="/>', 'data that is no picture'],
    ['data as text', '<image href="data:image/png,%89PNG"/>', 'data that is no picture'],
    ['a broken picture', '<image href="data:image/png;base64,iVBORw0KGgo="/>', ''],
    ['data to be copied', `<use href="data:image/svg+xml;base64,${svg}#a"/>`, 'from elsewhere'],
    ['a picture in a style', `<rect style="fill:url(data:image/svg+xml;base64,${svg})"/>`, 'from elsewhere'],
    ['an animated address', '<use href="#a"><animate attributeName="href" to="#b"/></use>', 'animates "href"'],
    [
      'an animated old address',
      '<image><set attributeName="xlink:href" to="https://evil.example"/></image>',
      'animates "xlink:href"',
    ],
    ['an animated handler', '<g><set attributeName="onclick" to="alert(1)"/></g>', 'animates "onclick"'],
    ['copies of copies', `<g id="g0"><path d="M0 0"/></g>${laughs}`, 'too complicated'],
    ['masks by classes', `<style>${masks}</style>${masked}<rect class="c0"/>`, 'too complicated'],
    ['patterns of patterns', `${patterns}<rect fill="url(#p0)"/>`, 'too complicated'],
    [
      'markers everywhere',
      `<marker id="m"><path d="${'h1'.repeat(5000)}"/></marker><g marker-mid="url(#m)"><path d="${'h1'.repeat(5000)}"/></g>`,
      'too complicated',
    ],
    [
      'thousands of rules for each part',
      `<style>${Array.from({ length: 900 }, (_, i) => `*{fill:url(#x${i})}`).join('')}</style>${'<g/>'.repeat(90_000)}`,
      'too complicated',
    ],
    ['thousands of rules', `<style>${'a{fill:url(#b)}'.repeat(60_000)}</style>`, 'too complicated'],
    ['itself', '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', 'within itself'],
    ['itself by a mask', '<mask id="a"><rect mask="url(#a)"/></mask>', 'within itself'],
    ['thousands of parts within each other', '<g>'.repeat(100_000), 'too complicated'],
    ['thousands of parts that are left out', '<x>'.repeat(100_000), 'too complicated'],
    ['marks without an end', '<g>', 'not well-formed'],
  ])('%s', async (_what, inner, reason) => {
    const sending = reasonAgainst(drawing(inner));
    // Others are answered meanwhile.
    expect((await hub.query('{ __typename }')).data).toEqual({ __typename: 'Query' });
    expect(await sending).toContain(reason);
  });

  test('what would read the disk or grow without end', async () => {
    const laughs = `<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(50)}"><!ENTITY c "${'&b;'.repeat(50)}"><!ENTITY x SYSTEM "file:///etc/passwd">]>`;
    for (const entity of ['&b;', '&c;', '&x;'])
      expect(await reasonAgainst(laughs + drawing(`<text>${entity}</text>`))).toContain('undefined entity');
    const long = `<!DOCTYPE svg [<!ENTITY a "${'ha'.repeat(149)}">]>${drawing(`<text>${'&a;'.repeat(300_000)}</text>`)}`;
    expect(await reasonAgainst(long)).toContain('too complicated');
    const hidden = `<!DOCTYPE svg [<!ENTITY a "url(https://evil.example/)">]>${drawing('<rect fill="&a;"/>')}`;
    expect(await reasonAgainst(hidden)).toContain('from elsewhere');
  });

  test('pictures as data that are too many, or too large', async () => {
    const png = (await picture(4, 4).png().toBuffer()).toString('base64');
    const image = `<image href="data:image/png;base64,${png}"/>`;
    expect(await reasonAgainst(drawing(image.repeat(21)))).toContain('more than 20');
    const large = await sharp({ create: { width: 7000, height: 7000, channels: 3, background: '#fff' } })
      .png({ compressionLevel: 9 })
      .toBuffer();
    const twice = `<image href="data:image/png;base64,${large.toString('base64')}"/>`.repeat(2);
    expect(await reasonAgainst(drawing(twice))).toContain('too large together');
  });

  test.each(['width="0" height="0"', 'width="9000000" height="9000000"'])('what cannot be drawn: %s', async (size) => {
    expect(await reasonAgainst(`<svg ${NAMESPACES} ${size}><circle r="5"/></svg>`)).toMatch(/cannot be read/);
  });

  test('packed', async () => {
    expect(await reasonAgainst(gzipSync(drawing('<circle r="5"/>')))).toContain('not as SVGZ');
  });
});
