import { appendFile, rm, stat, writeFile } from 'node:fs/promises';
import type { Hub } from '../hub.js';
import { type HsdsOptions, importHsds } from '../import/hsds/import-hsds.js';
import { sourceOf } from '../import/hsds/source.js';
import { importMedlineplus } from '../import/medlineplus/import-medlineplus.js';
import { ImportMistake } from '../import/mistake.js';
import { ImportReport } from '../import/report.js';
import { EXIT, type ExitCode } from './exit.js';
import { summary } from './import-summary.js';
import { Progress } from './progress.js';

export interface ImportOptions {
  /** Where the report goes; absent: a file in the working folder. */
  readonly report?: string;
  readonly json?: true;
}

/** `import hsds`: a directory of organisations. */
export function hsds(hub: Hub, folder: string, options: ImportOptions & HsdsOptions): Promise<ExitCode> {
  const { timezone, country, locale, encoding, takeBack } = options;
  const source = sourceOf(folder, options.source);
  return run(source, options, (report) =>
    importHsds(folder, hub.services, report, { source: options.source, timezone, country, locale, encoding, takeBack }),
  );
}

/** `import medlineplus`: health articles. */
export function medlineplus(hub: Hub, folder: string, options: ImportOptions): Promise<ExitCode> {
  return run('medlineplus', options, (report) => importMedlineplus(folder, hub.services, report));
}

/** The report is written whatever comes of the import, but for one that could not begin. */
async function run(
  source: string,
  options: ImportOptions,
  work: (report: ImportReport) => Promise<unknown>,
): Promise<ExitCode> {
  const path =
    options.report ?? `hearth-import-${source}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.csv`;
  await checkWritable(path);
  const progress = new Progress('Import');
  const report = new ImportReport(progress.report);
  let began = true;
  try {
    await work(report);
  } catch (error) {
    began = !(error instanceof ImportMistake);
    throw error;
  } finally {
    progress.end();
    if (began) await writeFile(path, report.toCsv());
    else if ((await stat(path)).size === 0) await rm(path);
  }
  if (options.json) {
    const { outcomes, problems } = report;
    console.log(
      JSON.stringify({ tables: Object.fromEntries(report.tables), outcomes, problems, report: path }, null, 2),
    );
  } else {
    console.log(summary(report));
    console.log(`What was refused, adjusted or left out, with place and reason (${report.problems.length}): ${path}`);
    console.log('A running hub brings what is new into search within some time; "npx hearth reindex" does so at once.');
  }
  return EXIT.ok;
}

/** Before any work, so that nothing is taken of which there is no report then. */
async function checkWritable(path: string): Promise<void> {
  try {
    await appendFile(path, '');
  } catch (error) {
    throw new ImportMistake(
      `The report cannot be written to "${path}": ${(error as Error).message}. Say where with --report <file>.`,
    );
  }
}
