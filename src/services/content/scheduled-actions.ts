import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { Revision } from '../../entities/content/revision.js';
import type { Locales } from '../../schema/locales.js';
import type { ScheduledActionKind } from '../../schema/scheduled-actions.js';
import { claim } from '../access/claim.js';
import { noteChange } from '../audit/audited-call.js';
import { releaseRevisions } from '../releases/ending-plans.js';
import { checkLocales } from './check-locales.js';
import { DUE_JOB } from './due-actions.js';
import { Findings } from './findings.js';
import { lockEntry, refuseStale } from './locked-entry.js';
import { findObstacles } from './obstacles.js';
import { Problems } from './problems.js';
import { newestDraft } from './revisions.js';
import { checkWallClock, type WallClock } from './wall-clock.js';

/** What is to happen to which entry, in which languages; all of them when absent. */
export interface EntryPlan extends WallClock {
  readonly id: string;
  readonly locales?: readonly string[] | null;
}

/** A plan that has been checked. */
interface NewAction extends WallClock {
  readonly action: ScheduledActionKind;
  readonly entryId: string;
  readonly revision: number | null;
  readonly locales: readonly string[] | null;
}

/** What editors plan: publications and withdrawals at a time to come. They are carried out by `DueActions`. */
export class ScheduledActions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly locales: Locales,
  ) {}

  /**
   * Plans to publish the newest revision, which must be `revision`. It is this revision that will become public, whatever
   * is saved later: what goes live unattended is what somebody has read.
   * @returns id of the scheduled action
   * @throws Refused with all that would stand in the way now
   */
  schedulePublication(viewer: Viewer, plan: EntryPlan & { readonly revision: number }): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { revision } = plan;
      const entry = await lockEntry(manager, viewer, ['PUBLISH'], plan.id);
      await refuseStale(manager, entry, revision, 'revision');
      const problems = new Problems();
      const moment = await checkWallClock(manager, plan, problems);
      const draft = await newestDraft(manager, entry);
      const publication = { entry, revision, draft, locales: plan.locales };
      const found = new Findings();
      const batch = { publications: [publication], withdrawals: [] };
      await findObstacles(manager, this.locales, batch, { by: viewer.memberId }, found);
      for (const { code, message, path } of found.obstacles) problems.add(code, message, ...path);
      problems.throwIfAny();
      // It must be there when its time comes: from now on no autosave takes its place.
      await manager.update(Revision, { entryId: entry.id, number: revision }, { kept: true });
      return insert(manager, viewer, {
        action: 'PUBLISH',
        entryId: entry.id,
        revision,
        locales: plan.locales ?? null,
        ...moment!,
      });
    });
  }

  /** Plans to take languages of an entry back. @returns id of the scheduled action @throws Refused */
  scheduleUnpublication(viewer: Viewer, plan: EntryPlan): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['UNPUBLISH'], plan.id);
      const problems = new Problems();
      if (entry.deleted_at) problems.add('NOT_ALLOWED', 'The entry is in the trash. Restore it first.', 'id');
      const moment = await checkWallClock(manager, plan, problems);
      checkLocales(plan.locales, this.locales.all, problems, 'locales');
      problems.throwIfAny();
      const locales = plan.locales ?? null;
      return insert(manager, viewer, {
        action: 'UNPUBLISH',
        entryId: entry.id,
        revision: null,
        locales,
        ...moment!,
      });
    });
  }

  /** Calls off what is still to come. @returns its id @throws Refused when there is nothing to call off */
  cancel(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const action = await claim<{ id: string; entry_id: string | null; release_id: string | null }>(manager, viewer, {
        to: ['CANCEL'],
        on: 'ScheduledAction',
        id,
        path: ['id'],
        columns: 'id, entry_id, release_id',
      });
      await manager.query(
        `update scheduled_action set state = 'CANCELLED', cancel_reason = 'BY_HAND', ended_at = now(), cancelled_by = $2
         where id = $1`,
        [action.id, viewer.memberId],
      );
      const { entry_id: entryId, release_id: releaseId } = action;
      if (releaseId) await releaseRevisions(manager, releaseId);
      noteChange({ before: { state: 'PENDING' }, after: { state: 'CANCELLED', entryId, releaseId } });
      return action.id;
    });
  }
}

/** Makes the plan and the job that wakes up for it. The very same plan is not made twice. */
async function insert(manager: EntityManager, viewer: Viewer, planned: NewAction): Promise<string> {
  const { action, entryId, revision, at, timeZone } = planned;
  const locales = planned.locales && [...new Set(planned.locales)].sort();
  const values = [entryId, action, revision, locales, at, timeZone];
  const [same]: { id: string }[] = await manager.query(
    `select id from scheduled_action where state = 'PENDING' and entry_id = $1 and action = $2
       and revision is not distinct from $3 and locales is not distinct from $4 and wall_clock = $5 and time_zone = $6`,
    values,
  );
  if (same) return same.id;
  const id = uuid();
  await manager.query(
    `with made as (
       insert into scheduled_action (entry_id, action, revision, locales, wall_clock, time_zone, due_at, id, scheduled_by)
       values ($1, $2, $3, $4, $5, $6, instant_of($5, $6), $7, $8) returning id, due_at
     )
     select graphile_worker.add_job($9, run_at := due_at, job_key := $9 || ':' || id) from made`,
    [...values, id, viewer.memberId, DUE_JOB],
  );
  noteChange({
    object: { type: 'Entry', id: entryId },
    after: { scheduledActionId: id, action, revision, at, timeZone },
  });
  return id;
}
