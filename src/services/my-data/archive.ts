import { strToU8, type Zippable, zip } from 'fflate';
import type { Section } from './own-data.js';
import { readablePage } from './readable-page.js';

/**
 * A ZIP file: a page to read, and each kind of data as JSON for programs.
 * @param locales in which to read the page, the nearest first
 */
export function archive(sections: readonly Section[], madeAt: Date, locales: readonly string[]): Promise<Uint8Array> {
  const files: Zippable = { 'index.html': strToU8(readablePage(sections, madeAt, locales)) };
  for (const { name, rows } of sections) files[`data/${name}.json`] = strToU8(`${JSON.stringify(rows, null, 2)}\n`);
  return new Promise((resolve, reject) => {
    // Off the thread that answers requests, when there is much of it.
    zip(files, { mtime: madeAt }, (error, data) => (error ? reject(error) : resolve(data)));
  });
}
