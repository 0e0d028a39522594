import type { EntityManager } from 'typeorm';
import { reviewIsOpen } from '../../access/conditions.js';
import type { KeptLetters } from '../../mail/kept-letters.js';
import { enqueueWordCleaning } from '../../search/indexing.js';
import type { Occasion } from '../content/batch.js';
import { cancelOfTakenBack } from '../content/cancel-scheduled.js';
import { takeBack } from '../content/publication.js';
import { MEDIA_JOB } from '../media/media-upkeep.js';
import { requestFileRemoval } from '../my-data/left-files.js';
import { announce } from '../webhooks/announce.js';

/** Tables whose rows of the entry go as they are. */
const OF_STORY = [
  'entry_translation',
  'slug_redirect',
  'translation',
  'entry_topic',
  'entry_related',
  'usage',
  'preview_link',
  'replaced_autosave',
];

/**
 * Takes a story back for good and deletes what it says and who it speaks of, in all revisions and languages. To be
 * called on an entry that is locked. What stays is that there was a consent: to which text, when it was given and when
 * it was withdrawn, and when the story was public, under no name. Search and files that hold it follow by jobs.
 * @param letters those of a hub without a mail server
 * @returns ids of plans that were called off
 */
export async function purgeStory(
  manager: EntityManager,
  letters: KeptLetters,
  entryId: string,
  occasion: Occasion,
): Promise<readonly string[]> {
  await takeBack(manager, [{ entryId }], occasion);
  const cancelled = await cancelOfTakenBack(manager, [{ entryId }], occasion.by);
  await enqueueWordCleaning(manager, entryId);
  await removeFiles(manager, letters, entryId);
  await removePictures(manager, entryId, occasion);
  await removeRemarks(manager, entryId);
  for (const table of OF_STORY) await manager.query(`delete from ${table} where entry_id = $1`, [entryId]);
  await manager.query('update testimonial set contact = null where entry_id = $1', [entryId]);
  // From the newest draft where it was never published. The columns of what was public must not be null.
  await manager.query(
    `update entry e set consent_withdrawn_at = $2, updated_at = $2, audiences = '{}', source_locale = null, storyteller_name = '',
       consent_given_by = '', consent_scope = '', consent_expires_on = null,
       consent_given_on = coalesce(e.consent_given_on, (r.draft #>> '{consent,givenOn}')::date),
       consent_text_version = coalesce(e.consent_text_version, (r.draft #>> '{consent,textVersion}')::int),
       consent_text_locale = coalesce(e.consent_text_locale, r.draft #>> '{consent,textLocale}')
     from revision r where e.id = $1 and r.entry_id = e.id and r.number = e.latest_revision`,
    [entryId, occasion.at],
  );
  await manager.query(`update revision set draft = '{}', name = null, note = null where entry_id = $1`, [entryId]);
  return cancelled.get(entryId) ?? [];
}

/**
 * Archives of their own data that hold a draft of the story: whoever wants one can ask for it again. And letters that
 * name it: those put its title between these marks.
 */
async function removeFiles(manager: EntityManager, letters: KeptLetters, entryId: string): Promise<void> {
  const [archives]: [{ id: string }[], number] = await manager.query(
    `delete from data_export where member_id in (
       select created_by from revision where entry_id = $1
       union select created_by from entry where id = $1) returning id`,
    [entryId],
  );
  const titles: { title: string }[] = await manager.query(
    `select distinct btrim(t->>'title') as title from revision r, jsonb_path_query(r.draft, '$.translations[*]') t
     where r.entry_id = $1 and btrim(t->>'title') <> ''`,
    [entryId],
  );
  const named = titles.flatMap(({ title }) => [`“${title}”`, `„${title}“`]);
  const files = {
    exportIds: archives.map(({ id }) => id),
    letters: named.length ? await letters.mentioning(named) : [],
  };
  if (files.exportIds.length || files.letters.length) await requestFileRemoval(manager, files);
}

/** Files that only this story used. Their bytes follow when the storage is tidied, once they are a day old. */
async function removePictures(manager: EntityManager, entryId: string, { by, at }: Occasion): Promise<void> {
  await manager.query('update entry set cover_image_id = null where id = $1', [entryId]);
  const [uses]: [{ media_id: string }[], number] = await manager.query(
    'delete from media_use where entry_id = $1 returning media_id',
    [entryId],
  );
  const [gone]: [{ id: string }[], number] = await manager.query(
    `delete from media_asset m where m.id = any($1) and not exists (select 1 from media_use u where u.media_id = m.id)
       and not exists (select 1 from expert x where x.photo_id = m.id)
     returning m.id`,
    [uses.map(({ media_id }) => media_id)],
  );
  if (gone.length === 0) return;
  await announce(manager, ...gone.map(({ id }) => ({ event: 'MEDIA_DELETED' as const, id, by, at })));
  await manager.query('select graphile_worker.add_job($1, job_key := $1)', [MEDIA_JOB]);
}

/** What was said of the story in reviews, and by plans that failed. */
async function removeRemarks(manager: EntityManager, entryId: string): Promise<void> {
  await manager.query('delete from review_notice where entry_id = $1', [entryId]);
  await manager.query('delete from review_thread where entry_id = $1', [entryId]);
  await manager.query('update review_decision set note = null where entry_id = $1', [entryId]);
  await manager.query(
    `update review set note = null, state = case when ${reviewIsOpen('review')} then 'WITHDRAWN' else state end
     where entry_id = $1`,
    [entryId],
  );
  await manager.query(`update scheduled_action set errors = '[]' where entry_id = $1`, [entryId]);
}
