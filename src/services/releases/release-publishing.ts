import type { DataSource, EntityManager } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import { Release } from '../../entities/content/release.js';
import type { Locales } from '../../schema/locales.js';
import { Refused } from '../../schema/user-error.js';
import { claim } from '../access/claim.js';
import { noteChange } from '../audit/audited-call.js';
import type { EntryChange } from '../bulk/entry-change.js';
import { type Batch, type Occasion, textsOf } from '../content/batch.js';
import { cancelOfTakenBack, cancelSuperseded } from '../content/cancel-scheduled.js';
import { entryErrors, Findings, Obstructed } from '../content/findings.js';
import { newestRevisions } from '../content/newest-revisions.js';
import { findObstacles } from '../content/obstacles.js';
import { changePublic } from '../content/publication.js';
import { effectsOf } from '../content/publication-effects.js';
import { announce } from '../webhooks/announce.js';
import { cancelOfPublished } from './ending-plans.js';
import { planRelease } from './release-plan.js';
import { planReversal } from './reversal.js';

/** What publishing a release, or taking it back, led to. */
export interface ReleaseOutcome {
  readonly releaseId: string;
  /** The entries that changed in public. */
  readonly changes: readonly EntryChange[];
}

/** Brings releases before the public, all of their entries in one transaction or none, and takes them back the same way. */
export class ReleasePublishing {
  constructor(
    private readonly dataSource: DataSource,
    private readonly locales: Locales,
  ) {}

  /** Everything that would stop the viewer from publishing a release now. @throws Refused when they may not anyway */
  obstacles(viewer: Viewer, id: string): Promise<Refused['errors']> {
    return this.dataSource.transaction(async (manager) => {
      const release = await claimFor(manager, viewer, 'PUBLISH', id, 'key share');
      const found = new Findings();
      const batch = await planRelease(manager, viewer, release.id, found);
      await findObstacles(manager, this.locales, batch, { by: viewer.memberId }, found);
      return isEmpty(batch, found) ? EMPTY.errors : entryErrors(found.obstacles);
    });
  }

  /** Publishes a release. @throws Refused with all that stands in the way of any of its entries; then nothing is live */
  publish(viewer: Viewer, id: string): Promise<ReleaseOutcome> {
    return namingEntries(() =>
      this.dataSource.transaction(async (manager) => {
        const release = await claimFor(manager, viewer, 'PUBLISH', id);
        const changes = await publishRelease(manager, this.locales, viewer, release.id, { at: new Date() });
        await cancelOfPublished(manager, release.id, viewer.memberId);
        return { releaseId: release.id, changes };
      }),
    );
  }

  /**
   * Brings back what was public before a release, of all its entries.
   * @throws Refused naming each entry that has changed in public since, or can no longer be published as it was
   */
  revert(viewer: Viewer, id: string): Promise<ReleaseOutcome> {
    return namingEntries(() =>
      this.dataSource.transaction(async (manager) => {
        const release = await claimFor(manager, viewer, 'REVERT', id);
        const occasion: Occasion = { by: viewer.memberId, at: new Date(), needsNoApproval: true };
        const found = new Findings();
        const steps = await planReversal(manager, viewer, release.id, found);
        found.throwIfAny();
        const changes = await carryOut(manager, this.locales, steps, occasion, found);
        const { at, by } = occasion;
        await manager.update(Release, { id: release.id }, { state: 'REVERTED', revertedAt: at, revertedById: by });
        noteChange({ before: { state: 'PUBLISHED' }, after: { state: 'REVERTED' } });
        return { releaseId: release.id, changes };
      }),
    );
  }
}

/**
 * Publishes a release, which must be claimed, within a transaction.
 * @returns what has happened to each entry
 * @throws Obstructed with all that stands in the way of any of them; the transaction must be given up then
 */
export async function publishRelease(
  manager: EntityManager,
  locales: Locales,
  viewer: Viewer,
  releaseId: string,
  when: Pick<Occasion, 'at' | 'planned'>,
): Promise<EntryChange[]> {
  const by = viewer.memberId;
  const { at } = when;
  const found = new Findings();
  const batch = await planRelease(manager, viewer, releaseId, found, 'update');
  if (isEmpty(batch, found)) throw EMPTY;
  const changes = await carryOut(manager, locales, [batch], { by, ...when, releaseId }, found);
  const published = batch.publications.map(({ entry, revision }) => ({ entryId: entry.id, revision }));
  await manager.query(
    `update release_item i set revision = p.revision from unnest($2::uuid[], $3::int[]) as p(entry_id, revision)
     where i.release_id = $1 and i.entry_id = p.entry_id`,
    [releaseId, published.map(({ entryId }) => entryId), published.map(({ revision }) => revision)],
  );
  await manager.update(Release, { id: releaseId }, { state: 'PUBLISHED', publishedAt: at, publishedById: by });
  await announce(manager, { event: 'RELEASE_PUBLISHED', id: releaseId, by, at });
  noteChange({ before: { state: 'DRAFT' }, after: { state: 'PUBLISHED', entries: published.length } });
  return changes;
}

/** Takes one step after the other. @returns what has happened to each entry */
async function carryOut(
  manager: EntityManager,
  locales: Locales,
  steps: readonly Batch[],
  occasion: Occasion,
  found: Findings,
): Promise<EntryChange[]> {
  const changed = new Map<string, string[]>();
  const note = (entryId: string, some: readonly string[]) =>
    changed.set(entryId, [...(changed.get(entryId) ?? []), ...some]);
  const cancelled = new Map<string, readonly string[]>();
  const newest = await newestRevisions(manager, steps.flatMap(entryIdsOf));
  for (const batch of steps) {
    const taken = await changePublic(manager, locales, batch, occasion, found);
    for (const [entryId, some] of taken) note(entryId, some);
    for (const one of batch.publications)
      note(
        one.entry.id,
        textsOf(one).map(({ locale }) => locale),
      );
    if (occasion.planned) continue;
    for (const plans of [
      await cancelSuperseded(manager, batch.publications, occasion.by),
      await cancelOfTakenBack(manager, batch.withdrawals, occasion.by),
    ])
      for (const [entryId, ids] of plans) {
        cancelled.set(entryId, [...(cancelled.get(entryId) ?? []), ...ids]);
        note(entryId, []);
      }
  }
  // Of an entry that takes several steps the last one counts: it is what stays.
  const last = new Map(steps.flatMap(({ publications }) => publications).map((one) => [one.entry.id, one]));
  const effects = await effectsOf(manager, [...last.values()]);
  return [...changed].map(([entryId, some]) => {
    const published = last.get(entryId);
    const before = newest.get(entryId)!;
    return {
      entryId,
      before,
      content: before.revision_id,
      locales: some,
      cancelledActions: cancelled.get(entryId),
      ...(published && { revision: published.revision, ...effects.get(entryId) }),
    };
  });
}

/** Has what is obstructed name the entries. */
export async function namingEntries<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Obstructed) throw new Refused(entryErrors(error.obstacles));
    throw error;
  }
}

export const EMPTY = Refused.because(
  'REQUIRED',
  'There is nothing in the release yet: `addToRelease` adds entries.',
  'id',
);

function entryIdsOf({ publications, withdrawals }: Batch): string[] {
  return [...publications.map(({ entry }) => entry.id), ...withdrawals.map(({ entryId }) => entryId)];
}

export function isEmpty({ publications, withdrawals }: Batch, { obstacles }: Findings): boolean {
  return publications.length + withdrawals.length + obstacles.length === 0;
}

export function claimFor(
  manager: EntityManager,
  viewer: Viewer,
  to: 'PUBLISH' | 'REVERT',
  id: string,
  lock: 'update' | 'key share' = 'update',
) {
  return claim<{ id: string }>(manager, viewer, { to: [to], on: 'Release', id, path: ['id'], columns: 'id', lock });
}
