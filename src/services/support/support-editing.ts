import type { DataSource, EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { Refused } from '../../schema/user-error.js';
import { claim } from '../access/claim.js';
import { noteChange } from '../audit/audited-call.js';
import { Problems } from '../content/problems.js';
import { checkHotline, checkTopic } from './check-support.js';
import { type HotlineFields, SupportLists, type SupportTopicFields } from './support-lists.js';

/** How editors keep the lists of crisis care. */
export class SupportEditing {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns its id @throws Refused for what is not possible */
  createTopic(fields: SupportTopicFields): Promise<string> {
    checkTopic(fields);
    return this.dataSource.transaction((manager) => new SupportLists(manager).saveTopic(undefined, fields));
  }

  /** Replaces all that is set on a topic. @throws Refused as for `createTopic`, and when there is none to change */
  updateTopic(viewer: Viewer, id: string, fields: SupportTopicFields): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const on = 'SupportTopic';
      const columns = 'id, position, kind';
      const known = await claim<{ id: string; position: number; kind: string }>(manager, viewer, {
        to: ['EDIT'],
        on,
        id,
        path: ['id'],
        columns,
      });
      checkTopic(fields);
      noteChange({ before: { kind: known.kind }, after: { kind: fields.kind } });
      return new SupportLists(manager).saveTopic(known, fields);
    });
  }

  /** Searches with its words are answered like all others then. @returns the id it had */
  removeTopic(viewer: Viewer, id: string): Promise<string> {
    return this.remove(viewer, 'SupportTopic', 'support_topic', id);
  }

  /** @returns its id @throws Refused for what is not possible */
  createHotline(fields: HotlineFields): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      await check(manager, fields);
      noteChange({ after: placeOf(fields) });
      return new SupportLists(manager).saveHotline(undefined, fields);
    });
  }

  /** Replaces all that is set on a hotline. @throws Refused as for `createHotline`, and when there is none to change */
  updateHotline(viewer: Viewer, id: string, fields: HotlineFields): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const known = await claim<{ id: string; position: number } & Place>(manager, viewer, {
        to: ['EDIT'],
        on: 'Hotline',
        id,
        path: ['id'],
        columns: 'id, position, country, phone',
      });
      await check(manager, fields);
      noteChange({ before: placeOf(known), after: placeOf(fields) });
      return new SupportLists(manager).saveHotline(known, fields);
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

interface Place {
  readonly country?: string | null;
  readonly phone?: string | null;
}

/** What of a hotline the audit log keeps. */
function placeOf({ country, phone }: Place): Record<string, unknown> {
  return { country: country || null, phone: phone || null };
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

/** @throws Refused naming everything that is not possible about a hotline */
async function check(manager: EntityManager, fields: HotlineFields): Promise<void> {
  const problems = new Problems();
  checkHotline(fields, problems);
  const given = fields.topicIds ?? [];
  const known: { id: string }[] = await manager.query(
    'select id from support_topic where id = any($1::uuid[]) for key share',
    [given.filter((id) => isUuid(id))],
  );
  const ids = new Set(known.map(({ id }) => id));
  for (const [i, id] of given.entries()) {
    if (ids.has(id.toLowerCase())) continue;
    problems.add('NOT_FOUND', 'There is no support topic with this id.', 'input', 'topicIds', i);
  }
  problems.throwIfAny();
}
