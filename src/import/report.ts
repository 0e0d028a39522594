/**
 * What became of something that was read: `refused` was not taken; `adjusted` was taken, but not as it stood; `notice`
 * says what should be looked at; `gone` was there when it was imported before, and is not any more.
 */
export type Severity = 'refused' | 'adjusted' | 'notice' | 'gone';

/** One thing the person who imports should know. */
export interface ImportProblem {
  /** Name of the file within the folder. */
  readonly file: string;
  /** Line of the file where the row, or the value, begins; the header of a table is line 1. Null for a whole file. */
  readonly row: number | null;
  /** Name of the column, or path to the value. Null for a whole row. */
  readonly column: string | null;
  /** What stands there, cut to 200 characters. Null when nothing does. */
  readonly value: string | null;
  /** Why, and what was done or is to be done (English). */
  readonly reason: string;
  readonly severity: Severity;
}

/** What became of the rows of a table, or of the documents of a kind: `read` is `imported` plus `refused`. */
export interface TableCounts {
  read: number;
  imported: number;
  refused: number;
}

/** Where in the files something stands. */
export interface Place {
  readonly file: string;
  readonly row?: number | null;
  readonly column?: string | null;
  readonly value?: unknown;
}

const VALUE_LENGTH = 200;

/** Gathers what an import did and what it could not do. */
export class ImportReport {
  readonly problems: ImportProblem[] = [];
  readonly tables = new Map<string, TableCounts>();
  /** Numbers of things (entries, threads) by what the import did to them. */
  readonly outcomes = { created: 0, updated: 0, unchanged: 0, takenBack: 0 };

  /** @param onProgress is told how much of the work is done, in units of the importer's choice. */
  constructor(private readonly onProgress: (done: number, total: number) => void = () => {}) {}

  progress(done: number, total: number): void {
    this.onProgress(done, total);
  }

  /** Notes that something was not taken. */
  refused(place: Place, reason: string): void {
    this.note('refused', place, reason);
  }

  /** Notes that something was taken in another form than it stood. */
  adjusted(place: Place, reason: string): void {
    this.note('adjusted', place, reason);
  }

  /** Notes something that should be looked at. */
  notice(place: Place, reason: string): void {
    this.note('notice', place, reason);
  }

  /** Notes that something which was imported before is not in the data any more. */
  gone(place: Place, reason: string): void {
    this.note('gone', place, reason);
  }

  /** The counts of a table, to be added to. */
  table(name: string): TableCounts {
    const counts = this.tables.get(name) ?? { read: 0, imported: 0, refused: 0 };
    this.tables.set(name, counts);
    return counts;
  }

  /** How many problems are of a kind. */
  count(severity: Severity): number {
    return this.problems.filter((problem) => problem.severity === severity).length;
  }

  /** All problems as CSV (RFC 4180), to be opened beside the data. */
  toCsv(): string {
    const header = ['file', 'row', 'column', 'value', 'reason', 'severity'] as const;
    const lines = this.problems.map((problem) => header.map((name) => quote(problem[name])).join(','));
    return `${[header.join(','), ...lines].join('\r\n')}\r\n`;
  }

  private note(severity: Severity, { file, row = null, column = null, value = null }: Place, reason: string): void {
    this.problems.push({ file, row, column, value: textOf(value), reason, severity });
  }
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > VALUE_LENGTH ? `${text.slice(0, VALUE_LENGTH)}…` : text;
}

function quote(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
