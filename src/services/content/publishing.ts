import type { DataSource, EntityManager } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import { Entry } from '../../entities/content/entry.js';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { Locales } from '../../schema/locales.js';
import { Refused } from '../../schema/user-error.js';
import { claim } from '../access/claim.js';
import { noteChange } from '../audit/audited-call.js';
import { announce } from '../webhooks/announce.js';
import type { Occasion } from './batch.js';
import { cancelOfTakenBack, cancelOfTrashed, cancelSuperseded } from './cancel-scheduled.js';
import { lockEntry, refuseStale } from './locked-entry.js';
import { makePublic, takeBack } from './publication.js';
import { endingOf, holdReferrers, holdRelated } from './related-entries.js';
import { replaceReferences } from './replace-references.js';
import { newestDraft } from './revisions.js';
import { refuseInUse } from './usages.js';

/** Brings revisions before the public and takes them back, language by language. */
export class Publishing {
  constructor(
    private readonly dataSource: DataSource,
    private readonly locales: Locales,
  ) {}

  /**
   * Publishes the newest revision, which must be `revision`: one publishes what one has read.
   * @param locales those to publish; all that the draft has when absent
   */
  async publish(
    viewer: Viewer,
    id: string,
    revision: number,
    locales?: readonly string[] | null,
  ): Promise<{ entryId: string }> {
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['PUBLISH'], id);
      await refuseStale(manager, entry, revision, 'revision');
      noteChange({ before: { status: entry.status }, after: { revision, locales: locales ?? 'all' } });
      const draft = await newestDraft(manager, entry);
      await makePublic(manager, this.locales, [{ entry, revision, draft, locales }], now(viewer));
      await cancelSuperseded(manager, [{ entryId: entry.id, revision }], viewer.memberId);
      return { entryId: entry.id };
    });
  }

  /** Takes languages back; all of them when none are named. What was published stays in the history. */
  async unpublish(viewer: Viewer, id: string, locales?: readonly string[] | null): Promise<{ entryId: string }> {
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['UNPUBLISH'], id);
      noteChange({ before: { status: entry.status }, after: { takenBack: locales ?? 'all' } });
      await holdReferrers(manager, entry.id);
      if ((await endingOf(manager, [{ entryId: entry.id, locales }])).length)
        await refuseInUse(
          manager,
          entry.id,
          'live',
          'Take it out there first, or put it into the trash with `replaceWith`.',
        );
      await takeBack(manager, [{ entryId: entry.id, locales }], now(viewer));
      await cancelOfTakenBack(manager, [{ entryId: entry.id, locales }], viewer.memberId);
      return { entryId: entry.id };
    });
  }

  /**
   * Puts an entry into the trash, out of sight of all but those who may work on it.
   * @param replaceWith entry that what refers to it shall refer to from now on
   * @throws Refused InUse while what the public sees refers to it and nothing takes its place
   */
  async remove(viewer: Viewer, id: string, replaceWith?: string | null): Promise<{ entryId: string }> {
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['DELETE'], id);
      await holdReferrers(manager, entry.id);
      if (replaceWith) await this.replace(manager, viewer, entry.id, replaceWith);
      await refuseInUse(
        manager,
        entry.id,
        'live',
        'Name the one that takes its place as `replaceWith`, or take it out there.',
      );
      await takeBack(manager, [{ entryId: entry.id }], now(viewer));
      await cancelOfTrashed(manager, [entry.id], viewer.memberId);
      await manager.update(Entry, { id: entry.id }, { deletedAt: new Date() });
      await announce(manager, { event: 'ENTRY_TRASHED', id: entry.id, by: viewer.memberId });
      return { entryId: entry.id };
    });
  }

  private async replace(manager: EntityManager, viewer: Viewer, from: string, replaceWith: string): Promise<void> {
    const path = ['replaceWith'];
    const found = await claim<{ id: string; deleted_at: Date | null; status: string }>(manager, viewer, {
      to: ['READ_REVISIONS'],
      on: 'Entry',
      id: replaceWith,
      path,
      columns: 'id, deleted_at, status',
      lock: 'key share',
    });
    const to = found.id;
    if (to === from) throw Refused.because('INVALID', 'An entry cannot take its own place. Name another one.', ...path);
    await holdRelated(manager, [{ draft: { relatedEntryIds: [to] } as EntryDraft }]);
    if (found.deleted_at || found.status !== 'PUBLISHED')
      throw Refused.because('UNPUBLISHED_REFERENCE', 'What takes its place must be public. Publish it first.', ...path);
    await replaceReferences(manager, viewer, { kind: 'entry', from, to }, new Date());
  }

  /** Takes an entry out of the trash; it is not published by that. */
  async restore(viewer: Viewer, id: string): Promise<{ entryId: string }> {
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['RESTORE'], id);
      await manager.update(Entry, { id: entry.id }, { deletedAt: null });
      await announce(manager, { event: 'ENTRY_RESTORED', id: entry.id, by: viewer.memberId });
      return { entryId: entry.id };
    });
  }
}

function now(viewer: Viewer): Occasion {
  return { by: viewer.memberId, at: new Date() };
}
