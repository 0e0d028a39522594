import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { WebhookEvent } from '../../schema/webhooks.js';

/** Something that has happened. */
export interface HubEvent {
  readonly event: Exclude<WebhookEvent, 'PING'>;
  /** Id of the entry, topic, expert, file and so on. An entry must still be there: purge it after. */
  readonly id: string;
  /** Member; null for imports and the hub itself. */
  readonly by: string | null;
  /** When; now when absent. */
  readonly at?: Date;
  /** Of an entry: the revision it is about; the newest one when absent. */
  readonly revision?: number | null;
  /** Of an entry: the languages it is about; those of the newest revision when absent. */
  readonly locales?: readonly string[] | null;
  /** Of an entry or topic: the topics it was about, or lay below, before the change. */
  readonly formerTopicIds?: readonly string[];
}

/** Name of the job that sends a delivery. */
export const DELIVERY_JOB = 'deliver-webhook';

/** After mails and indexing: a receiver that lets us wait must not keep people waiting. */
export const DELIVERY_PRIORITY = 10;

/**
 * Tells the webhooks that want to know of it what has happened, within the transaction that does it: it is sent if and
 * only if that is committed. One quick statement where no webhook wants any of the events, and one more, however many
 * they are, where one may. The second is told apart since planning it alone takes longer than many a change.
 * What is sent holds ids and numbers, never what people wrote.
 */
export async function announce(manager: Pick<EntityManager, 'query'>, ...events: readonly HubEvent[]): Promise<void> {
  const wanted: unknown[] = await manager.query('select 1 from webhook where events && $1::text[] limit 1', [
    events.map(({ event }) => event),
  ]);
  if (wanted.length === 0) return;
  const rows = events.map(
    ({ event, id, by, at = new Date(), revision = null, locales = null, formerTopicIds = [] }) => ({
      event_id: uuid(),
      event,
      key: `${event.split('_')[0]!.toLowerCase()}Id`,
      object_id: id,
      actor: by,
      happened_at: at.toISOString(),
      revision,
      locales,
      former_topics: formerTopicIds,
    }),
  );
  await manager.query(ANNOUNCE, [JSON.stringify(rows), DELIVERY_JOB, DELIVERY_PRIORITY]);
}

/** The topics `tp` an event is about by now, and was about before: of a draft that was saved, those of the one before it, too. */
const TOPICS = `(w.topic_ids = '{}' or w.topic_ids && a.former_topics or exists (
  select 1 from topic tp where tp.lineage && w.topic_ids and (
    tp.id = a.object_id or tp.id = any(a.former_topics)
    or tp.id in (select et.topic_id from entry_topic et where et.entry_id = e.id)
    or r.draft->'topicIds' ? tp.id::text or before.draft->'topicIds' ? tp.id::text)))`;

/** The same of languages: of an entry that goes or comes as a whole, those it has in public, too. */
const LANGUAGES = `(w.locales = '{}' or w.locales && about.languages
  or exists (select 1 from jsonb_path_query(before.draft, '$.translations[*]') t where t->>'locale' = any(w.locales))
  or (a.locales is null and a.event <> 'ENTRY_SAVED' and exists (
    select 1 from entry_translation x where x.entry_id = e.id and x.locale = any(w.locales))))`;

const ANNOUNCE = `
  with announced as (
    select a.*, w.id as webhook_id, w.disabled_at, e.type, coalesce(a.revision, e.latest_revision) as number, about.languages
    from rows from (jsonb_to_recordset($1::jsonb) as (
        event_id uuid, event text, key text, object_id uuid, actor uuid, happened_at text, revision int, locales text[],
        former_topics uuid[]))
        with ordinality as a(event_id, event, key, object_id, actor, happened_at, revision, locales, former_topics, n)
      join webhook w on a.event = any(w.events)
      left join entry e on e.id = a.object_id and a.key = 'entryId'
      left join revision r on r.entry_id = e.id and r.number = e.latest_revision
      left join lateral (
        select p.draft from revision p
        where a.event = 'ENTRY_SAVED' and p.entry_id = e.id and p.number < e.latest_revision and p.kind <> 'AUTOSAVED'
        order by p.number desc limit 1) before on true
      cross join lateral (select coalesce(a.locales,
        array(select t->>'locale' from jsonb_path_query(r.draft, '$.translations[*]') t)) as languages) about
    where case
      when a.key = 'topicId' then ${TOPICS}
      when e.id is null then true
      else (w.entry_types = '{}' or e.type = any(w.entry_types)) and ${LANGUAGES} and ${TOPICS}
    end
  ), made as (
    insert into webhook_delivery (id, webhook_id, event_id, event, object_id, next_attempt_at, payload)
    select gen_random_uuid(), webhook_id, event_id, event, object_id, case when disabled_at is null then clock_timestamp() end,
      jsonb_build_object(
        'type', lower(replace(event, '_', '.')),
        'id', event_id,
        'timestamp', happened_at,
        'data', jsonb_build_object(key, object_id, 'actorId', actor)
          || case when type is null then '{}' else
            jsonb_build_object('entryType', type, 'revision', number, 'locales', languages) end)
    from announced order by n
    returning id, next_attempt_at
  )
  select graphile_worker.add_job($2, json_build_object('deliveryId', id), job_key := $2 || ':' || id, priority := $3)
  from made where next_attempt_at is not null`;
