import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { DataSource, EntityManager } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import { Entry } from '../../entities/content/entry.js';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import { Refused } from '../../schema/user-error.js';
import { enqueueIndexing } from '../../search/indexing.js';
import { claim } from '../access/claim.js';
import { AuditedCall, noteChange } from '../audit/audited-call.js';
import { RECORD_EVENT } from '../audit/audited-transactions.js';
import { cancelWithout } from '../releases/ending-plans.js';
import { announce } from '../webhooks/announce.js';
import { cancelOfTrashed } from './cancel-scheduled.js';
import { lockEntry } from './locked-entry.js';
import { takeBack } from './publication.js';
import type { StateChange } from './publishing.js';
import { holdReferences } from './related-entries.js';
import { replaceReferences } from './replace-references.js';
import { refuseInUse } from './usages.js';

/** Background job that empties the trash of what has lain there long enough, and when it runs by itself (UTC). */
export const TRASH_JOB = 'purge-trash';
export const TRASH_SCHEDULE = `43 3 * * * ${TRASH_JOB}`;

/** Where entries go that nobody wants any more: for a while, and then for good. */
export class Trash {
  /** @param days how long an entry lies in the trash before it is deleted for good; 0 for as long as nobody does it */
  constructor(
    private readonly dataSource: DataSource,
    private readonly pool: Pool,
    private readonly days: number,
    private readonly log: Logger,
  ) {}

  /**
   * Puts an entry into the trash, out of sight of all but those who may work on it.
   * @param replaceWith entry that what refers to it shall refer to from now on
   * @throws Refused InUse while what the public sees refers to it and nothing takes its place
   */
  async remove(viewer: Viewer, id: string, replaceWith?: string | null): Promise<StateChange> {
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['DELETE'], id);
      await holdReferences(manager, [], [entry.id]);
      if (replaceWith) await this.replace(manager, viewer, entry.id, replaceWith);
      await refuseInUse(
        manager,
        entry.id,
        'live',
        'Name the one that takes its place as `replaceWith`, or take it out there.',
      );
      await takeBack(manager, [{ entryId: entry.id }], now(viewer));
      const cancelled = await cancelOfTrashed(manager, [entry.id], viewer.memberId);
      await manager.update(Entry, { id: entry.id }, { deletedAt: new Date(), deletedBy: viewer.memberId });
      await announce(manager, { event: 'ENTRY_TRASHED', id: entry.id, by: viewer.memberId });
      return { entryId: entry.id, cancelledActions: cancelled.get(entry.id) };
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
    await holdReferences(manager, [{ draft: { relatedEntryIds: [to] } as EntryDraft }], []);
    if (found.deleted_at || found.status !== 'PUBLISHED')
      throw Refused.because('UNPUBLISHED_REFERENCE', 'What takes its place must be public. Publish it first.', ...path);
    await replaceReferences(manager, viewer, { kind: 'entry', from, to }, new Date());
  }

  /** Takes an entry out of the trash; it is not published by that. */
  async restore(viewer: Viewer, id: string): Promise<{ entryId: string }> {
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['RESTORE'], id);
      await manager.update(Entry, { id: entry.id }, { deletedAt: null, deletedBy: null });
      await announce(manager, { event: 'ENTRY_RESTORED', id: entry.id, by: viewer.memberId });
      return { entryId: entry.id };
    });
  }

  /**
   * Deletes an entry in the trash for good, with all its revisions and the record of what was public. The audit log stays.
   * @returns its id
   */
  purge(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const entry = await claim<{ id: string; type: string }>(manager, viewer, {
        to: ['PURGE'],
        on: 'Entry',
        id,
        path: ['id'],
        columns: 'id, type',
      });
      noteChange({ object: { type: 'Entry', id: entry.id }, before: { type: entry.type } });
      await deleteForGood(manager, entry.id, viewer.memberId);
      return entry.id;
    });
  }

  /** Deletes for good what has lain in the trash long enough, each entry by itself, and forgets old autosaves. */
  async purgeExpired(): Promise<void> {
    await this.pool.query("delete from replaced_autosave where replaced_at < now() - interval '1 day'");
    if (this.days === 0) return;
    const { rows } = await this.pool.query<{ id: string }>(
      `select id from entry where deleted_at < now() - $1 * interval '1 day' order by deleted_at`,
      [this.days],
    );
    let purged = 0;
    for (const { id } of rows) if (await this.purgeIfExpired(id)) purged++;
    if (purged) this.log.info(`${purged} entries were deleted for good after ${this.days} days in the trash`);
  }

  /** @returns false when someone has taken it out of the trash in the meantime */
  private purgeIfExpired(id: string): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const due: { type: string }[] = await manager.query(
        `select type from entry where id = $1 and deleted_at < now() - $2 * interval '1 day' for update`,
        [id, this.days],
      );
      if (!due[0]) return false;
      await deleteForGood(manager, id, null);
      await recordPurge(manager, id, due[0].type);
      return true;
    });
  }
}

/** All that belongs to an entry goes with its row; what refers to it in drafts of others is named when they are published. */
async function deleteForGood(manager: EntityManager, id: string, by: string | null): Promise<void> {
  await announce(manager, { event: 'ENTRY_PURGED', id, by });
  await cancelWithout(manager, id, by);
  await manager.query('delete from entry where id = $1', [id]);
  await manager.query('delete from usage where object_id = $1 and not drafted', [id]);
  await manager.query('update usage set live = false where object_id = $1 and live', [id]);
  await enqueueIndexing(manager, [id]);
}

/** Says in the audit log that nobody but time has done it. */
async function recordPurge(manager: EntityManager, id: string, type: string): Promise<void> {
  const call = new AuditedCall({
    action: 'purgeEntry',
    origin: { address: '', device: null, keyId: undefined },
    actorId: null,
    object: { type: 'Entry', id },
    makes: undefined,
    place: undefined,
  });
  call.note({ before: { type } });
  await manager.query(RECORD_EVENT, [call.event({ outcome: 'DONE' })]);
}

function now(viewer: Viewer) {
  return { by: viewer.memberId, at: new Date() };
}
