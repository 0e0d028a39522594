import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { ImportReport } from '../report.js';

type Path = readonly PropertyKey[];

/** One seed file whose shape has been checked. */
export class SeedFile<T> {
  /** Whether something in it makes it impossible to take. */
  refused = false;

  constructor(
    /** Path below the folder of the seeds; the key under which the hub knows what it holds. */
    readonly name: string,
    readonly value: T,
    private readonly place: (path: Path) => { row: number; value: unknown },
    private readonly report: ImportReport,
  ) {}

  /** Notes that what stands at `path` keeps the file, or that part of it, from being taken. */
  mistake(reason: string, ...path: Path): void {
    this.refused = true;
    this.report.refused({ file: this.name, column: path.join('.'), ...this.place(path) }, reason);
  }
}

/** Reads a file and checks its shape. All mistakes are reported with their lines; with any, the answer is undefined. */
export async function readSeedFile<S extends z.ZodType>(
  folder: string,
  name: string,
  schema: S,
  report: ImportReport,
): Promise<SeedFile<z.output<S>> | undefined> {
  const lines = new LineCounter();
  const document = parseDocument(await readFile(join(folder, name), 'utf8'), { lineCounter: lines });
  for (const error of document.errors) {
    report.refused(
      { file: name, row: lines.linePos(error.pos[0]).line },
      `This is not YAML: ${error.message.split('\n')[0]}`,
    );
  }
  if (document.errors.length) return undefined;

  const place = (path: Path) => placeIn(document, lines, path);
  const result = schema.safeParse(document.toJS());
  if (result.success) return new SeedFile(name, result.data, place, report);
  for (const issue of result.error.issues) {
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    const reason = issue.code === 'unrecognized_keys' ? 'This key is not known here.' : `It ${phrase(issue.message)}.`;
    for (const path of paths) report.refused({ file: name, column: path.join('.'), ...place(path) }, reason);
  }
  return undefined;
}

/** Our own messages continue "It …"; zod's are sentences of their own. */
function phrase(message: string): string {
  return /^(must|cannot)/.test(message) ? message : `is not right: ${message}`;
}

/** The line of what stands at `path`, or of the nearest thing around it, and the value when it is a plain one. */
function placeIn(document: Document, lines: LineCounter, path: Path): { row: number; value: unknown } {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (!isNode(node) || !node.range) continue;
    const value: unknown = length === path.length ? node.toJS(document) : undefined;
    return { row: lines.linePos(node.range[0]).line, value: typeof value === 'object' ? undefined : value };
  }
  return { row: 1, value: undefined };
}
