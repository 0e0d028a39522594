import type { EntityManager } from 'typeorm';
import { allowed } from '../../access/decide.js';
import type { Viewer } from '../../access/viewer.js';
import { Statement } from '../../read/statement.js';
import { Refused } from '../../schema/user-error.js';
import type { LockedEntry } from '../content/locked-entry.js';
import { isApproved, localesIn, sayTheSame } from './approvals.js';

/**
 * Nobody approves what they have written: any revision since the last that was published, older ones as far as they wrote
 * a language that still waits, or an article that names them as its author. Who may publish it with no approval at all may do that, too.
 * @throws Refused NOT_ALLOWED
 */
export async function refuseOwnWork(manager: EntityManager, viewer: Viewer, entry: LockedEntry): Promise<void> {
  const statement = new Statement({ viewer, locales: [] });
  const member = statement.viewerId();
  const [row]: { own: boolean }[] = await manager.query(
    `select (
         exists (select 1 from revision w where w.entry_id = o.id and w.number > coalesce(o.live_revision, 0) and w.created_by = ${member})
         or exists (
           select 1 from revision n, ${localesIn('n.draft')} l, revision w
             left join lateral (select v.draft from revision v where v.entry_id = w.entry_id and v.number < w.number
               order by v.number desc limit 1) before on true
           where n.entry_id = o.id and n.number = o.latest_revision
             and w.entry_id = o.id and w.created_by = ${member} and w.number <= o.live_revision
             and jsonb_path_exists(w.draft, '$.translations[*] ? (@.locale == $wanted)', jsonb_build_object('wanted', l.locale))
             and not exists (select 1 from entry_translation t where t.entry_id = o.id and t.locale = l.locale
               and t.status = 'PUBLISHED' and t.revision >= w.number)
             and not ${sayTheSame('w.draft', 'before.draft', 'l.locale')}
             and not ${isApproved({ id: 'o.id', type: 'o.type', revision: 'n.number' }, 'l.locale')})
         or exists (select 1 from revision w, expert x where w.entry_id = o.id and w.number = o.latest_revision
           and x.member_id = ${member} and lower(w.draft->>'expertIds')::jsonb ? x.id::text)
       ) and not ${allowed('PUBLISH_UNREVIEWED', 'Entry', 'o', statement)} as own
     from entry o where o.id = ${statement.bind(entry.id, 'uuid')}`,
    statement.parameters,
  );
  if (row?.own) {
    throw Refused.because(
      'NOT_ALLOWED',
      'You have written part of this yourself, so someone else must approve it.',
      'id',
    );
  }
}
