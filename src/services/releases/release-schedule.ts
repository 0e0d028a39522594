import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import type { Locales } from '../../schema/locales.js';
import { Refused } from '../../schema/user-error.js';
import { noteChange } from '../audit/audited-call.js';
import { DUE_JOB } from '../content/due-actions.js';
import { entryErrors, Findings } from '../content/findings.js';
import { findObstacles } from '../content/obstacles.js';
import { Problems } from '../content/problems.js';
import { checkWallClock, type WallClock } from '../content/wall-clock.js';
import { planRelease } from './release-plan.js';
import { claimFor, EMPTY, isEmpty } from './release-publishing.js';

/** Plans releases. They are carried out by `DueActions`, and called off like all that is planned. */
export class ReleaseSchedule {
  constructor(
    private readonly dataSource: DataSource,
    private readonly locales: Locales,
  ) {}

  /**
   * Plans to publish a release, as it is now: its entries, and of each the revision that is chosen or the newest of this
   * moment. What goes live unattended is what somebody has read.
   * @returns id of the scheduled action
   * @throws Refused with all that would stand in the way now
   */
  schedule(viewer: Viewer, id: string, wallClock: WallClock): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const release = await claimFor(manager, viewer, 'PUBLISH', id);
      await refusePlanned(manager, release.id);
      const problems = new Problems();
      const moment = await checkWallClock(manager, wallClock, problems);
      const found = new Findings();
      const batch = await planRelease(manager, viewer, release.id, found, 'update');
      if (isEmpty(batch, found)) throw EMPTY;
      await findObstacles(manager, this.locales, batch, { by: viewer.memberId }, found);
      const refused = [
        ...problems.all.map((problem) => ({ __typename: 'InputError', ...problem })),
        ...entryErrors(found.obstacles),
      ];
      if (refused.length) throw new Refused(refused);
      await fixRevisions(manager, release.id);
      return insert(manager, viewer, release.id, moment!);
    });
  }
}

/** @throws Refused for a release that is planned: what has been checked and read is what goes live */
export async function refusePlanned(manager: EntityManager, releaseId: string): Promise<void> {
  const [plan]: { at: string; time_zone: string }[] = await manager.query(
    `select to_char(wall_clock, 'YYYY-MM-DD HH24:MI') as at, time_zone from scheduled_action
     where release_id = $1 and state = 'PENDING'`,
    [releaseId],
  );
  if (!plan) return;
  const message = `The release goes live at ${plan.at} (${plan.time_zone}), as it is. Call that off first with \`cancelScheduledAction\`, then plan it anew.`;
  throw Refused.because('NOT_ALLOWED', message, 'id');
}

/** Has the release publish the newest revisions of this moment, where none is chosen; no autosave takes their place. */
async function fixRevisions(manager: EntityManager, releaseId: string): Promise<void> {
  await manager.query(
    `with fixed as (
       update release_item i set revision = e.latest_revision from entry e
       where i.release_id = $1 and e.id = i.entry_id and i.action = 'PUBLISH' and i.revision is null
       returning i.entry_id, i.revision
     )
     update revision r set kept = true from fixed f where r.entry_id = f.entry_id and r.number = f.revision`,
    [releaseId],
  );
}

async function insert(
  manager: EntityManager,
  viewer: Viewer,
  releaseId: string,
  { at, timeZone }: WallClock,
): Promise<string> {
  const id = uuid();
  await manager.query(
    `with made as (
       insert into scheduled_action (release_id, action, wall_clock, time_zone, due_at, id, scheduled_by)
       values ($1, 'PUBLISH', $2, $3, instant_of($2, $3), $4, $5) returning id, due_at
     )
     select graphile_worker.add_job($6, run_at := due_at, job_key := $6 || ':' || id) from made`,
    [releaseId, at, timeZone, id, viewer.memberId, DUE_JOB],
  );
  noteChange({ object: { type: 'Release', id: releaseId }, after: { scheduledActionId: id, at, timeZone } });
  return id;
}
