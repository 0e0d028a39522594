import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';

/** A document of MedQuAD: a subject with questions and answers. */
export interface HealthDocument {
  /** Unique within `source`. */
  readonly id: string;
  /** The collection it is of, such as `MPlusHealthTopics` or `CDC`. */
  readonly source: string;
  readonly url: string;
  readonly focus: string;
  readonly synonyms: readonly string[];
  readonly pairs: readonly { readonly question: string; readonly answer: string }[];
}

/** What makes a file unreadable: where (a line, or a path within the document) and why. */
export interface Unreadable {
  readonly row?: number;
  readonly column?: string;
  readonly reason: string;
}

const LISTS = new Set(['QAPair', 'Synonym']);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  isArray: (name) => LISTS.has(name),
});

/** The text of an element, with attributes or without. */
const text = z
  .union([z.string(), z.object({ '#text': z.string().optional() }).transform((element) => element['#text'] ?? '')])
  .transform((value) => value.replaceAll('\0', '').trim());
const needed = text.refine((value) => value !== '', 'is missing');

/** An element without children is read as an empty text. */
const children = <T extends z.ZodType>(shape: T) => z.preprocess((value) => (value === '' ? {} : value), shape);

const root = z
  .object({
    id: z.string().optional(),
    fid: z.string().optional(),
    source: z.string('is missing').min(1, 'is missing'),
    url: z.url({ protocol: /^https?$/, error: 'is not a web address' }),
    Focus: needed,
    FocusAnnotations: children(
      z.object({ Synonyms: children(z.object({ Synonym: z.array(text).default([]) })).optional() }),
    ).optional(),
    QAPairs: children(z.object({ QAPair: z.array(z.object({ Question: text, Answer: text })).default([]) })),
  })
  .refine(({ id, fid }) => id || fid, { path: ['id'], message: 'is missing' });

/** Reads one XML file. All that is wrong with it is told at once. */
export function parseDocument(xml: string): HealthDocument | Unreadable[] {
  const wellFormed = XMLValidator.validate(xml);
  if (wellFormed !== true) return [{ row: wellFormed.err.line, reason: `This is not XML: ${wellFormed.err.msg}` }];
  const content = parser.parse(xml) as Record<string, unknown>;
  // Some documents are called so, with the same inside.
  const name = 'DiseaseFile' in content ? 'DiseaseFile' : 'Document';
  if (!(name in content)) return [{ reason: 'There is no Document in the file.' }];
  const result = root.safeParse(content[name]);
  if (!result.success) {
    return result.error.issues.map(({ path, message }) => ({
      column: path.join('.'),
      reason: /^is /.test(message) ? `The ${path.join('.')} ${message}.` : message,
    }));
  }
  const { id, fid, source, url, Focus, FocusAnnotations, QAPairs } = result.data;
  return {
    id: (id ?? fid)!,
    source,
    url,
    focus: Focus,
    synonyms: FocusAnnotations?.Synonyms?.Synonym.filter(Boolean) ?? [],
    pairs: QAPairs.QAPair.map(({ Question, Answer }) => ({ question: Question, answer: Answer })),
  };
}
