import { Refused } from '../../schema/user-error.js';
import { ImportMistake } from '../mistake.js';
import { belowInput } from '../refused-path.js';
import { ImportReport } from '../report.js';
import type { ContentTarget } from '../target.js';
import { checkEncoding } from './decoding.js';
import { listGoneParts, settleGone } from './gone.js';
import { Notes } from './notes.js';
import { OrganizationBuilder, type Settings } from './organization.js';
import { DirectoryReader, tablesIn } from './read-directory.js';
import { isTimezone } from './schedules.js';
import { FAMILY, refuseMistakenSource, sourceOf } from './source.js';
import { type StagedRow, Staging } from './staging.js';

export interface HsdsOptions {
  /** Which directory this is; the name of the folder when absent. Ids are those of their source. */
  source?: string | undefined;
  /** IANA time zone of hours for which the data names none. */
  timezone?: string | undefined;
  /** Two letters, for addresses without a country. */
  country?: string | undefined;
  /** The language the data is written in; the first of the site when absent. */
  locale?: string | undefined;
  /** What the files are written in; found out when absent. */
  encoding?: string | undefined;
  /** Whether organisations that are not in the data any more are taken back from the public; else they are listed. */
  takeBack?: boolean | undefined;
}

/**
 * Takes over a directory of organisations from the tables of HSDS (1.1 or 3.0) as CSV files in `folder`. The hub knows
 * them by their source and their ids there, so that doing it again, or after an interruption, changes only what differs,
 * and directories do not get into each other's way. Memory is used for the ids of the directory and the rows of some
 * organisations at a time.
 * @returns the report, which names every row that was not taken as it stands, and what is not in the data any more
 * @throws ImportMistake when the folder or an option is not right; then nothing has been taken
 */
export async function importHsds(
  folder: string,
  target: ContentTarget,
  report: ImportReport = new ImportReport(),
  options: HsdsOptions = {},
): Promise<ImportReport> {
  const settings = settingsOf(options, target);
  const source = sourceOf(folder, options.source);
  const tables = await tablesIn(folder, report);
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
  const staging = await Staging.open(bytes);
  try {
    const reader = new DirectoryReader(folder, staging, report, settings.timezone, options.encoding);
    let done = 0;
    for (const table of tables) {
      // Reading counts as one half of the work, writing as the other.
      await reader.read(table, (read) => report.progress(done + read, 2 * bytes));
      done += table.bytes;
    }
    const known = await target.imports.known(FAMILY);
    if (!options.source) refuseMistakenSource(source, known, reader.names);
    const count = reader.names.size;
    let written = 0;
    for await (const rows of staging.organizations()) {
      await putOrganization(rows, { source, settings, reader, target, report });
      report.progress(bytes + Math.round((bytes * ++written) / count), 2 * bytes);
    }
    const ours = known.filter((one) => one.source === FAMILY + source);
    await settleGone(ours, reader, target, report, options.takeBack ?? false);
  } finally {
    await staging.close();
  }
  return report;
}

function settingsOf({ timezone, country, locale, encoding }: HsdsOptions, { locales }: ContentTarget): Settings {
  if (encoding) checkEncoding(encoding);
  if (timezone && !isTimezone(timezone)) {
    throw new ImportMistake(`"${timezone}" is not a time zone. Use an IANA name such as America/Chicago.`);
  }
  if (country && !/^[A-Z]{2}$/.test(country)) {
    throw new ImportMistake(`"${country}" is not a country. Use two capital letters (ISO 3166-1), such as US.`);
  }
  if (locale && !locales.all.includes(locale)) {
    throw new ImportMistake(`The site has no language "${locale}", only ${locales.all.join(', ')}. Add it to LOCALES.`);
  }
  return { locale: locale ?? locales.default, timezone, country };
}

async function putOrganization(
  rows: readonly StagedRow[],
  {
    source,
    settings,
    reader,
    target,
    report,
  }: { source: string; settings: Settings; reader: DirectoryReader; target: ContentTarget; report: ImportReport },
): Promise<void> {
  const notes = new Notes(report);
  const builder = new OrganizationBuilder(rows, settings, notes, (id) => reader.missingLocation(id));
  const draft = builder.build();
  const { own } = builder;
  try {
    const outcome = await target.imports.put(FAMILY + source, own.cells.id, 'PARTNER_ORGANIZATION', draft, {
      onReplaced: (before) => listGoneParts(before, draft, own, report),
    });
    report.outcomes[outcome]++;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    for (const { message, path } of error.errors) {
      const steps = belowInput(path);
      notes.refuse(builder.originOf(draft, steps), `${steps.join('.')}: ${message}`);
    }
    for (const row of rows) {
      if (!notes.refused.has(row)) notes.refuse(row, `Its organisation "${own.cells.name}" could not be taken.`);
    }
  }
  for (const row of rows) {
    if (!row.copy) report.table(row.file)[notes.refused.has(row) ? 'refused' : 'imported']++;
  }
}
