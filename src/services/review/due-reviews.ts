import type { Pool } from 'pg';
import { compose, type Sender } from '../../mail/compose.js';
import type { DueArticle } from '../../mail/letter.js';
import type { Mailer } from '../../mail/mail.js';
import type { Locales } from '../../schema/locales.js';
import { Recipients } from '../identity/recipients.js';

/** Job that looks for articles that should be checked again, once a day (UTC), or later if no process was there. */
export const DUE_REVIEWS_JOB = 'remind-of-due-reviews';
export const DUE_REVIEWS_SCHEDULE = `23 5 * * * ${DUE_REVIEWS_JOB} ?fill=1d`;

/** Job that reminds one person. */
export const REVIEW_REMINDER_JOB = 'send-review-reminder';

export interface ReviewReminder {
  readonly memberId: string;
  /** With the day (`YYYY-MM-DD`) each of them is due. */
  readonly articles: readonly { readonly entryId: string; readonly dueOn: string }[];
}

/** How long before the day people are reminded first. */
const DAYS_BEFORE = 14;

/** Tries over some hours. */
const ATTEMPTS = 10;

/** How many articles a letter names. */
const MOST_NAMED = 50;

/** Reminds those who care for articles to check them again: of each date once before and once when it has come. */
export class DueReviews {
  private readonly recipients: Recipients;

  constructor(
    private readonly pool: Pool,
    private readonly locales: Locales,
    private readonly mailer: Mailer,
    private readonly sender: Sender,
  ) {
    this.recipients = new Recipients(pool, locales);
  }

  /**
   * Writes down what somebody is to be reminded of now, and asks for a letter to each, in one statement: so nobody is
   * forgotten or reminded twice, whenever the process may die. To whoever made the article, if they still write content;
   * else to all editors, or where there are none, to admins.
   */
  async remind(): Promise<void> {
    await this.pool.query(
      `with due as (
         select e.id, e.review_due_on, o.id as owner from entry e
         left join (member o join auth_user ou on ou.id = o.id)
           on o.id = e.created_by and o.roles && '{CONTRIBUTOR,EXPERT,EDITOR,ADMIN}'
         where e.type = 'EXPERT_ARTICLE' and e.status = 'PUBLISHED' and e.deleted_at is null
           and e.review_due_on <= current_date + $1::int
       ), marked as (
         insert into review_reminder (entry_id, due_on, kind)
         select id, review_due_on, case when review_due_on <= current_date then 'DUE' else 'SOON' end from due
         on conflict do nothing returning entry_id, due_on
       ), editors as (
         select m.id, 'EDITOR' = any(m.roles) as edits from member m join auth_user u on u.id = m.id
         where m.roles && '{EDITOR,ADMIN}'
       )
       select graphile_worker.add_job($2, json_build_object('memberId', m.id,
         'articles', json_agg(json_build_object('entryId', marked.entry_id, 'dueOn', marked.due_on) order by marked.due_on, marked.entry_id)),
         max_attempts := $3)
       from marked join due on due.id = marked.entry_id
         join member m on m.id = due.owner or (due.owner is null and m.id in (
           select ed.id from editors ed where ed.edits or not exists (select 1 from editors any_ed where any_ed.edits)))
       group by m.id`,
      [DAYS_BEFORE, REVIEW_REMINDER_JOB, ATTEMPTS],
    );
  }

  /**
   * Writes to one person, of what is still to be checked then.
   * @throws Error when the letter could not be handed over; then it may be sent again
   */
  async send({ memberId, articles }: ReviewReminder): Promise<void> {
    const recipient = await this.recipients.byId(memberId);
    if (!recipient) return;
    const to = this.recipients.address(recipient, this.locales.default);
    const { rows } = await this.pool.query<DueArticle & { has_come: boolean }>(
      `select t.title, to_char(d.due_on, 'YYYY-MM-DD') as on, d.due_on <= current_date as has_come
       from unnest($1::uuid[], $2::date[]) as d(entry_id, due_on)
         join entry e on e.id = d.entry_id and e.review_due_on = d.due_on and e.status = 'PUBLISHED' and e.deleted_at is null
         cross join lateral (
           select tt.title from entry_translation tt where tt.entry_id = e.id and tt.status = 'PUBLISHED'
           order by array_position($3::text[], tt.locale) nulls last limit 1) t
       order by d.due_on, t.title`,
      [articles.map(({ entryId }) => entryId), articles.map(({ dueOn }) => dueOn), to.locales],
    );
    if (rows.length === 0) return;
    const named = rows.slice(0, MOST_NAMED);
    const due = {
      now: named.filter(({ has_come }) => has_come),
      soon: named.filter(({ has_come }) => !has_come),
      others: rows.length - named.length,
    };
    await this.mailer.send(compose({ kind: 'reviews-due', ...to, due }, this.sender));
  }
}
