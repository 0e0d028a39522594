import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import { Refused } from '../../schema/user-error.js';
import { enqueueIndexing } from '../../search/indexing.js';
import { announce } from '../webhooks/announce.js';
import { type LockedEntry, lockEntry } from './locked-entry.js';
import { newestDraft, saveRevision } from './revisions.js';

/** Of what the live references are kept in which table. */
const LIVE = {
  entry: [['entry_related', 'related_id']],
  topic: [['entry_topic', 'topic_id']],
  expert: [['entry_expert', 'expert_id']],
} as const;

/** What is replaced by what. */
export interface Replacement {
  readonly kind: keyof typeof LIVE;
  readonly from: string;
  readonly to: string;
}

/**
 * Has all entries that refer to something refer to something else of its kind, within a transaction: the public at once,
 * and the newest drafts by a revision of their own, which says so. What would refer to itself or twice does so no more.
 * @throws Refused when it is live in an entry that the viewer may not edit; drafts of such stay as they are
 */
export async function replaceReferences(
  manager: EntityManager,
  viewer: Viewer,
  replacement: Replacement,
  at: Date,
): Promise<void> {
  const referrers: { entry_id: string; live: boolean; drafted: boolean }[] = await manager.query(
    `select entry_id, bool_or(live) as live, bool_or(drafted) as drafted from usage where object_id = $1 and entry_id <> $1 group by entry_id order by entry_id`,
    [replacement.from],
  );
  for (const { entry_id, live, drafted } of referrers) {
    const entry = await lockEntry(manager, viewer, ['EDIT'], entry_id).catch((error) => {
      if (live || !(error instanceof Refused)) throw error;
      return undefined;
    });
    if (!entry) continue;
    if (drafted) await replaceInDraft(manager, viewer, entry, replacement);
    if (live) await replaceLive(manager, viewer, entry, replacement, at);
  }
}

/** Id of the topic or expert that takes the place of another, held in place. @throws Refused */
export async function replacementId(
  manager: EntityManager,
  kind: 'topic' | 'expert',
  from: string,
  replaceWith: string,
): Promise<string> {
  const id = replaceWith.toLowerCase();
  if (id === from) throw Refused.because('INVALID', 'Nothing takes its own place. Name another one.', 'replaceWith');
  const found: unknown[] = await manager.query(`select 1 from ${kind} where id::text = $1 for share`, [id]);
  if (found.length === 0) throw Refused.because('NOT_FOUND', `There is no ${kind} with this id.`, 'replaceWith');
  return id;
}

async function replaceInDraft(
  manager: EntityManager,
  viewer: Viewer,
  entry: LockedEntry,
  { from, to }: Replacement,
): Promise<void> {
  const draft = await newestDraft(manager, entry);
  const fields = Object.fromEntries(
    Object.entries(draft).map(([field, value]) => [
      field,
      FIELDS.has(field) ? exchanged(value, from, to, entry.id) : value,
    ]),
  ) as unknown as EntryDraft;
  const translations = (draft.translations ?? []).map((text) => ({ ...text, body: relinked(text.body, from, to) }));
  const replaced = draft.translations ? { ...fields, translations } : fields;
  const note = `${from} was deleted and replaced by ${to}.`;
  await saveRevision(manager, entry, { draft: replaced, kind: 'SAVED', by: viewer.memberId, note });
}

/** Fields of drafts that name entries, topics or experts. */
const FIELDS = new Set(['relatedEntryIds', 'topicIds', 'expertIds', 'reviewerId']);

function exchanged(value: unknown, from: string, to: string, self: string): unknown {
  const one = (id: unknown) => (typeof id === 'string' && id.toLowerCase() === from ? to : id);
  return Array.isArray(value) ? [...new Set(value.map(one))].filter((id) => id !== self) : one(value);
}

/** A text with its links to an entry leading to another. */
function relinked(body: string | null | undefined, from: string, to: string): string | null {
  return body?.replaceAll(new RegExp(`entry:${from}`, 'gi'), `entry:${to}`) ?? null;
}

async function replaceLive(
  manager: EntityManager,
  viewer: Viewer,
  { id }: LockedEntry,
  { kind, from, to }: Replacement,
  at: Date,
): Promise<void> {
  for (const [table, column] of LIVE[kind]) {
    await manager.query(
      `update ${table} l set ${column} = $3 where l.entry_id = $1 and l.${column} = $2 and l.entry_id <> $3
         and not exists (select 1 from ${table} o where o.entry_id = $1 and o.${column} = $3)`,
      [id, from, to],
    );
    await manager.query(`delete from ${table} where entry_id = $1 and ${column} = $2`, [id, from]);
  }
  if (kind === 'entry') {
    await manager.query(
      `update entry_translation set body_html = replace(body_html, '<a href="entry:' || $2, '<a href="entry:' || $3),
         body_markdown = regexp_replace(body_markdown, 'entry:' || $2, 'entry:' || $3, 'gi')
       where entry_id = $1 and strpos(body_html, '<a href="entry:' || $2) > 0`,
      [id, from, to],
    );
  }
  if (kind === 'expert')
    await manager.query('update entry set reviewer_id = $3 where id = $1 and reviewer_id = $2', [id, from, to]);
  await manager.query('update entry set updated_at = $2 where id = $1', [id, at]);
  const texts: { locale: string }[] = await manager.query(
    `select locale from entry_translation where entry_id = $1 and status = 'PUBLISHED' order by locale`,
    [id],
  );
  await manager.query(
    `insert into usage (entry_id, field, object_id, live)
       select $1, field, $3, true from usage where entry_id = $1 and object_id = $2 and live and entry_id <> $3
     on conflict (entry_id, field, object_id) do update set live = true`,
    [id, from, to],
  );
  await manager.query('delete from usage where entry_id = $1 and object_id = $2', [id, from]);
  await enqueueIndexing(manager, [id]);
  const locales = texts.map(({ locale }) => locale);
  const formerTopicIds = kind === 'topic' ? [from] : [];
  await announce(manager, { event: 'ENTRY_PUBLISHED', id, by: viewer.memberId, at, locales, formerTopicIds });
}
