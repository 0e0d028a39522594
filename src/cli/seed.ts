import { fileURLToPath } from 'node:url';
import type { Hub } from '../hub.js';
import { ImportReport } from '../import/report.js';
import { importSeeds } from '../import/seeds/import-seeds.js';
import { EXIT, type ExitCode } from './exit.js';
import { describeProblem, summary } from './import-summary.js';
import { Progress } from './progress.js';
import { reindexSearch } from './reindex.js';

const FOLDER = fileURLToPath(new URL('../../../seeds', import.meta.url));

/** Brings in the content that comes with Hearth. What is there already stays as it is. */
export async function plantSeeds(hub: Pick<Hub, 'services'>): Promise<ImportReport> {
  const progress = new Progress('Content to try');
  try {
    return await importSeeds(FOLDER, hub.services, new ImportReport(progress.report));
  } finally {
    progress.end();
  }
}

/** `seed`: brings in the content and makes it findable. */
export async function seed(hub: Hub): Promise<ExitCode> {
  const report = await plantSeeds(hub);
  await hub.services.search.open();
  await reindexSearch(hub);
  console.log(summary(report));
  for (const problem of report.problems) console.error(describeProblem(problem));
  return report.count('refused') ? EXIT.failed : EXIT.ok;
}
