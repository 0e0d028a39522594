import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Encoding = 'br' | 'gzip' | 'identity';

const compressions: Record<Encoding, (content: Buffer) => Promise<Buffer>> = {
  br: (content) => promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (content) => promisify(gzip)(content, { level: 9 }),
  identity: async (content) => content,
};
const require = createRequire(import.meta.url);

/** One file of the explorer, ready to be sent. Its path holds a hash of its content, so it may be cached for ever. */
export interface Asset {
  path: string;
  kind: 'script' | 'stylesheet';
  /** Its content. Compressing happens once, when it is first asked for. */
  encoded(encoding: Encoding): Promise<Buffer>;
}

/** Reads all files of the explorer, in the order in which the page must load them. */
export async function loadAssets(): Promise<Asset[]> {
  return Promise.all([
    asset('graphiql', 'stylesheet', withoutFonts(await readFile(packageFile('graphiql', 'graphiql.min.css'), 'utf8'))),
    asset('explorer', 'stylesheet', await readFile(ownFile('explorer.css'))),
    asset('react', 'script', await readFile(packageFile('react', 'umd/react.production.min.js'))),
    asset('react-dom', 'script', await readFile(packageFile('react-dom', 'umd/react-dom.production.min.js'))),
    asset('graphiql', 'script', await readFile(packageFile('graphiql', 'graphiql.min.js'))),
    asset('explorer', 'script', await readFile(ownFile('explorer.js'))),
  ]);
}

function asset(name: string, kind: Asset['kind'], source: Buffer | string): Asset {
  const content = Buffer.from(source);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
  const path = `/explorer/assets/${name}.${hash}.${kind === 'script' ? 'js' : 'css'}`;
  const made = new Map<Encoding, Promise<Buffer>>();
  const encoded = (encoding: Encoding) => {
    const before = made.get(encoding) ?? compressions[encoding](content);
    made.set(encoding, before);
    return before;
  };
  return { path, kind, encoded };
}

/** The UMD files are not among the packages' exports, so they are found beside their package.json, which is. */
function packageFile(packageName: string, path: string): string {
  return join(dirname(require.resolve(`${packageName}/package.json`)), path);
}

/** A file of the folder `explorer/` at the project's root, seen from where this module is compiled to. */
function ownFile(name: string): string {
  return fileURLToPath(new URL(`../../../../explorer/${name}`, import.meta.url));
}

/** Seven eighths of GraphiQL's style sheet are embedded fonts: the system's own are there at once on a slow line. */
function withoutFonts(css: string): string {
  return css.replaceAll(/@font-face\s*\{[^}]*\}/g, '');
}
