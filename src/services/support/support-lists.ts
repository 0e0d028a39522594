import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { Hotline, HotlineTranslation } from '../../entities/support/hotline.js';
import { SupportPatternRow, SupportTopic, SupportTopicTranslation } from '../../entities/support/support-topic.js';
import type { SupportKind } from '../../schema/support.js';
import { saveTexts, type Text } from '../updates/texts.js';

export interface SupportTopicText extends Text {
  readonly name: string;
  readonly message: string;
}

export interface SupportPatterns extends Text {
  readonly phrases: readonly string[];
  readonly exceptions: readonly string[];
}

/** All that is set on a support topic. */
export interface SupportTopicFields {
  readonly kind: SupportKind;
  readonly position: number;
  readonly translations: readonly SupportTopicText[];
  readonly patterns: readonly SupportPatterns[];
}

export interface HotlineText extends Text {
  readonly name: string;
  readonly hours: string | null;
}

/** All that is set on a hotline. */
export interface HotlineFields {
  /** Null: for every country. */
  readonly country: string | null;
  /** None: it helps with all. */
  readonly topicIds: readonly string[];
  readonly phone: string | null;
  readonly url: string | null;
  readonly chatUrl: string | null;
  readonly languages: readonly string[];
  readonly alwaysOpen: boolean;
  readonly position: number;
  readonly translations: readonly HotlineText[];
}

/** Behind it there is no place. Those that share a place come in the order in which they were made. */
export const LAST_POSITION = 10_000;

/** Writes support topics and hotlines, which have been checked. */
export class SupportLists {
  constructor(private readonly manager: EntityManager) {}

  /** Makes a topic, or replaces all of the one with this id. @returns its id */
  async saveTopic({ translations, patterns, ...columns }: SupportTopicFields, id: string = uuid()): Promise<string> {
    const { manager } = this;
    await manager.upsert(SupportTopic, { id, ...columns }, ['id']);
    await saveTexts(manager, SupportTopicTranslation, { supportTopicId: id }, translations);
    await saveTexts(manager, SupportPatternRow, { supportTopicId: id }, patterns);
    return id;
  }

  /** Makes a hotline, or replaces all of the one with this id. @returns its id */
  async saveHotline({ translations, topicIds, ...columns }: HotlineFields, id: string = uuid()): Promise<string> {
    const { manager } = this;
    await manager.upsert(Hotline, { id, ...columns, languages: [...columns.languages] }, ['id']);
    await saveTexts(manager, HotlineTranslation, { hotlineId: id }, translations);
    await manager.query('delete from hotline_topic where hotline_id = $1', [id]);
    await manager.query(
      `insert into hotline_topic (hotline_id, support_topic_id, position)
       select $1, topic::uuid, ordinality from unnest($2::text[]) with ordinality as given (topic, ordinality)`,
      [id, topicIds],
    );
    return id;
  }

  /** The place behind all others. */
  async next(table: 'support_topic' | 'hotline'): Promise<number> {
    const [{ next }]: [{ next: number }] = await this.manager.query(
      `select least(coalesce(max(position), -1)::bigint + 1, $1)::int as next from ${table}`,
      [LAST_POSITION],
    );
    return next;
  }
}
