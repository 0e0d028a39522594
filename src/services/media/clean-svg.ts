import { readFile, stat, writeFile } from 'node:fs/promises';
import { Refused } from '../../schema/user-error.js';
import type { ImageFacts } from './clean.js';
import { imageWork, openImage } from './image-work.js';

/** Drawings for the web have a few kilobytes; reading takes many times the memory. */
const MAXIMUM_BYTES = 1024 * 1024;

/**
 * Takes everything out of an SVG that could run, or fetch something from elsewhere.
 * @throws Refused when it is none, or too large
 */
export async function cleanSvg(file: string, target: string): Promise<ImageFacts> {
  if ((await stat(file)).size > MAXIMUM_BYTES)
    throw Refused.because('INVALID', 'An SVG has at most 1 MB. Simplify it, or save it as PNG.', 'file');
  const text = decode(await readFile(file));
  const svg = await sanitise(text);
  if (!svg) throw broken();
  const facts = await imageWork(() => openImage(Buffer.from(svg)).metadata()).catch((): never => {
    throw broken();
  });
  await writeFile(target, svg);
  return { width: facts.width, height: facts.height, animated: false };
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw Refused.because('INVALID', 'The SVG is not written in UTF-8. Save it so.', 'file');
  }
}

/** The drawing as well-formed XML; undefined when there is none. */
async function sanitise(text: string): Promise<string | undefined> {
  const { window, purify } = await tools();
  const body = purify.sanitize(text, { USE_PROFILES: { svg: true, svgFilters: true }, RETURN_DOM: true });
  const svg = (body as unknown as ParentNode).querySelector('svg');
  return svg ? new window.XMLSerializer().serializeToString(svg) : undefined;
}

let loaded: ReturnType<typeof load> | undefined;

/** They take their time to load, and most hubs rarely see an SVG. */
function tools() {
  loaded ??= load();
  return loaded;
}

async function load() {
  const [{ JSDOM }, { default: createDOMPurify }] = await Promise.all([import('jsdom'), import('dompurify')]);
  const { window } = new JSDOM('');
  const purify = createDOMPurify(window);
  purify.addHook('uponSanitizeAttribute', (_element, attribute) => {
    const refers = attribute.attrName === 'href' || attribute.attrName === 'xlink:href';
    if (refers && !attribute.attrValue.trim().startsWith('#')) attribute.keepAttr = false;
  });
  return { window, purify };
}

function broken(): Refused {
  return Refused.because('INVALID', 'This SVG cannot be read as a picture.', 'file');
}
