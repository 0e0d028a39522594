import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { Hotline, HotlineTranslation } from '../../entities/support/hotline.js';
import { SupportPatternRow, SupportTopic, SupportTopicTranslation } from '../../entities/support/support-topic.js';
import type { SupportKind } from '../../schema/support.js';
import { oneLine, written } from '../../schema/visible.js';

export interface SupportTopicFields {
  readonly kind: SupportKind;
  readonly position?: number | null;
  readonly translations: readonly { readonly locale: string; readonly name: string; readonly message: string }[];
  readonly patterns: readonly {
    readonly locale: string;
    readonly phrases: readonly string[];
    readonly exceptions?: readonly string[] | null;
  }[];
}

export interface HotlineFields {
  readonly country?: string | null;
  readonly topicIds?: readonly string[] | null;
  readonly phone?: string | null;
  readonly url?: string | null;
  readonly chatUrl?: string | null;
  readonly languages?: readonly string[] | null;
  readonly alwaysOpen?: boolean | null;
  readonly position?: number | null;
  readonly translations: readonly { readonly locale: string; readonly name: string; readonly hours?: string | null }[];
}

/** Behind it there is no place. Those that share a place come in the order in which they were made. */
export const LAST_POSITION = 10_000;

/** What is already there, when something is replaced. */
interface Known {
  readonly id: string;
  readonly position: number;
}

/** Writes support topics and hotlines, which have been checked. */
export class SupportLists {
  constructor(private readonly manager: EntityManager) {}

  /** Makes a topic, or replaces all of the one that is known. @returns its id */
  async saveTopic(known: Known | undefined, fields: SupportTopicFields): Promise<string> {
    const { manager } = this;
    const id = known?.id ?? uuid();
    const position = fields.position ?? known?.position ?? (await this.next('support_topic'));
    await manager.upsert(SupportTopic, { id, kind: fields.kind, position }, ['id']);
    await manager.delete(SupportTopicTranslation, { supportTopicId: id });
    await manager.insert(
      SupportTopicTranslation,
      fields.translations.map(({ locale, name, message }) => ({
        supportTopicId: id,
        locale,
        name: oneLine(name),
        message: message.trim(),
      })),
    );
    await manager.delete(SupportPatternRow, { supportTopicId: id });
    await manager.insert(
      SupportPatternRow,
      fields.patterns.map(({ locale, phrases, exceptions }) => ({
        supportTopicId: id,
        locale,
        phrases: phrases.map((phrase) => phrase.trim()),
        exceptions: (exceptions ?? []).map((phrase) => phrase.trim()),
      })),
    );
    return id;
  }

  /** Makes a hotline, or replaces all of the one that is known. @returns its id */
  async saveHotline(known: Known | undefined, fields: HotlineFields): Promise<string> {
    const { manager } = this;
    const id = known?.id ?? uuid();
    const position = fields.position ?? known?.position ?? (await this.next('hotline'));
    await manager.upsert(
      Hotline,
      {
        id,
        country: fields.country || null,
        phone: fields.phone?.trim() || null,
        url: fields.url || null,
        chatUrl: fields.chatUrl || null,
        languages: [...(fields.languages ?? [])],
        alwaysOpen: fields.alwaysOpen ?? false,
        position,
      },
      ['id'],
    );
    await manager.delete(HotlineTranslation, { hotlineId: id });
    await manager.insert(
      HotlineTranslation,
      fields.translations.map(({ locale, name, hours }) => ({
        hotlineId: id,
        locale,
        name: oneLine(name),
        hours: written(hours),
      })),
    );
    await manager.query('delete from hotline_topic where hotline_id = $1', [id]);
    await manager.query(
      `insert into hotline_topic (hotline_id, support_topic_id, position)
       select $1, topic::uuid, ordinality from unnest($2::text[]) with ordinality as given (topic, ordinality)`,
      [id, [...new Set(fields.topicIds?.map((topicId) => topicId.toLowerCase()))]],
    );
    return id;
  }

  private async next(table: 'support_topic' | 'hotline'): Promise<number> {
    const [{ next }]: [{ next: number }] = await this.manager.query(
      `select least(coalesce(max(position), -1)::bigint + 1, $1)::int as next from ${table}`,
      [LAST_POSITION],
    );
    return next;
  }
}
