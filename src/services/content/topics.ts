import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { Topic, TopicTranslation } from '../../entities/content/topic.js';
import type { Action } from '../../schema/action.js';
import type { WellbeingDimension } from '../../schema/enums.js';
import { Refused } from '../../schema/user-error.js';
import { isBlank, oneLine, written } from '../../schema/visible.js';
import { enqueueIndexing } from '../../search/indexing.js';
import { claim } from '../access/claim.js';
import { Problems } from './problems.js';
import { replacementId, replaceReferences } from './replace-references.js';
import { isSlug, slugify } from './slug.js';
import { refuseInUse } from './usages.js';

export interface TopicText {
  readonly locale: string;
  readonly name: string;
  readonly description?: string | null;
  readonly synonyms?: readonly string[] | null;
}

export interface TopicFields {
  readonly slug?: string | null;
  readonly parentId?: string | null;
  readonly dimension?: WellbeingDimension | null;
  readonly position?: number | null;
  readonly translations: readonly TopicText[];
}

/** The tree of topics. */
export class Topics {
  constructor(private readonly dataSource: DataSource) {}

  create(fields: TopicFields): Promise<string> {
    return this.dataSource.transaction((manager) => insert(manager, fields));
  }

  /** Replaces all that is set on a topic. Content about it is indexed anew, since its names are searched too. */
  update(viewer: Viewer, id: string, fields: TopicFields): Promise<string> {
    return this.dataSource.transaction(async (manager) =>
      replace(manager, await claimTopic(manager, viewer, 'EDIT', id), fields),
    );
  }

  /**
   * @param replaceWith topic that entries and threads about it shall have from now on
   * @throws Refused InUse while entries, also as drafts, name it and nothing takes its place; and while threads or topics
   * below it do
   */
  remove(viewer: Viewer, topicId: string, replaceWith?: string | null): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id } = await claimTopic(manager, viewer, 'DELETE', topicId);
      if (replaceWith) await replaceTopic(manager, viewer, id, replaceWith);
      await refuseInUse(manager, id, 'live or drafted', 'Name the topic that takes its place as `replaceWith`.');
      const [uses]: { threads: number; below: number }[] = await manager.query(
        `select (select count(*)::int from thread_topic where topic_id = $1) threads,
          (select count(*)::int from topic where parent_id = $1) below`,
        [id],
      );
      const { threads, below } = uses!;
      if (threads + below > 0) {
        const remedy = below ? 'Move the topics first.' : 'Name the topic that takes its place as `replaceWith`.';
        throw Refused.because('IN_USE', `${threads} threads and ${below} topics below refer to it. ${remedy}`, 'id');
      }
      // Of entries that are not public any more, and name other topics by now.
      await manager.query('delete from entry_topic where topic_id = $1', [id]);
      await manager.delete(Topic, { id });
      return id;
    });
  }

  /** Makes or updates the topic with this slug. */
  put(
    topic: Omit<TopicFields, 'parentId'> & { readonly slug: string; readonly parentSlug?: string | null },
  ): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query("select pg_advisory_xact_lock(hashtext('topic:' || $1))", [topic.slug]);
      const parentId = topic.parentSlug ? ((await bySlug(manager, topic.parentSlug))?.id ?? null) : null;
      if (topic.parentSlug && !parentId)
        throw Refused.because('NOT_FOUND', `There is no topic "${topic.parentSlug}".`, 'parentSlug');
      const known = await bySlug(manager, topic.slug);
      return known ? replace(manager, known, { ...topic, parentId }) : insert(manager, { ...topic, parentId });
    });
  }
}

async function replaceTopic(manager: EntityManager, viewer: Viewer, from: string, replaceWith: string): Promise<void> {
  const to = await replacementId(manager, 'topic', from, replaceWith);
  await replaceReferences(manager, viewer, { kind: 'topic', from, to }, new Date());
  const [threads]: [{ thread_id: string }[], number] = await manager.query(
    'delete from thread_topic where topic_id = $1 returning thread_id, position',
    [from],
  );
  await manager.query(
    `insert into thread_topic (thread_id, topic_id, position)
     select t.thread_id, $2, t.position from jsonb_to_recordset($1) t(thread_id uuid, position int)
     on conflict (thread_id, topic_id) do nothing`,
    [JSON.stringify(threads), to],
  );
  await enqueueIndexing(
    manager,
    threads.map(({ thread_id }) => thread_id),
  );
}

/** A topic as it was before a change. */
interface Known {
  readonly id: string;
  readonly slug: string;
  readonly lineage: string[];
  readonly position: number;
}

const KNOWN = 'id, slug, lineage, position';

function claimTopic(manager: EntityManager, viewer: Viewer, action: Action, id: string): Promise<Known> {
  return claim(manager, viewer, { to: [action], on: 'Topic', id, path: ['id'], columns: KNOWN });
}

async function bySlug(manager: EntityManager, slug: string): Promise<Known | undefined> {
  const [known]: Known[] = await manager.query(`select ${KNOWN} from topic where slug = $1 for update`, [slug]);
  return known;
}

async function insert(manager: EntityManager, fields: TopicFields): Promise<string> {
  const id = uuid();
  const slug = await check(manager, id, fields);
  const lineage = await lineageOf(manager, id, fields.parentId ?? null);
  await manager.insert(Topic, {
    id,
    slug,
    parentId: fields.parentId ?? null,
    lineage,
    dimension: fields.dimension ?? null,
    position: fields.position ?? 0,
  });
  await writeTexts(manager, id, fields.translations);
  return id;
}

async function replace(manager: EntityManager, before: Known, fields: TopicFields): Promise<string> {
  const { id } = before;
  const slug = await check(manager, id, fields.slug ? fields : { ...fields, slug: before.slug });
  const lineage = await lineageOf(manager, id, fields.parentId ?? null);
  const texts = await manager.findBy(TopicTranslation, { topicId: id });
  await manager.update(
    Topic,
    { id },
    {
      slug,
      parentId: fields.parentId ?? null,
      dimension: fields.dimension ?? null,
      position: fields.position ?? before.position,
    },
  );
  await writeTexts(manager, id, fields.translations);
  const moved = before.lineage.join() !== lineage.join();
  // Everything below moves along: the part of the lineage above this topic is exchanged.
  if (moved) {
    await manager.query(
      'update topic set lineage = lineage[1:array_position(lineage, $1) - 1] || $2::uuid[] where lineage @> array[$1]::uuid[]',
      [id, lineage],
    );
  }
  if (moved || before.slug !== slug || !sameTexts(texts, fields.translations)) {
    const owners: { id: string }[] = await manager.query(
      `select et.entry_id as id from entry_topic et join topic t on t.id = et.topic_id where t.lineage @> array[$1]::uuid[]
       union select tt.thread_id from thread_topic tt join topic t on t.id = tt.topic_id where t.lineage @> array[$1]::uuid[]`,
      [id],
    );
    await enqueueIndexing(
      manager,
      owners.map((owner) => owner.id),
    );
  }
  return id;
}

async function check(manager: EntityManager, id: string, fields: TopicFields): Promise<string> {
  const problems = new Problems();
  if (fields.translations.length === 0)
    problems.add('REQUIRED', 'A name in one language at least is needed.', 'input', 'translations');
  const locales = fields.translations.map(({ locale }) => locale);
  for (const [i, text] of fields.translations.entries()) {
    if (isBlank(text.name)) problems.add('REQUIRED', 'A name is needed.', 'input', 'translations', i, 'name');
    if (locales.indexOf(text.locale) !== i)
      problems.add('INVALID', `There are two texts for "${text.locale}".`, 'input', 'translations', i, 'locale');
  }
  const first = fields.translations[0];
  const slug = fields.slug || (first ? slugify(first.name, first.locale) : '');
  if (!isSlug(slug))
    problems.add(
      'INVALID',
      'A slug holds letters, digits and single hyphens, and at most 80 of them.',
      'input',
      'slug',
    );
  const taken: unknown[] = await manager.query('select 1 from topic where slug = $1 and id <> $2', [slug, id]);
  if (taken.length) problems.add('TAKEN', `Another topic has the slug "${slug}".`, 'input', 'slug');
  problems.throwIfAny();
  return slug;
}

async function lineageOf(manager: EntityManager, id: string, parentId: string | null): Promise<string[]> {
  if (!parentId) return [id];
  const [parent]: { lineage: string[] }[] = await manager.query(
    'select lineage from topic where id::text = lower($1) for share',
    [parentId],
  );
  if (!parent) throw Refused.because('NOT_FOUND', 'There is no topic with this id.', 'input', 'parentId');
  if (parent.lineage.includes(id))
    throw Refused.because('INVALID', 'A topic cannot lie below itself.', 'input', 'parentId');
  return [id, ...parent.lineage];
}

async function writeTexts(manager: EntityManager, id: string, texts: readonly TopicText[]): Promise<void> {
  await manager.delete(TopicTranslation, { topicId: id });
  await manager.insert(
    TopicTranslation,
    texts.map((text) => ({
      topicId: id,
      locale: text.locale,
      name: oneLine(text.name),
      description: written(text.description),
      synonyms: [...(text.synonyms ?? [])],
    })),
  );
}

function sameTexts(before: readonly TopicTranslation[], after: readonly TopicText[]): boolean {
  const searched = (texts: readonly TopicText[]) =>
    JSON.stringify(texts.map(({ locale, name, synonyms }) => [locale, oneLine(name), synonyms ?? []]).sort());
  return searched(before) === searched(after);
}
