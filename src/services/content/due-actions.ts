import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { DataSource, EntityManager } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import { storableJson } from '../../database/json.js';
import type { Locales } from '../../schema/locales.js';
import type { ScheduledActionKind } from '../../schema/scheduled-actions.js';
import { type Problem, Refused } from '../../schema/user-error.js';
import { claim } from '../access/claim.js';
import { AuditedCall, type Outcome } from '../audit/audited-call.js';
import { RECORD_EVENT } from '../audit/audited-transactions.js';
import { memberViewer } from '../identity/member-viewer.js';
import { releaseRevisions } from '../releases/ending-plans.js';
import { claimFor, namingEntries, publishRelease } from '../releases/release-publishing.js';
import { keepTopics } from './keep-topics.js';
import { type LockedEntry, lockEntry } from './locked-entry.js';
import { overNewer } from './over-newer.js';
import { makePublic, takeBack } from './publication.js';
import { draftOf } from './revisions.js';
import { requestNotices } from './scheduled-action-notices.js';

/**
 * Job that carries out what is due. It wakes up at the time of each plan, and every minute for what was missed: so a lost
 * job, a killed process and a clock that was set neither skip nor double anything.
 */
export const DUE_JOB = 'run-scheduled-actions';
export const DUE_SCHEDULE = `* * * * * ${DUE_JOB}`;

/** How often something is tried that comes to grief through no fault of what was planned: for a quarter of an hour. */
const TRIES = 15;

/** A plan whose time has come. */
interface DueAction {
  readonly id: string;
  readonly action: ScheduledActionKind;
  /** The entry, or the release. */
  readonly entry_id: string | null;
  readonly release_id: string | null;
  readonly revision: number | null;
  readonly locales: string[] | null;
  readonly scheduled_by: string | null;
}

/** The mutation that does the same by hand, and to what. */
function byHand({ action, entry_id, release_id }: DueAction): {
  mutation: string;
  type: 'Entry' | 'Release';
  id: string;
} {
  if (release_id) return { mutation: 'publishRelease', type: 'Release', id: release_id };
  return { mutation: action === 'PUBLISH' ? 'publishEntry' : 'unpublishEntry', type: 'Entry', id: entry_id! };
}

/**
 * Carries out what was planned, in the name of who planned it and with the rights they have now. The clock of the
 * database decides what is due. Each plan is one transaction with what it does; those of one entry go in their order,
 * however many processes work on them.
 */
export class DueActions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly pool: Pool,
    private readonly locales: Locales,
    private readonly log: Logger,
  ) {}

  /** Has what became due while no process was there carried out at once. */
  async wake(): Promise<void> {
    await this.pool.query("select graphile_worker.add_job($1, job_key := $1 || ':start')", [DUE_JOB]);
  }

  /** Carries out all that is due. */
  async run(): Promise<void> {
    await this.followTimeZones();
    const { rows } = await this.pool.query<{ target: string }>(
      `select coalesce(entry_id, release_id) as target from scheduled_action
       where state = 'PENDING' and due_at <= now() group by 1 order by min(due_at)`,
    );
    for (const { target } of rows) await this.runOf(target);
  }

  /** Works the instants out anew, for when the rules of a time zone have changed. */
  private async followTimeZones(): Promise<void> {
    try {
      await this.pool.query(
        `update scheduled_action set due_at = instant_of(wall_clock, time_zone)
         where state = 'PENDING' and due_at <> instant_of(wall_clock, time_zone)`,
      );
    } catch (error) {
      // A new version of the database may have lost a zone: what was worked out before holds.
      this.log.warn({ error }, 'The times of scheduled actions could not be worked out anew');
    }
  }

  /** Carries out what is due of one entry or release, until something cannot be decided now. */
  private async runOf(target: string): Promise<void> {
    for (let going = true; going; ) {
      const { rows } = await this.pool.query<DueAction>(
        `select id, action, entry_id, release_id, revision, locales, scheduled_by from scheduled_action
         where coalesce(entry_id, release_id) = $1 and state = 'PENDING' and due_at <= now() order by due_at, id limit 1`,
        [target],
      );
      going = rows[0] !== undefined && (await this.settle(rows[0]));
    }
  }

  /** @returns whether it is settled, one way or the other */
  private async settle(due: DueAction): Promise<boolean> {
    try {
      await this.dataSource.transaction((manager) => this.carryOut(manager, due));
      return true;
    } catch (error) {
      if (error instanceof Refused) {
        await this.dataSource.transaction((manager) => fail(manager, due, error.errors));
        return true;
      }
      this.log.error({ error, scheduledActionId: due.id }, 'A scheduled action came to grief');
      return this.countTry(due);
    }
  }

  private async carryOut(manager: EntityManager, due: DueAction): Promise<void> {
    // What it is about first, as everyone who changes it does: nobody waits for each other crosswise.
    const viewer = await schedulerOf(manager, due);
    const entry = due.entry_id && (await inTheirName(() => lockEntry(manager, viewer, [due.action], due.entry_id!)));
    if (due.release_id) await inTheirName(() => claimFor(manager, viewer, 'PUBLISH', due.release_id!));
    const [done]: [{ at: Date }[], number] = await manager.query(
      `update scheduled_action set state = 'DONE', ended_at = now()
       where id = $1 and state = 'PENDING' and due_at <= now() returning clock_timestamp() as at`,
      [due.id],
    );
    // Another process has done it, or someone has called it off.
    if (!done[0]) return;
    const { at } = done[0];
    if (entry) await this.changeEntry(manager, entry, due, at);
    else
      await namingEntries(() => publishRelease(manager, this.locales, viewer, due.release_id!, { at, planned: true }));
    await writeEvent(manager, due, { outcome: 'DONE' });
  }

  private async changeEntry(manager: EntityManager, entry: LockedEntry, due: DueAction, at: Date): Promise<void> {
    const occasion = { by: due.scheduled_by, at };
    const { revision, locales } = due;
    if (revision === null) {
      await takeBack(manager, [{ entryId: entry.id, locales }], occasion);
      return;
    }
    const draft = (await draftOf(manager, entry.id, revision))!;
    const planned = await keepTopics(manager, [{ entry, revision, draft, locales }]);
    await makePublic(manager, this.locales, await overNewer(manager, planned), occasion);
  }

  private async countTry(due: DueAction): Promise<boolean> {
    const { rows } = await this.pool.query<{ tries: number }>(
      `update scheduled_action set tries = tries + 1 where id = $1 and state = 'PENDING' returning tries`,
      [due.id],
    );
    if ((rows[0]?.tries ?? 0) < TRIES) return false;
    const message = 'Something went wrong on our side, again and again. Do it by hand, or schedule it anew.';
    await this.dataSource.transaction((manager) => fail(manager, due, [{ code: 'UNEXPECTED', message, path: [] }]));
    return true;
  }
}

/** @throws Refused when they have left */
async function schedulerOf(manager: EntityManager, due: DueAction): Promise<Viewer> {
  const viewer = await memberViewer(manager, due.scheduled_by);
  if (!viewer) throw Refused.because('NOT_ALLOWED', 'Who scheduled it has left. Schedule it anew, or do it by hand.');
  return viewer;
}

/** @throws Refused when who planned it may not do it any more */
async function inTheirName<Result>(claimed: () => Promise<Result>): Promise<Result> {
  try {
    return await claimed();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw Refused.because(
      'NOT_ALLOWED',
      'Who scheduled it may no longer do it. Schedule it anew, or do it by hand, if you may.',
    );
  }
}

/** Marks what was not possible, unless it has been called off in the meantime, and has those told who care for it. */
async function fail(manager: EntityManager, due: DueAction, errors: readonly Problem[]): Promise<void> {
  const viewer = await memberViewer(manager, due.scheduled_by);
  const toWhoScheduled = viewer && (await maySee(manager, viewer, due));
  const kept = errors.map((error) => ({ __typename: 'InputError', ...error, path: error.path.map(String) }));
  const [failed]: [{ id: string }[], number] = await manager.query(
    `update scheduled_action set state = 'FAILED', ended_at = now(), errors = $2
     where id = $1 and state = 'PENDING' and due_at <= now() returning id`,
    [due.id, storableJson(kept)],
  );
  if (failed.length === 0) return;
  if (due.release_id) await releaseRevisions(manager, due.release_id);
  await requestNotices(manager, [{ id: due.id, scheduledBy: toWhoScheduled ? due.scheduled_by : null }]);
  const [first] = errors;
  await writeEvent(manager, due, { outcome: first?.code === 'UNEXPECTED' ? 'FAILED' : 'REFUSED', code: first?.code });
}

async function maySee(manager: EntityManager, viewer: Viewer, due: DueAction): Promise<boolean> {
  const { type, id } = byHand(due);
  try {
    await claim(manager, viewer, {
      to: [type === 'Release' ? 'PUBLISH' : 'READ_REVISIONS'],
      on: type,
      id,
      path: [],
      columns: 'id',
      lock: 'key share',
    });
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

/** Says in the audit log what was done, in whose name. */
async function writeEvent(manager: EntityManager, due: DueAction, outcome: Outcome): Promise<void> {
  const { mutation, type, id } = byHand(due);
  const call = new AuditedCall({
    action: mutation,
    origin: { address: '', device: null, keyId: undefined },
    actorId: due.scheduled_by,
    object: { type, id },
    makes: undefined,
    place: undefined,
  });
  const { id: scheduledActionId, revision, locales } = due;
  call.note({ after: { scheduledActionId, revision, locales: locales ?? 'all' } });
  await manager.query(RECORD_EVENT, [call.event(outcome)]);
}
