import { GraphQLError } from 'graphql';
import type { ClientBase } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { Turns } from '../../database/turns.js';
import type { ReadConnection } from '../../read/reader.js';
import type { Locales } from '../../schema/locales.js';
import { type Problem, Refused } from '../../schema/user-error.js';
import { claim } from '../access/claim.js';
import { writeLiveUses } from '../media/media-uses.js';
import { chooseSlugs } from './choose-slugs.js';
import { fillGaps } from './fill-gaps.js';
import { Findings } from './findings.js';
import { writeLiveEntries } from './live-rows.js';
import { writeLiveTexts } from './live-texts.js';
import { LOCKED_COLUMNS, type LockedEntry } from './locked-entry.js';
import { findGaps } from './obstacles.js';
import { invalidPreview, type PreviewLinks, type ValidLink } from './preview-links.js';
import { draftOf } from './revisions.js';

/** A draft that can be read as if it were published, as long as the request lasts. */
export interface ShownDraft {
  readonly entryId: string;
  /** Number of the revision. */
  readonly revision: number;
  readonly expiresAt: Date;
  /** What stands in the way of publishing it, and was filled by placeholders. */
  readonly gaps: readonly Problem[];
}

/**
 * How long a statement of a preview may take, and when the last one may begin: seconds. Editors who save the same entry
 * wait for it.
 */
const LONGEST = 5;

/**
 * Shows drafts through the very tables and statements by which the public reads. The draft is published within a
 * transaction, without checks, jobs, events or a record, is read from within it, and the transaction is always taken
 * back: nobody else ever sees it, and nothing is left of it.
 */
export class Previews {
  /** One at a time in a process: however many are asked for, they take one connection from those who write. */
  private readonly turns = new Turns();

  constructor(
    private readonly dataSource: DataSource,
    private readonly links: PreviewLinks,
    private readonly locales: Locales,
  ) {}

  /**
   * Calls `work` with the draft that a token shows, and a connection on which it is public.
   * @throws GraphQLError PREVIEW_INVALID, PREVIEW_EXPIRED or PREVIEW_BUSY
   */
  async show<T>(token: string, work: (shown: ShownDraft, connection: ReadConnection) => Promise<T>): Promise<T> {
    const link = await this.links.find(token);
    return this.turns.take(() => this.withinTransaction(link, work));
  }

  private async withinTransaction<T>(
    link: ValidLink,
    work: (shown: ShownDraft, connection: ReadConnection) => Promise<T>,
  ): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const shown = await this.begin(runner, link);
      return await work(shown, await readingOn(runner));
    } finally {
      await takeBack(runner);
    }
  }

  /** Publishes the draft in a transaction of its own. Gives way to editors: see `LIMITS`. */
  private async begin(runner: QueryRunner, link: ValidLink): Promise<ShownDraft> {
    for (let tries = 3; ; tries--) {
      await runner.startTransaction();
      try {
        await runner.query(LIMITS);
        return await this.publish(runner.manager, link);
      } catch (error) {
        if (error instanceof Refused) throw invalidPreview();
        if (!GAVE_WAY.has((error as { code?: string }).code ?? '')) throw error;
        if (tries === 1) throw busy();
        await runner.rollbackTransaction();
      }
    }
  }

  private async publish(manager: EntityManager, link: ValidLink): Promise<ShownDraft> {
    const entry = await claim<LockedEntry>(manager, link.creator, {
      to: ['READ_REVISIONS'],
      on: 'Entry',
      id: link.entryId,
      path: [],
      columns: LOCKED_COLUMNS,
      lock: 'no key update',
    });
    const revision = link.revision ?? entry.latest_revision;
    const draft = await draftOf(manager, entry.id, revision);
    if (entry.deleted_at || entry.consent_withdrawn_at || !draft) throw invalidPreview();
    const found = new Findings();
    const saved = { entry, revision, draft, locales: link.locales };
    await findGaps(manager, this.locales, [saved], found);
    const whole = { ...saved, draft: fillGaps(draft, found.obstacles, link.locales, this.locales.default) };

    const at = new Date();
    const slugs = await chooseSlugs(manager, { publications: [whole], withdrawals: [] }, found);
    await writeLiveEntries(manager, [whole], at);
    await writeLiveTexts(manager, [whole], slugs, at);
    await writeLiveUses(manager, [whole]);
    return { entryId: entry.id, revision, expiresAt: link.expiresAt, gaps: found.of(entry.id).all };
  }
}

/**
 * Waiting for a lock ends before the database looks for a deadlock (after a second): so if two block each other, it is
 * never the editor who has to give way.
 */
const LIMITS = `select set_config('lock_timeout', '800ms', true), set_config('statement_timeout', '${LONGEST}s', true),
  set_config('idle_in_transaction_session_timeout', '10s', true)`;

/** No lock in time; a deadlock all the same; a slug that someone has just taken. */
const GAVE_WAY = new Set(['55P03', '40P01', '23505']);

const TIMED_OUT = '57014';

/** Reads in the transaction of the runner. What fails leaves it as it was before. */
async function readingOn(runner: QueryRunner): Promise<ReadConnection> {
  const client: ClientBase = await runner.connect();
  await client.query('savepoint shown');
  const end = Date.now() + LONGEST * 1000;
  return {
    query: async (statement) => {
      if (Date.now() > end) throw tookTooLong();
      try {
        return await client.query(statement);
      } catch (error) {
        await client.query('rollback to savepoint shown');
        throw (error as { code?: string }).code === TIMED_OUT ? tookTooLong() : error;
      }
    },
  };
}

async function takeBack(runner: QueryRunner): Promise<void> {
  try {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
  } catch {
    // The connection is broken: with it the transaction is gone as well.
  } finally {
    await runner.release();
  }
}

function tookTooLong(): GraphQLError {
  return new GraphQLError(`This takes longer than the ${LONGEST} seconds that a preview has. Ask for less at once.`, {
    extensions: { code: 'QUERY_TOO_COMPLEX', maximumSeconds: LONGEST },
  });
}

function busy(): GraphQLError {
  return new GraphQLError('Someone is saving or publishing this at the moment. Try again.', {
    extensions: { code: 'PREVIEW_BUSY' },
  });
}
