import type { ImportReport } from '../report.js';
import type { StagedRow } from './staging.js';
import type { Adjust } from './values.js';

/** Keeps what is to be said of the rows of one organisation. Of a row that is here once more, nothing is said twice. */
export class Notes {
  readonly refused = new Set<StagedRow>();

  constructor(private readonly report: ImportReport) {}

  refuse(row: StagedRow, reason: string, column?: string): void {
    this.refused.add(row);
    if (!row.copy) this.report.refused(placeOf(row, column), reason);
  }

  /** For what is taken of a row in another form than it stands. */
  adjusting(row: StagedRow): Adjust {
    return (column, reason) => {
      if (!row.copy) this.report.adjusted(placeOf(row, column), reason);
    };
  }
}

function placeOf(row: StagedRow, column: string | undefined) {
  const value = column && (row.cells as Record<string, string | null>)[column];
  return { file: row.file, row: row.line, column, value };
}
