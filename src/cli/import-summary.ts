import type { ImportProblem, ImportReport } from '../import/report.js';

/** What an import did: a table of what was read, and what came of it. */
export function summary(report: ImportReport): string {
  const rows = [['', 'read', 'imported', 'refused']];
  for (const [name, { read, imported, refused }] of report.tables) {
    rows.push([name, `${read}`, `${imported}`, `${refused}`]);
  }
  const { created, updated, unchanged, takenBack } = report.outcomes;
  const more = [
    [report.count('adjusted'), 'values adjusted'],
    [report.count('notice'), 'notices'],
    [report.count('gone'), 'not in the data any more'],
    [takenBack, 'taken back'],
  ].filter(([count]) => count);
  return [
    ...aligned(rows),
    [`${created} created, ${updated} updated, ${unchanged} as before`, ...more.map((part) => part.join(' '))].join(
      '; ',
    ),
  ].join('\n');
}

/** One line: where, what and why. */
export function describeProblem({ file, row, column, value, reason, severity }: ImportProblem): string {
  const place = [file, row, column].filter((part) => part !== null).join(':');
  return `${severity} ${place}: ${reason}${value === null ? '' : ` (${JSON.stringify(value)})`}`;
}

/** Columns of numbers to the right, names to the left. */
function aligned(rows: readonly string[][]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]!.length));
  return rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(width(0)) : cell.padStart(width(column)))).join('  '),
  );
}
