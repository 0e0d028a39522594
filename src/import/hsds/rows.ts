import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import type { z } from 'zod';
import type { ImportReport } from '../report.js';
import { Decoder } from './decoding.js';
import { tracesIn, withLineBreaks } from './traces.js';

/** A row of a table, with the line of the file on which it begins. */
export interface Row<C> {
  readonly file: string;
  readonly line: number;
  readonly cells: C;
}

/** No row of a directory is longer; a quote that is never closed would make one of the rest of the file. */
const LONGEST_ROW = 1_000_000;

/**
 * Reads a table row by row, never more than a row at a time. Rows that are not right are reported and counted as
 * refused, and so is, once for the file, what stands in columns that are not taken.
 * @param on `encoding` is what the file is written in, where that must not be found out; the others are told how much of the file has been read, and the id of each row that was refused; null when it has none that
 * can be relied on
 */
export async function* readRows<S extends z.ZodObject>(
  folder: string,
  file: string,
  schema: S,
  report: ImportReport,
  on: { encoding?: string | undefined; bytes(read: number): void; refused(line: number, id: string | null): void },
): AsyncGenerator<Row<z.output<S>>> {
  const counts = report.table(file);
  const refuse = (line: number, reason: string, column?: string, value?: string) => {
    counts.refused++;
    report.refused({ file, row: line, column, value }, reason);
    // Where values are shifted, the id may be another's.
    on.refused(line, null);
  };
  const input = createReadStream(join(folder, file));
  const parser = parse({ bom: true, relax_column_count: true, relax_quotes: true, max_record_size: LONGEST_ROW });
  const decoder = new Decoder(on.encoding);
  pipeline(input, decoder, parser, () => {
    // Errors come out of the parser below.
  });

  let columns: Columns | undefined;
  let line = 1;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      const start = line;
      line += record.reduce((lines, value) => lines + (value.match(/\r\n|\n|\r/g)?.length ?? 0), 1);
      on.bytes(input.bytesRead);
      if (record.length === 1 && record[0]!.trim() === '') continue;
      if (!columns) {
        columns = new Columns(record, Object.keys(schema.shape));
        if (!columns.hasAny) {
          report.refused(
            { file, row: start, value: record.join(',') },
            'No column of this table is there. The first line must name the columns, and commas must part them.',
          );
          on.refused(start, null);
          return;
        }
        continue;
      }
      counts.read++;
      if (record.length > columns.names.length) {
        refuse(
          start,
          `The row has ${record.length} values, but there are ${columns.names.length} columns. Put values that hold a comma into quotes.`,
        );
        continue;
      }
      if (record.length < columns.names.length) {
        report.adjusted(
          { file, row: start },
          `The row has ${record.length} values of ${columns.names.length}. The others count as empty.`,
        );
      }
      columns.countLeftOut(record);
      const result = schema.safeParse(columns.object(record));
      if (result.success) {
        const cells = result.data as Record<string, string | null>;
        for (const [column, value] of Object.entries(cells)) {
          if (value === null) continue;
          const place = { file, row: start, column, value };
          const text = withLineBreaks(value);
          if (text !== value) report.adjusted(place, 'A line break that was written out as \\n is one now.');
          cells[column] = text || null;
          for (const trace of tracesIn(text)) report.notice(place, trace);
        }
        yield { file, line: start, cells: result.data };
        continue;
      }
      counts.refused++;
      on.refused(start, columns.value(record, 'id').trim() || null);
      for (const { path, message } of result.error.issues) {
        const column = path.join('.');
        report.refused({ file, row: start, column, value: columns.value(record, column) }, `The ${column} ${message}.`);
      }
    }
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (!code?.startsWith('CSV_')) throw error;
    counts.read++;
    const reason =
      code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE'
        ? 'A quote that is opened here is never closed'
        : message;
    refuse(line, `${reason}. Nothing from here to the end of the file was taken.`);
  }
  if (decoder.remark) report.notice({ file }, decoder.remark);
  columns?.report(file, report);
}

/** How many rows a table has below its header, as far as it can be read. */
export async function countRows(folder: string, file: string): Promise<number> {
  const parser = parse({ relax_column_count: true, relax_quotes: true, max_record_size: LONGEST_ROW });
  pipeline(createReadStream(join(folder, file)), parser, () => {
    // Errors come out of the parser below.
  });
  let rows = -1;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (record.length > 1 || record[0]!.trim()) rows++;
    }
  } catch (error) {
    if (!(error as { code?: string }).code?.startsWith('CSV_')) throw error;
  }
  return Math.max(rows, 0);
}

/** What a header says, and what stands in the columns that nobody asks for. */
class Columns {
  readonly names: readonly string[];
  private readonly leftOut = new Map<number, number>();

  constructor(
    header: readonly string[],
    private readonly wanted: readonly string[],
  ) {
    this.names = header.map((name) => name.trim().toLowerCase());
    for (const [i, name] of this.names.entries()) {
      if (!wanted.includes(name) || this.names.indexOf(name) !== i) this.leftOut.set(i, 0);
    }
  }

  get hasAny(): boolean {
    return this.names.some((name) => this.wanted.includes(name));
  }

  value(record: readonly string[], column: string): string {
    return record[this.names.indexOf(column)] ?? '';
  }

  object(record: readonly string[]): Record<string, string> {
    return Object.fromEntries(this.wanted.map((name) => [name, this.value(record, name)]));
  }

  countLeftOut(record: readonly string[]): void {
    for (const [i, count] of this.leftOut) if (record[i]?.trim()) this.leftOut.set(i, count + 1);
  }

  report(file: string, report: ImportReport): void {
    for (const [i, count] of this.leftOut) {
      if (count === 0) continue;
      const reason =
        this.names.indexOf(this.names[i]!) === i ? 'The hub has no place for this column' : 'The column is there twice';
      report.notice(
        { file, row: 1, column: this.names[i] },
        `${reason}: ${count} ${count === 1 ? 'value was' : 'values were'} left out.`,
      );
    }
  }
}
