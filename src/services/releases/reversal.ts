import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import { claimMany, notAllowed, type Seen } from '../access/claim.js';
import type { Batch } from '../content/batch.js';
import type { Findings } from '../content/findings.js';
import { LOCKED_COLUMNS, type LockedEntry } from '../content/locked-entry.js';
import { draftsOf } from '../content/revisions.js';

/** What was public of an entry in one language before a release. */
interface Before {
  readonly entry_id: string;
  readonly locale: string;
  /** The revision; null when the language was not public. */
  readonly revision: number | null;
  readonly published_at: Date;
  /** Whether anything of the entry was published or taken back after the release. */
  readonly overtaken: boolean;
}

/** Languages of an entry that are to become public again, from one revision. */
interface Return {
  readonly entry: LockedEntry;
  readonly entryId: string;
  readonly revision: number;
  readonly locales: readonly string[];
  /** Counts from 0 within the entry. */
  readonly place: number;
}

/**
 * What brings back the state before a release, from the record of what was public when. All that was public of its entries
 * is published again, since they also have what no language has of its own, such as topics. As a rule that is one step;
 * where the languages of an entry were public from several revisions, one for each, the one published last at the end.
 */
export async function planReversal(
  manager: EntityManager,
  viewer: Viewer,
  releaseId: string,
  found: Findings,
): Promise<Batch[]> {
  const touched: { entry_id: string }[] = await manager.query(
    'select distinct entry_id from publication where release_id = $1',
    [releaseId],
  );
  const entries = await claimMany<LockedEntry>(manager, viewer, {
    to: ['PUBLISH', 'UNPUBLISH'],
    on: 'Entry',
    ids: touched.map(({ entry_id }) => entry_id),
    columns: LOCKED_COLUMNS,
    lock: 'update',
  });
  const before: Before[] = await manager.query(STATE_BEFORE, [releaseId]);
  const byEntry = Map.groupBy(before, ({ entry_id }) => entry_id);
  for (const entry of entries) checkEntry(entry, byEntry.get(entry.id)!, found);

  const returns = entries.flatMap((entry) => returnsOf(entry, byEntry.get(entry.id)!));
  const steps: Batch[] = [];
  for (const round of Map.groupBy(returns, ({ place }) => place).values()) {
    const drafts = await draftsOf(manager, round);
    steps.push({ publications: round.map((one) => ({ ...one, draft: drafts.get(one.entryId)! })), withdrawals: [] });
  }
  // Together with what becomes public again: that does not refer to what goes any more.
  const [first = { publications: [] }, ...others] = steps;
  return [{ ...first, withdrawals: withdrawalsOf(before) }, ...others];
}

function checkEntry(entry: Seen<LockedEntry>, before: readonly Before[], found: Findings): void {
  const problems = found.of(entry.id);
  if (entry.may.length < 2) problems.add('NOT_ALLOWED', notAllowed(['PUBLISH'], 'Entry'));
  if (before.some(({ overtaken }) => overtaken))
    problems.add(
      'VERSION_CONFLICT',
      'It was published or taken back since, which would be lost. Publish the revision you want by hand.',
    );
}

function returnsOf(entry: LockedEntry, before: readonly Before[]): Return[] {
  const byRevision = Map.groupBy(
    before.filter(({ revision }) => revision !== null),
    ({ revision }) => revision!,
  );
  const last = (rows: readonly Before[]) => Math.max(...rows.map(({ published_at }) => published_at.getTime()));
  return [...byRevision]
    .sort(([, a], [, b]) => last(a) - last(b))
    .map(([revision, rows], place) => ({
      entry,
      entryId: entry.id,
      revision,
      locales: rows.map(({ locale }) => locale),
      place,
    }));
}

function withdrawalsOf(before: readonly Before[]): Batch['withdrawals'] {
  const gone = before.filter(({ revision }) => revision === null);
  return [...Map.groupBy(gone, ({ entry_id }) => entry_id)].map(([entryId, rows]) => ({
    entryId,
    locales: rows.map(({ locale }) => locale),
  }));
}

const STATE_BEFORE = `
  with touched as (select entry_id, min(published_at) as at from publication where release_id = $1 group by entry_id)
  select t.entry_id, l.locale, b.revision, b.published_at, exists (
    select 1 from publication later where later.entry_id = t.entry_id and later.published_at > t.at
      and later.release_id is distinct from $1) as overtaken
  from touched t
  cross join lateral (select distinct p.locale from publication p where p.entry_id = t.entry_id and p.published_at <= t.at) l
  left join lateral (
    select p.revision, p.published_at from publication p
    where p.entry_id = t.entry_id and p.locale = l.locale and p.published_at < t.at
    order by p.published_at desc, p.id desc limit 1
  ) b on true
  order by t.entry_id, l.locale`;
