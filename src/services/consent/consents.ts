import type { DataSource } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import type { KeptLetters } from '../../mail/kept-letters.js';
import { claim } from '../access/claim.js';
import { noteChange } from '../audit/audited-call.js';
import { LOCKED_COLUMNS, type LockedEntry, refuseWithdrawn } from '../content/locked-entry.js';
import { takeBack } from '../content/publication.js';
import type { StateChange } from '../content/publishing.js';
import { purgeStory } from './purge-story.js';

/**
 * Background job that takes back stories whose consent has expired. Each hour: days end then in whichever time zone, and
 * browsers that search in Meilisearch by themselves find a story until it has left the index.
 */
export const CONSENT_EXPIRY_JOB = 'expire-consents';
export const CONSENT_EXPIRY_SCHEDULE = `0 * * * * ${CONSENT_EXPIRY_JOB}`;

/** What becomes of a story when the consent to it ends. */
export class Consents {
  constructor(
    private readonly dataSource: DataSource,
    private readonly letters: KeptLetters,
  ) {}

  /**
   * The teller, or an editor for them, takes the consent to a story back: it is gone at once and for good.
   * @throws Refused where there is none to withdraw
   */
  withdraw(viewer: Viewer, id: string): Promise<StateChange> {
    return this.dataSource.transaction(async (manager) => {
      const entry = await claim<LockedEntry>(manager, viewer, {
        to: ['WITHDRAW_CONSENT'],
        on: 'SuccessStory',
        id,
        path: ['id'],
        columns: LOCKED_COLUMNS,
        // Their own, before it is public.
        unseen: true,
      });
      refuseWithdrawn(entry);
      noteChange({ before: { status: entry.status } });
      const occasion = { by: viewer.memberId, at: new Date() };
      const cancelledActions = await purgeStory(manager, this.letters, entry.id, occasion);
      return { entryId: entry.id, cancelledActions };
    });
  }

  /**
   * Takes back what is public though the consent has expired. Readers have not seen it since then; from here on search
   * and the record say the same. With a new consent it can be published again.
   */
  async expire(): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const expired: { id: string }[] = await manager.query(
        `select id from entry where status = 'PUBLISHED' and consent_expires_on < current_date order by id for update`,
      );
      const withdrawals = expired.map(({ id }) => ({ entryId: id }));
      await takeBack(manager, withdrawals, { by: null, at: new Date() });
    });
  }
}
