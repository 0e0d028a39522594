import type { Pool } from 'pg';

/** Job that takes stories out of the index whose consent has come to its end. */
export const CONSENT_JOB = 'index-ended-consents';

/** At the beginning of each hour: days end then, in whichever time zone. */
export const CONSENT_SCHEDULE = `0 * * * * ${CONSENT_JOB} ?fill=1h`;

/**
 * A consent ends by the calendar, without any change that would bring the index in line. Those of the last weeks are
 * looked at again each time, so that nothing is missed while no process was there.
 */
export async function indexEndedConsents(pool: Pool): Promise<void> {
  await pool.query(
    `select enqueue_indexing(id) from (
       select id from entry where type = 'SUCCESS_STORY' and status = 'PUBLISHED'
         and consent_expires_on between current_date - 31 and current_date - 1 order by id) ended`,
  );
}
