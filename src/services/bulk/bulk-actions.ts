import type { DataSource, EntityManager } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import type { Action } from '../../schema/action.js';
import type { Locales } from '../../schema/locales.js';
import { Refused } from '../../schema/user-error.js';
import { noteChange } from '../audit/audited-call.js';
import { requireConduct } from '../conduct/require-conduct.js';
import { type Occasion, textsOf } from '../content/batch.js';
import { cancelOfTakenBack, cancelOfTrashed, cancelSuperseded } from '../content/cancel-scheduled.js';
import { checkLocales } from '../content/check-locales.js';
import { entryErrors, Findings, Obstructed } from '../content/findings.js';
import { Problems } from '../content/problems.js';
import { type PublicText, publicTextsOf } from '../content/public-texts.js';
import { changePublic } from '../content/publication.js';
import { effectsOf } from '../content/publication-effects.js';
import { draftsOf } from '../content/revisions.js';
import { announce } from '../webhooks/announce.js';
import { changeTopics, type TopicChange } from './change-topics.js';
import type { EntryChange } from './entry-change.js';
import { claimSelected, type SelectedEntry, type Selection } from './selected-entries.js';

type Work = (
  manager: EntityManager,
  entries: readonly SelectedEntry[],
  found: Findings,
  occasion: Occasion,
) => Promise<EntryChange[]>;

/**
 * What editors do with many entries at once: with all of them in one transaction, or with none. An action takes as many
 * statements for a thousand entries as for one. Entries with which nothing is to be done are left as they are.
 */
export class BulkActions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly locales: Locales,
  ) {}

  /** Publishes the newest revisions, in all their languages or those named. @throws Refused, as all of these */
  publish(viewer: Viewer, selection: Selection, locales: readonly string[] | null): Promise<readonly EntryChange[]> {
    return this.perform(viewer, ['PUBLISH'], selection, async (manager, entries, found, occasion) => {
      refuseUnknown(locales, this.locales.all);
      const drafts = await draftsOf(
        manager,
        entries.map(({ id, latest_revision }) => ({ entryId: id, revision: latest_revision })),
      );
      const live = await publicTextsOf(manager, entries);
      const publications = entries
        .map((entry) => ({ entry, revision: entry.latest_revision, draft: drafts.get(entry.id)!, locales }))
        .filter((one) => {
          const current = (live.get(one.entry.id) ?? []).filter(({ revision }) => revision === one.revision);
          const texts = textsOf(one);
          // Where a text that is wanted is missing, that is said.
          return (
            texts.length < (locales ? new Set(locales).size : 1) ||
            texts.some(({ locale }) => current.every((text) => text.locale !== locale))
          );
        });
      await changePublic(manager, this.locales, { publications, withdrawals: [] }, occasion, found);
      const cancelled = await cancelSuperseded(manager, publications, occasion.by);
      const effects = await effectsOf(manager, publications);
      return publications.map((one) => ({
        entryId: one.entry.id,
        before: one.entry.newest,
        content: one.entry.newest.revision_id,
        revision: one.revision,
        locales: textsOf(one).map(({ locale }) => locale),
        cancelledActions: cancelled.get(one.entry.id),
        ...effects.get(one.entry.id)!,
      }));
    });
  }

  /** Takes entries back from the public, in all languages or those named. */
  unpublish(viewer: Viewer, selection: Selection, locales: readonly string[] | null): Promise<readonly EntryChange[]> {
    return this.perform(viewer, ['UNPUBLISH'], selection, async (manager, entries, found, occasion) => {
      const withdrawals = entries.map(({ id }) => ({ entryId: id, locales }));
      const live = await publicTextsOf(manager, entries);
      // A language that the site has no more may still be public.
      const known = [...live.values()].flat().map(({ locale }) => locale);
      refuseUnknown(locales, [...new Set([...this.locales.all, ...known])]);
      const changes = await this.takeAway(manager, entries, { locales, live }, found, occasion);
      const cancelled = await cancelOfTakenBack(manager, withdrawals, occasion.by);
      return changes
        .map((change) => ({ ...change, cancelledActions: cancelled.get(change.entryId) }))
        .filter(({ locales, cancelledActions }) => locales.length > 0 || cancelledActions);
    });
  }

  /** Puts entries into the trash. */
  trash(viewer: Viewer, selection: Selection): Promise<readonly EntryChange[]> {
    return this.perform(viewer, ['DELETE'], selection, async (manager, selected, found, occasion) => {
      const entries = selected.filter((entry) => !entry.deleted_at);
      const live = await publicTextsOf(manager, entries);
      const changes = await this.takeAway(manager, entries, { locales: null, live }, found, occasion);
      const ids = entries.map(({ id }) => id);
      const cancelled = await cancelOfTrashed(manager, ids, occasion.by);
      await manager.query('update entry set deleted_at = $2, deleted_by = $3 where id = any($1::uuid[])', [
        ids,
        occasion.at,
        occasion.by,
      ]);
      await announce(manager, ...ids.map((id) => ({ event: 'ENTRY_TRASHED' as const, id, by: occasion.by })));
      return changes.map((change) => ({ ...change, cancelledActions: cancelled.get(change.entryId) }));
    });
  }

  /** Takes entries out of the trash; they are not published by that. */
  restore(viewer: Viewer, selection: Selection): Promise<readonly EntryChange[]> {
    return this.perform(viewer, ['RESTORE'], selection, async (manager, entries, found, { by }) => {
      found.throwIfAny();
      const ids = entries.map(({ id }) => id);
      await manager.query('update entry set deleted_at = null, deleted_by = null where id = any($1::uuid[])', [ids]);
      await announce(manager, ...ids.map((id) => ({ event: 'ENTRY_RESTORED' as const, id, by })));
      return entries.map(({ id, newest }) => ({ entryId: id, before: newest, content: newest.revision_id }));
    });
  }

  /**
   * Changes topics: in the newest drafts, and at once in public, where the viewer may publish. Nothing else becomes public
   * by that, and nobody has to approve it.
   */
  changeTopics(viewer: Viewer, selection: Selection, change: TopicChange): Promise<readonly EntryChange[]> {
    requireConduct(viewer);
    return this.perform(viewer, ['EDIT', 'PUBLISH'], selection, (manager, entries, found, occasion) => {
      const { add, remove, replace } = change;
      noteChange({ after: { add, remove, ...(replace && { replace }) } });
      return changeTopics(manager, entries, change, found, occasion);
    });
  }

  /** Answers all entries with the languages of theirs that were taken back. */
  private async takeAway(
    manager: EntityManager,
    entries: readonly SelectedEntry[],
    { locales, live }: { locales: readonly string[] | null; live: ReadonlyMap<string, readonly PublicText[]> },
    found: Findings,
    occasion: Occasion,
  ) {
    const withdrawals = entries.map(({ id }) => ({ entryId: id, locales }));
    await changePublic(manager, this.locales, { publications: [], withdrawals }, occasion, found);
    return entries.map(({ id, newest }) => {
      const taken = (live.get(id) ?? []).map(({ locale }) => locale).filter((one) => locales?.includes(one) ?? true);
      return { entryId: id, before: newest, content: newest.revision_id, locales: taken };
    });
  }

  /**
   * Does the work on the entries that were selected. A dry run does it as well, and takes it back: so it finds and answers
   * exactly what would happen.
   */
  private async perform(
    viewer: Viewer,
    to: readonly [Action, ...Action[]],
    selection: Selection,
    work: Work,
  ): Promise<readonly EntryChange[]> {
    const { dryRun } = selection;
    try {
      return await this.dataSource.transaction(async (manager) => {
        const found = new Findings();
        const entries = await claimSelected(manager, viewer, to, selection, found);
        const changes = await work(manager, entries, found, { by: viewer.memberId, at: new Date() });
        noteChange({ after: { dryRun, entryIds: changes.map(({ entryId }) => entryId) } });
        if (dryRun) throw new DryRun(changes);
        return changes;
      });
    } catch (error) {
      if (error instanceof DryRun) return error.changes;
      if (error instanceof Obstructed) throw new Refused(entryErrors(error.obstacles));
      throw error;
    }
  }
}

/** @throws Refused for an empty list of languages, or one that nothing is in */
function refuseUnknown(locales: readonly string[] | null, known: readonly string[]): void {
  const problems = new Problems();
  checkLocales(locales, known, problems, 'locales');
  problems.throwIfAny();
}

/** Takes a transaction back, and brings out what it would have done. */
class DryRun extends Error {
  constructor(readonly changes: readonly EntryChange[]) {
    super('This was a dry run.');
  }
}
