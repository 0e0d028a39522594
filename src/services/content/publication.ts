import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Locales } from '../../schema/locales.js';
import { enqueueIndexing } from '../../search/indexing.js';
import { writeLiveUses } from '../media/media-uses.js';
import { settleReviews } from '../review/approvals.js';
import { announce } from '../webhooks/announce.js';
import { type Batch, type Occasion, type Publication, textsOf, type Withdrawal } from './batch.js';
import { lockSlugs, type Slugs } from './choose-slugs.js';
import { Findings } from './findings.js';
import { writeLiveEntries } from './live-rows.js';
import { writeLiveTexts } from './live-texts.js';
import { findObstacles } from './obstacles.js';
import { forgetLiveReferences, noteReferences } from './references.js';
import { holdReferences } from './related-entries.js';

/*
 * How what was saved becomes public and ceases to be: the one way, for a click as for a schedule, a release or an import.
 * It takes any number of entries, in as many statements as for one. Every step runs in the caller's transaction, on entries
 * it has locked in the order of their ids.
 */

/**
 * Checks drafts and copies them to the live rows, each entry once.
 * @throws Obstructed with all that stands in the way of any of them; the transaction must be given up then
 */
export async function makePublic(
  manager: EntityManager,
  locales: Locales,
  publications: readonly Publication[],
  occasion: Occasion,
): Promise<void> {
  await changePublic(manager, locales, { publications, withdrawals: [] }, occasion);
}

/**
 * Makes entries public and takes others back in one go. What is taken back goes first: its slugs are free for the others.
 * @param found what is known already to stand in the way
 * @returns the languages that were taken back, by the id of the entry
 * @throws Obstructed with all that stands in the way of any of them; the transaction must be given up then
 */
export async function changePublic(
  manager: EntityManager,
  locales: Locales,
  batch: Batch,
  occasion: Occasion,
  found: Findings = new Findings(),
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { publications, withdrawals } = batch;
  const takenBack = withdrawals.map(({ entryId }) => entryId);
  if (publications.length) await lockSlugs(manager, publications);
  await holdReferences(manager, publications, takenBack);
  const slugs = await findObstacles(manager, locales, batch, occasion, found);
  found.throwIfAny();
  const taken = await takeBack(manager, withdrawals, occasion);
  if (publications.length) await publish(manager, publications, slugs, occasion);
  return taken;
}

/** Copies drafts to the live rows. */
async function publish(
  manager: EntityManager,
  publications: readonly Publication[],
  slugs: Slugs,
  occasion: Occasion,
): Promise<void> {
  const left = await writeLiveEntries(manager, publications, occasion.at);
  await writeLiveTexts(manager, publications, slugs, occasion.at);
  const referring = publications.map(({ entry, draft }) => ({ id: entry.id, type: entry.type, draft }));
  await noteReferences(manager, referring, 'live');
  await writeLiveUses(manager, publications);
  const published = publications.map(({ entry, revision }) => ({ entryId: entry.id, revision }));
  await manager.query(
    `update revision r set kept = true from unnest($1::uuid[], $2::int[]) as p(entry_id, number)
     where r.entry_id = p.entry_id and r.number = p.number`,
    [published.map(({ entryId }) => entryId), published.map(({ revision }) => revision)],
  );
  const changes = publications.map((publication) => ({
    entryId: publication.entry.id,
    locales: textsOf(publication).map(({ locale }) => locale),
    revision: publication.revision,
    formerTopicIds: left.get(publication.entry.id) ?? [],
  }));
  await record(manager, changes, occasion);
  await settleReviews(
    manager,
    changes.map(({ entryId, revision, locales }) => ({ entryId, revision, locales })),
  );
  await enqueueIndexing(
    manager,
    published.map(({ entryId }) => entryId),
  );
}

/**
 * Takes languages of entries back, each entry once. What is not public stays as it is. The caller has seen to it that
 * nothing in public refers to them.
 * @returns the languages that were taken back, by the id of the entry
 */
export async function takeBack(
  manager: EntityManager,
  withdrawals: readonly Withdrawal[],
  occasion: Occasion,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (withdrawals.length === 0) return new Map();
  const wanted = withdrawals.map(({ entryId, locales }) => ({ entry_id: entryId, locales: locales ?? null }));
  // What the public does not read of an organisation, it does not read of its services either. Drafts keep it.
  const taken: { entry_id: string; locale: string }[] = await manager.query(
    `with taken as (
       update entry_translation t set status = 'UNPUBLISHED'
       from json_to_recordset($1::json) as w(entry_id uuid, locales text[])
       where t.entry_id = w.entry_id and t.status = 'PUBLISHED' and (w.locales is null or t.locale = any(w.locales))
       returning t.entry_id, t.locale
     ), services as (
       delete from service_translation x using service s, taken t
       where s.organization_id = t.entry_id and x.service_id = s.id and x.locale = t.locale
     )
     select entry_id, locale from taken`,
    [JSON.stringify(wanted)],
  );
  if (taken.length === 0) return new Map();
  const byEntry = Map.groupBy(taken, ({ entry_id }) => entry_id);
  await manager.query(
    `update entry e set status = 'UNPUBLISHED', updated_at = $2 where id = any($1::uuid[]) and status = 'PUBLISHED'
       and not exists (select 1 from entry_translation t where t.entry_id = e.id and t.status = 'PUBLISHED')`,
    [[...byEntry.keys()], occasion.at],
  );
  await forgetLiveReferences(manager, [...byEntry.keys()]);
  const localesOf = new Map([...byEntry].map(([id, rows]) => [id, rows.map(({ locale }) => locale).sort()]));
  const changes = [...localesOf].map(([entryId, locales]) => ({ entryId, locales, revision: null }));
  await record(manager, changes, occasion);
  await enqueueIndexing(manager, [...localesOf.keys()]);
  return localesOf;
}

/** What became public of an entry, or with no revision what ceased to be. */
export interface PublicChange {
  readonly entryId: string;
  readonly locales: readonly string[];
  readonly revision: number | null;
  /** Topics it was about before, and is no more. */
  readonly formerTopicIds?: readonly string[];
}

/**
 * Writes down what has changed in public, and announces it. Whatever the clocks of the processes say, the record has it
 * after all that happened to the entry before: read in order it leads to what is live.
 */
export async function record(
  manager: EntityManager,
  changes: readonly PublicChange[],
  { by, at, releaseId }: Occasion,
): Promise<void> {
  const rows = changes.flatMap(({ entryId, locales, revision }) =>
    locales.map((locale) => ({ id: uuid(), entry_id: entryId, locale, revision })),
  );
  await manager.query(
    `insert into publication (id, entry_id, locale, action, revision, published_at, published_by, release_id)
     select w.id, w.entry_id, w.locale, case when w.revision is null then 'UNPUBLISHED' else 'PUBLISHED' end, w.revision,
       greatest($2::timestamptz, before.at + interval '1 microsecond'), $3, $4
     from json_to_recordset($1::json) as w(id uuid, entry_id uuid, locale text, revision int),
       lateral (select max(p.published_at) as at from publication p where p.entry_id = w.entry_id) before`,
    [JSON.stringify(rows), at, by, releaseId ?? null],
  );
  const events = changes.map(({ entryId, locales, revision, formerTopicIds = [] }) => ({
    event: revision === null ? ('ENTRY_UNPUBLISHED' as const) : ('ENTRY_PUBLISHED' as const),
    id: entryId,
    by,
    at,
    revision,
    locales,
    formerTopicIds,
  }));
  await announce(manager, ...events);
}
