import { parentPort, workerData } from 'node:worker_threads';
import createDOMPurify from 'dompurify';
import { JSDOM } from 'jsdom';

/*
 * Runs as a thread of its own, for one drawing: reading it can take as long as its author likes. It is given the text of
 * an SVG, and answers the drawing as well-formed XML with nothing in it that could run or fetch something; null when there
 * is no drawing.
 */

const { window } = new JSDOM('');
const purify = createDOMPurify(window);
purify.addHook('uponSanitizeAttribute', (_element, attribute) => {
  const refers = attribute.attrName === 'href' || attribute.attrName === 'xlink:href';
  if (refers && !attribute.attrValue.trim().startsWith('#')) attribute.keepAttr = false;
});
const body = purify.sanitize(workerData as string, {
  USE_PROFILES: { svg: true, svgFilters: true },
  RETURN_DOM: true,
}) as unknown as ParentNode | null;
const drawing = body?.querySelector('svg');
parentPort!.postMessage(drawing ? new window.XMLSerializer().serializeToString(drawing) : null);
