import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { PartnerOrganizationDraft } from '../../schema/drafts/partner-organization.js';
import { Refused } from '../../schema/user-error.js';
import type { ImportReport } from '../report.js';
import type { ContentTarget, KnownImport } from '../target.js';
import type { DirectoryReader } from './read-directory.js';
import type { StagedRow } from './staging.js';

const FILE = 'organizations.csv';

/**
 * Lists the organisations of a source that are public and not in its data any more, and takes them back when asked to.
 * One whose row could not be taken is still there. Where not all rows could be read, nobody can tell, and none is taken
 * back.
 */
export async function settleGone(
  known: readonly KnownImport[],
  reader: DirectoryReader,
  target: ContentTarget,
  report: ImportReport,
  takeBack: boolean,
): Promise<void> {
  const gone = known.filter(({ key, isPublic }) => isPublic && !reader.hasOrganization(key));
  if (gone.length === 0) return;
  const uncertain = reader.organizationsUnread || reader.names.size === 0;
  if (takeBack && uncertain) {
    report.notice(
      { file: FILE },
      'Nothing was taken back: not all rows of organisations could be read, so what seems to be gone may be in them. Mend the rows that were refused and import again.',
    );
  }
  for (const { source, key, name } of gone) {
    const place = { file: FILE, column: 'id', value: key };
    const what = `"${name ?? key}" is not in the data any more`;
    if (!takeBack || uncertain) {
      report.gone(place, `${what}. It is still public here; --take-back takes it back.`);
      continue;
    }
    try {
      await target.imports.takeBack(source, key);
      report.outcomes.takenBack++;
      report.gone(place, `${what}, and was taken back from the public.`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const reasons = error.errors.map(({ message }) => message).join(' ');
      report.gone(place, `${what}, but could not be taken back: ${reasons}`);
    }
  }
}

/** Lists the services and places that an organisation had and newer data does not have. They go with the update. */
export function listGoneParts(
  before: EntryDraft,
  now: PartnerOrganizationDraft,
  { file, line, cells }: StagedRow<'organization'>,
  report: ImportReport,
): void {
  const { services, locations } = before as PartnerOrganizationDraft;
  const here = new Set([...now.services!, ...now.locations!].map(({ key }) => key));
  const parts = [
    ...(services ?? []).map(({ key, translations }) => ({ key, what: 'service', name: translations?.[0]?.name })),
    ...(locations ?? []).map(({ key, name }) => ({ key, what: 'place', name })),
  ];
  for (const { key, what, name } of parts) {
    if (here.has(key)) continue;
    report.gone(
      { file, row: line, value: key },
      `The ${what} "${name ?? key}" of "${cells.name}" is not in the data any more: it was taken out.`,
    );
  }
}
