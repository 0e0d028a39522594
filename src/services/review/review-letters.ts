import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { allowed } from '../../access/decide.js';
import { compose, type Sender } from '../../mail/compose.js';
import type { ReviewNews } from '../../mail/letter.js';
import type { Mailer } from '../../mail/mail.js';
import { Statement } from '../../read/statement.js';
import type { Locales } from '../../schema/locales.js';
import { memberViewer } from '../identity/member-viewer.js';
import { Recipients } from '../identity/recipients.js';
import type { ReviewLetterRequest } from './notices.js';

type Notice = ReviewNews & { readonly id: string };

/** Letters about drafts that are being looked at. */
export class ReviewLetters {
  private readonly recipients: Recipients;

  constructor(
    private readonly dataSource: DataSource,
    pool: Pool,
    private readonly locales: Locales,
    private readonly mailer: Mailer,
    private readonly sender: Sender,
  ) {
    this.recipients = new Recipients(pool, locales);
  }

  /**
   * Writes to one person all that is new about one entry, if they still may read its drafts.
   * @throws Error when the letter could not be handed over; then it may be sent again
   */
  async send({ entryId, memberId }: ReviewLetterRequest): Promise<void> {
    const { manager } = this.dataSource;
    const news: Notice[] = await manager.query(
      `select n.id, n.kind, a.name as by, d.verdict, d.note
       from review_notice n left join member a on a.id = n.actor_id left join review_decision d on d.id = n.decision_id
       where n.entry_id = $1 and n.member_id = $2 order by n.created_at, n.id`,
      [entryId, memberId],
    );
    if (news.length === 0) return;
    const recipient = await this.recipients.byId(memberId);
    if (recipient) {
      const to = this.recipients.address(recipient, this.locales.default);
      const draft = await readableDraft(manager, entryId, memberId, to.locales);
      if (draft) {
        const review = { title: draft.title, news };
        await this.mailer.send(compose({ kind: 'review', ...to, review }, this.sender));
      }
    }
    await manager.query('delete from review_notice where id = any($1::uuid[])', [news.map(({ id }) => id)]);
  }
}

/** What the newest draft of an entry is called; undefined when the member may not read it, or it is in the trash. */
async function readableDraft(
  manager: EntityManager,
  entryId: string,
  memberId: string,
  locales: readonly string[],
): Promise<{ title: string } | undefined> {
  const viewer = await memberViewer(manager, memberId);
  if (!viewer) return undefined;
  const statement = new Statement({ viewer, locales });
  const [draft]: { title: string }[] = await manager.query(
    `select coalesce((select t->>'title' from revision v, jsonb_path_query(v.draft, '$.translations[*]') t
         where v.entry_id = o.id and v.number = o.latest_revision and btrim(t->>'title') <> ''
         order by array_position(${statement.locales()}, t->>'locale') nulls last limit 1), '') as title
     from entry o where o.id = ${statement.bind(entryId, 'uuid')} and o.deleted_at is null
       and ${allowed('READ_REVISIONS', 'Entry', 'o', statement)}`,
    statement.parameters,
  );
  return draft;
}
