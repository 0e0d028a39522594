import type { DataSource, EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { HotlineTranslation } from '../../entities/support/hotline.js';
import { SupportPatternRow, SupportTopicTranslation } from '../../entities/support/support-topic.js';
import { Refused } from '../../schema/user-error.js';
import { claim } from '../access/claim.js';
import { Problems } from '../content/problems.js';
import { noteDifferences } from '../updates/differences.js';
import { changedFields, type Given } from '../updates/fields.js';
import { countRevision, type Revised, refuseOutdated } from '../updates/revision.js';
import { changedTexts, type GivenText, type TextChange, type TextKind, textsOf } from '../updates/texts.js';
import { checkHotline, checkTopic } from './check-support.js';
import {
  type HotlineFields,
  type HotlineText,
  SupportLists,
  type SupportPatterns,
  type SupportTopicFields,
  type SupportTopicText,
} from './support-lists.js';

type TopicColumns = Omit<SupportTopicFields, 'translations' | 'patterns'>;
type HotlineColumns = Omit<HotlineFields, 'translations'>;

export type SupportTopicChange = Given<TopicColumns> &
  TextChange<SupportTopicText> & { readonly patterns?: readonly GivenText<SupportPatterns>[] | null | undefined };
export type HotlineChange = Given<HotlineColumns> & TextChange<HotlineText>;

const NO_KIND = '' as SupportTopicFields['kind'];
const NO_TOPIC = { kind: NO_KIND, translations: [], patterns: [] };

const TOPIC_TEXTS: TextKind<SupportTopicText> = {
  blank: { name: '', message: '' },
  lines: ['name'],
  required: ['name', 'message'],
  atLeastOne: true,
};
const PATTERNS: TextKind<SupportPatterns> = {
  field: 'patterns',
  blank: { phrases: [], exceptions: [] },
  lines: [],
  required: [],
  atLeastOne: false,
};

/** What null makes of a hotline; so it is where nothing is said. */
const CLEARED = {
  country: null,
  topicIds: [],
  phone: null,
  url: null,
  chatUrl: null,
  languages: [],
  alwaysOpen: false,
};
const NO_HOTLINE = { ...CLEARED, translations: [] };

const HOTLINE_TEXTS: TextKind<HotlineText> = {
  blank: { name: '', hours: null },
  lines: ['name'],
  required: ['name'],
  atLeastOne: true,
};

/** How editors keep the lists of crisis care. */
export class SupportEditing {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns its id @throws Refused for what is not possible */
  createTopic(given: SupportTopicChange): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const lists = new SupportLists(manager);
      const blank = { ...NO_TOPIC, position: await lists.next('support_topic') };
      return lists.saveTopic(changedTopic(blank, given, { position: blank.position }));
    });
  }

  /**
   * Changes what is given of a topic; null clears.
   * @param startedFrom the revision that the editor has seen
   * @throws Refused as for `createTopic`, and when there is none to change
   */
  updateTopic(viewer: Viewer, id: string, given: SupportTopicChange, startedFrom?: number | null): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const known = await claim<Revised & Pick<SupportTopicFields, 'kind' | 'position'>>(manager, viewer, {
        to: ['EDIT'],
        on: 'SupportTopic',
        id,
        path: ['id'],
        columns: 'id, revision, kind, position',
      });
      await refuseOutdated(manager, 'support_topic', known, startedFrom);
      const owner = { supportTopicId: known.id };
      const before: SupportTopicFields = {
        kind: known.kind,
        position: known.position,
        translations: await textsOf(manager, SupportTopicTranslation, owner),
        patterns: await textsOf(manager, SupportPatternRow, owner),
      };
      const after = changedTopic(before, given, {});
      if (!noteDifferences(before, after)) return known.id;
      await countRevision(manager, 'support_topic', known.id, viewer.memberId);
      return new SupportLists(manager).saveTopic(after, known.id);
    });
  }

  /** Searches with its words are answered like all others then. @returns the id it had */
  removeTopic(viewer: Viewer, id: string): Promise<string> {
    return this.remove(viewer, 'SupportTopic', 'support_topic', id);
  }

  /** @returns its id @throws Refused for what is not possible */
  createHotline(given: HotlineChange): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const lists = new SupportLists(manager);
      const blank = { ...NO_HOTLINE, position: await lists.next('hotline') };
      const hotline = await changedHotline(manager, blank, given, { position: blank.position });
      noteDifferences(NO_HOTLINE, hotline);
      return lists.saveHotline(hotline);
    });
  }

  /**
   * Changes what is given of a hotline; null clears.
   * @param startedFrom the revision that the editor has seen
   * @throws Refused as for `createHotline`, and when there is none to change
   */
  updateHotline(viewer: Viewer, id: string, given: HotlineChange, startedFrom?: number | null): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const known = await claim<Revised & Omit<HotlineFields, 'translations'>>(manager, viewer, {
        to: ['EDIT'],
        on: 'Hotline',
        id,
        path: ['id'],
        columns: `id, revision, country, phone, url, chat_url as "chatUrl", languages, always_open as "alwaysOpen", position,
          array(select ht.support_topic_id from hotline_topic ht where ht.hotline_id = o.id order by ht.position) as "topicIds"`,
      });
      await refuseOutdated(manager, 'hotline', known, startedFrom);
      const { country, topicIds, phone, url, chatUrl, languages, alwaysOpen, position } = known;
      const translations = await textsOf(manager, HotlineTranslation, { hotlineId: known.id });
      const before = { country, topicIds, phone, url, chatUrl, languages, alwaysOpen, position, translations };
      const after = await changedHotline(manager, before, given, {});
      if (!noteDifferences(before, after)) return known.id;
      await countRevision(manager, 'hotline', known.id, viewer.memberId);
      return new SupportLists(manager).saveHotline(after, known.id);
    });
  }

  /** @returns the id it had */
  removeHotline(viewer: Viewer, id: string): Promise<string> {
    return this.remove(viewer, 'Hotline', 'hotline', id);
  }

  private remove(
    viewer: Viewer,
    on: 'SupportTopic' | 'Hotline',
    table: 'support_topic' | 'hotline',
    given: string,
  ): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id } = await claim<{ id: string }>(manager, viewer, {
        to: ['DELETE'],
        on,
        id: given,
        path: ['id'],
        columns: 'id',
      });
      await checkNothingHelpsWithAll(manager, on, id);
      await manager.query(`delete from ${table} where id = $1`, [id]);
      return id;
    });
  }
}

/** What a topic is after a change. @throws Refused naming everything that is not possible about it */
function changedTopic(
  { translations, patterns, ...before }: SupportTopicFields,
  given: SupportTopicChange,
  cleared: { readonly position?: number },
): SupportTopicFields {
  const problems = new Problems();
  const fields = changedFields<TopicColumns>(before, given, cleared, problems, 'input');
  if (fields.kind === NO_KIND) problems.add('REQUIRED', 'Say what it is about.', 'input', 'kind');
  const after = {
    ...fields,
    translations: changedTexts<SupportTopicText>(TOPIC_TEXTS, translations, given, problems),
    patterns: changedTexts<SupportPatterns>(PATTERNS, patterns, { translations: given.patterns }, problems).map(
      ({ locale, phrases, exceptions }) => ({ locale, phrases: trimmed(phrases), exceptions: trimmed(exceptions) }),
    ),
  };
  checkTopic(after, problems);
  problems.throwIfAny();
  return { ...after, patterns: after.patterns.filter(({ phrases }) => phrases.length > 0) };
}

/** What a hotline is after a change. @throws Refused naming everything that is not possible about it */
async function changedHotline(
  manager: EntityManager,
  { translations, ...before }: HotlineFields,
  given: HotlineChange,
  cleared: { readonly position?: number },
): Promise<HotlineFields> {
  const problems = new Problems();
  const fields = changedFields<HotlineColumns>(before, given, { ...CLEARED, ...cleared }, problems, 'input');
  const after = {
    ...fields,
    country: fields.country || null,
    phone: fields.phone?.trim() || null,
    url: fields.url || null,
    chatUrl: fields.chatUrl || null,
    topicIds: fields.topicIds.map((id) => id.toLowerCase()),
    translations: changedTexts<HotlineText>(HOTLINE_TEXTS, translations, given, problems),
  };
  checkHotline(after, problems);
  await checkSupportTopics(manager, after.topicIds, problems);
  problems.throwIfAny();
  return { ...after, topicIds: [...new Set(after.topicIds)] };
}

function trimmed(phrases: readonly string[]): string[] {
  return phrases.map((phrase) => phrase.trim());
}

/** A hotline without topics helps with all: one whose last topic goes must not become one of these by that. */
async function checkNothingHelpsWithAll(manager: EntityManager, on: string, id: string): Promise<void> {
  if (on !== 'SupportTopic') return;
  const [found]: { count: string }[] = await manager.query(
    `select count(*) from (select ht.hotline_id from hotline_topic ht group by ht.hotline_id
       having array_agg(ht.support_topic_id) = array[$1::uuid]) only_this`,
    [id],
  );
  if (found!.count === '0') return;
  throw Refused.because(
    'IN_USE',
    `${found!.count} hotlines help with nothing but this. Give them another topic or delete them first.`,
    'id',
  );
}

/** Adds each topic that is not there; the others stay until the transaction ends. */
async function checkSupportTopics(
  manager: EntityManager,
  topicIds: readonly string[],
  problems: Problems,
): Promise<void> {
  const known: { id: string }[] = await manager.query(
    'select id from support_topic where id = any($1::uuid[]) for key share',
    [topicIds.filter((id) => isUuid(id))],
  );
  const ids = new Set(known.map(({ id }) => id));
  for (const [i, id] of topicIds.entries()) {
    if (!ids.has(id)) problems.add('NOT_FOUND', 'There is no support topic with this id.', 'input', 'topicIds', i);
  }
}
