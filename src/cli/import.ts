import { writeFile } from 'node:fs/promises';
import type { Hub } from '../hub.js';
import { type HsdsOptions, importHsds } from '../import/hsds/import-hsds.js';
import { importMedlineplus } from '../import/medlineplus/import-medlineplus.js';
import { ImportReport } from '../import/report.js';
import { EXIT, type ExitCode } from './exit.js';
import { summary } from './import-summary.js';
import { Progress } from './progress.js';

export interface ImportOptions {
  /** Where the list of problems goes; absent: a file in the working folder, when something was refused. */
  readonly report?: string;
  readonly json?: true;
}

/** `import hsds`: a directory of organisations. */
export function hsds(hub: Hub, folder: string, options: ImportOptions & HsdsOptions): Promise<ExitCode> {
  const { timezone, country, locale } = options;
  return run('hsds', options, (report) => importHsds(folder, hub.services, report, { timezone, country, locale }));
}

/** `import medlineplus`: health articles. */
export function medlineplus(hub: Hub, folder: string, options: ImportOptions): Promise<ExitCode> {
  return run('medlineplus', options, (report) => importMedlineplus(folder, hub.services, report));
}

async function run(
  source: string,
  options: ImportOptions,
  work: (report: ImportReport) => Promise<unknown>,
): Promise<ExitCode> {
  const progress = new Progress('Import');
  const report = new ImportReport(progress.report);
  try {
    await work(report);
  } finally {
    progress.end();
  }
  const file = await writeReport(source, report, options.report);
  if (options.json) {
    const { outcomes, problems } = report;
    console.log(
      JSON.stringify({ tables: Object.fromEntries(report.tables), outcomes, problems, report: file }, null, 2),
    );
  } else {
    console.log(summary(report));
    if (file) console.log(`${report.problems.length} problems, each with its place and reason, are listed in ${file}`);
    console.log('A running hub brings what is new into search within some time; "npx hearth reindex" does so at once.');
  }
  return EXIT.ok;
}

/** @returns the file, or null when there was none to write */
async function writeReport(source: string, report: ImportReport, path: string | undefined): Promise<string | null> {
  if (!path && !report.hasRefused) return null;
  const file = path ?? `hearth-import-${source}-${new Date().toISOString().slice(0, 10)}.csv`;
  await writeFile(file, report.toCsv());
  return file;
}
