import type { Pool } from 'pg';
import type { Config } from '../../config.js';
import { INDEX_JOB } from '../../search/indexing.js';
import { SCHEDULE_NOTICE_JOB } from '../content/scheduled-action-notices.js';
import { MAIL_JOB } from '../identity/mail-requests.js';
import { REVIEW_REMINDER_JOB } from '../review/due-reviews.js';
import { REVIEW_LETTER_JOB } from '../review/notices.js';
import { TESTIMONIAL_NOTICE_JOB } from '../testimonials/notices.js';
import { NOTICE_JOB } from '../webhooks/notices.js';
import { type Finding, note, ok, wrong } from './finding.js';

/** A job that is due for this long is stuck. */
const DUE_MINUTES = 10;
/** After this long graphile-worker gives a job of a process that died to another. */
const LOCKED_HOURS = 4;

/** Jobs that send mails. */
const MAIL_JOBS = [
  MAIL_JOB,
  SCHEDULE_NOTICE_JOB,
  REVIEW_LETTER_JOB,
  REVIEW_REMINDER_JOB,
  TESTIMONIAL_NOTICE_JOB,
  NOTICE_JOB,
];

/** Whether background work gets done. */
export async function checkJobs(pool: Pool, running: boolean): Promise<Finding[]> {
  const { rows } = await pool.query<{ failed: number; due: number; abandoned: number; last_error: string | null }>(
    `select count(*) filter (where attempts >= max_attempts)::int as failed,
            count(*) filter (where attempts < max_attempts and locked_at is null
                             and run_at < now() - make_interval(mins => $1))::int as due,
            count(*) filter (where locked_at < now() - make_interval(hours => $2))::int as abandoned,
            left((array_agg(last_error order by updated_at desc) filter (where attempts >= max_attempts))[1], 200) as last_error
     from graphile_worker.jobs`,
    [DUE_MINUTES, LOCKED_HOURS],
  );
  const { failed, due, abandoned, last_error } = rows[0]!;
  const findings: Finding[] = [];
  if (failed) {
    const remedy = 'mend the cause; "npx hearth reindex" makes up for what search missed';
    findings.push(
      wrong('Jobs', `${failed} failed for good, the last one with: ${last_error ?? 'no reason'}; ${remedy}`),
    );
  }
  if (abandoned) {
    const text = `${abandoned} held for over ${LOCKED_HOURS} hours by a process that probably died: restart the hub`;
    findings.push(wrong('Jobs', text));
  }
  if (due && running) {
    const text = `${due} due for over ${DUE_MINUTES} minutes: start a hub with ROLE=all or ROLE=worker, and see its log`;
    findings.push(wrong('Jobs', text));
  } else if (due) {
    findings.push(note('Jobs', `${due} wait for the hub to run`));
  }
  return findings.length ? findings : [ok('Jobs', 'none stuck, none failed')];
}

/** Number of changes that are yet to come into the search index. */
export async function indexingJobs(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ waiting: number }>(
    'select count(*)::int as waiting from graphile_worker.jobs where task_identifier = $1 and attempts < max_attempts',
    [INDEX_JOB],
  );
  return rows[0]!.waiting;
}

/** Whether mails leave the house. */
export async function checkMails(pool: Pool, { mail }: Config): Promise<Finding> {
  const { rows } = await pool.query<{ failed: number; tried: number; last_error: string | null }>(
    `select count(*) filter (where attempts >= max_attempts)::int as failed,
            count(*) filter (where attempts > 0 and attempts < max_attempts)::int as tried,
            left((array_agg(last_error order by updated_at desc) filter (where attempts > 0))[1], 200) as last_error
     from graphile_worker.jobs where task_identifier = any($1)`,
    [MAIL_JOBS],
  );
  const { failed, tried, last_error } = rows[0]!;
  if (failed + tried > 0) {
    const text = `${tried} could not be sent yet and ${failed} never, the last one with: ${last_error ?? 'no reason'}`;
    return wrong('Mails', `${text}; check SMTP_URL with "npx hearth mail test <address>"`);
  }
  if (!mail.smtpUrl) return note('Mails', 'SMTP_URL is not set: they are files in the data folder, and reach nobody');
  return ok('Mails', 'none waits for another try');
}
