import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { Topic, TopicTranslation } from '../../entities/content/topic.js';
import type { Action } from '../../schema/action.js';
import type { WellbeingDimension } from '../../schema/enums.js';
import { Refused } from '../../schema/user-error.js';
import { enqueueIndexing } from '../../search/indexing.js';
import { claim } from '../access/claim.js';
import { noteDifferences } from '../updates/differences.js';
import { changedFields, type Given } from '../updates/fields.js';
import { countRevision, type Revised, refuseOutdated } from '../updates/revision.js';
import {
  changedTexts,
  notNamed,
  saveTexts,
  type Text,
  type TextChange,
  type TextKind,
  textsOf,
} from '../updates/texts.js';
import { announce } from '../webhooks/announce.js';
import { forgetTopic } from '../webhooks/narrowing.js';
import { askedSlug, freeSlug, lockOwnSlugs } from './own-slug.js';
import { Problems } from './problems.js';
import { replacementId, replaceReferences } from './replace-references.js';
import { canonicalSlug } from './slug.js';
import { refuseInUse } from './usages.js';

export interface TopicText extends Text {
  readonly name: string;
  readonly description: string | null;
  readonly synonyms: readonly string[];
}

/** What is set on a topic, but for its texts. */
interface TopicFields {
  readonly slug: string;
  readonly parentId: string | null;
  readonly dimension: WellbeingDimension | null;
  readonly position: number;
}

export type TopicChange = Given<TopicFields> & TextChange<TopicText>;

const TEXTS: TextKind<TopicText> = {
  blank: { name: '', description: null, synonyms: [] },
  lines: ['name'],
  required: ['name'],
  atLeastOne: true,
};

/** The tree of topics. Every method answers the id of the topic. */
export class Topics {
  constructor(private readonly dataSource: DataSource) {}

  /** Makes a topic. Without a slug, or with an empty one, it gets one made from its first name. */
  create(viewer: Viewer, given: TopicChange): Promise<string> {
    return this.write((manager) => insert(manager, given, viewer.memberId));
  }

  /**
   * Changes what is given; null clears. Content about it is indexed anew, since its names are searched too.
   * @param startedFrom the revision that the editor has seen
   */
  update(viewer: Viewer, id: string, given: TopicChange, startedFrom?: number | null): Promise<string> {
    return this.write(async (manager) => {
      const known = await claimTopic(manager, viewer, 'EDIT', id);
      await refuseOutdated(manager, 'topic', known, startedFrom);
      return change(manager, known, given, viewer.memberId);
    });
  }

  /**
   * @param replaceWith topic that entries and threads about it shall have from now on
   * @throws Refused InUse while entries, also as drafts, name it and nothing takes its place; and while threads or topics
   * below it do
   */
  remove(viewer: Viewer, topicId: string, replaceWith?: string | null): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id, lineage } = await claimTopic(manager, viewer, 'DELETE', topicId);
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
      await announce(manager, { event: 'TOPIC_DELETED', id, by: viewer.memberId, formerTopicIds: lineage });
      await forgetTopic(manager, id, replaceWith?.toLowerCase() ?? null);
      return id;
    });
  }

  /** Makes the topic with this slug, or replaces all of it but its place where that is not given. */
  put(
    topic: Omit<TopicChange, 'parentId'> & { readonly slug: string; readonly parentSlug?: string | null },
  ): Promise<string> {
    return this.write(async (manager) => {
      const { parentSlug, ...fields } = topic;
      const parentId = parentSlug ? ((await bySlug(manager, parentSlug))?.id ?? null) : null;
      if (parentSlug && !parentId)
        throw Refused.because('NOT_FOUND', `There is no topic "${parentSlug}".`, 'parentSlug');
      const known = await bySlug(manager, topic.slug);
      if (!known) return insert(manager, { ...fields, parentId }, null);
      const texts = await textsOf(manager, TopicTranslation, { topicId: known.id });
      const removeLocales = notNamed(texts, fields.translations);
      return change(manager, known, { ...fields, parentId, removeLocales }, null);
    });
  }

  /** Topics are few and seldom written: one after the other, so that slugs stay unique. */
  private write(work: (manager: EntityManager) => Promise<string>): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      await lockOwnSlugs(manager, 'topic');
      return work(manager);
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
interface Known extends Revised, TopicFields {
  readonly lineage: string[];
}

const KNOWN = 'id, revision, slug, parent_id as "parentId", dimension, lineage, position';

function claimTopic(manager: EntityManager, viewer: Viewer, action: Action, id: string): Promise<Known> {
  return claim(manager, viewer, { to: [action], on: 'Topic', id, path: ['id'], columns: KNOWN });
}

async function bySlug(manager: EntityManager, slug: string): Promise<Known | undefined> {
  const [known]: Known[] = await manager.query(`select ${KNOWN} from topic where slug = $1 for update`, [
    canonicalSlug(slug),
  ]);
  return known;
}

async function insert(manager: EntityManager, given: TopicChange, by: string | null): Promise<string> {
  const id = uuid();
  const problems = new Problems();
  const blank = { slug: '', parentId: null, dimension: null, position: 0 };
  const fields = changedFields<TopicFields>(blank, given, blank, problems, 'input');
  const texts = changedTexts(TEXTS, [], given, problems);
  const asked = fields.slug && (await askedSlug(manager, { kind: 'topic', id }, fields.slug, problems));
  problems.throwIfAny();
  const slug = asked || (await freeSlug(manager, { kind: 'topic', id }, texts));
  const lineage = await lineageOf(manager, id, fields.parentId);
  await manager.insert(Topic, { id, ...fields, slug, lineage });
  await saveTexts(manager, TopicTranslation, { topicId: id }, texts);
  await announce(manager, { event: 'TOPIC_CREATED', id, by });
  return id;
}

async function change(manager: EntityManager, known: Known, given: TopicChange, by: string | null): Promise<string> {
  const { id, lineage: above, slug: had, parentId, dimension, position } = known;
  const before: TopicFields = { slug: had, parentId, dimension, position };
  const problems = new Problems();
  const texts = await textsOf(manager, TopicTranslation, { topicId: id });
  const fields = changedFields<TopicFields>(before, given, { parentId: null, dimension: null }, problems, 'input');
  const translations = changedTexts<TopicText>(TEXTS, texts, given, problems);
  const slug = given.slug == null ? before.slug : await askedSlug(manager, { kind: 'topic', id }, given.slug, problems);
  problems.throwIfAny();
  const lineage = await lineageOf(manager, id, fields.parentId);
  const after = { ...fields, slug };
  if (!noteDifferences({ ...before, translations: texts }, { ...after, translations })) return id;
  await manager.update(Topic, { id }, after);
  await saveTexts(manager, TopicTranslation, { topicId: id }, translations);
  await countRevision(manager, 'topic', id, by);
  const moved = above.join() !== lineage.join();
  // Everything below moves along: the part of the lineage above this topic is exchanged.
  if (moved) {
    await manager.query(
      'update topic set lineage = lineage[1:array_position(lineage, $1) - 1] || $2::uuid[] where lineage @> array[$1]::uuid[]',
      [id, lineage],
    );
  }
  await announce(manager, { event: 'TOPIC_UPDATED', id, by, formerTopicIds: above });
  if (moved || before.slug !== slug || searched(texts) !== searched(translations)) {
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

/** What search finds a topic by. */
function searched(texts: readonly TopicText[]): string {
  return JSON.stringify(texts.map(({ locale, name, synonyms }) => [locale, name, synonyms]).sort());
}
