import type { DataSource, EntityManager } from 'typeorm';
import { validate as isUuid, v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { SearchPin } from '../../entities/search/search-pin.js';
import { SearchSynonymSet } from '../../entities/search/search-synonym-set.js';
import type { Action } from '../../schema/action.js';
import type { Locales } from '../../schema/locales.js';
import { claim } from '../access/claim.js';
import { Problems } from '../content/problems.js';
import { checkPin, checkSynonymSet, type PinFields, queryKey, type SynonymSetFields } from './check-search-editing.js';

/** What editors tell search: synonyms, and what comes first. */
export class SearchEditing {
  constructor(
    private readonly dataSource: DataSource,
    private readonly locales: Locales,
  ) {}

  /** @returns its id @throws Refused for what is not possible */
  async createSynonymSet(fields: SynonymSetFields): Promise<string> {
    checkSynonymSet(fields, this.locales);
    const id = uuid();
    await this.dataSource.transaction((manager) => manager.insert(SearchSynonymSet, { id, ...synonymColumns(fields) }));
    return id;
  }

  /** Replaces all of a set. @returns its id @throws Refused as for `createSynonymSet`, and when there is none to change */
  updateSynonymSet(viewer: Viewer, id: string, fields: SynonymSetFields): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      await mine(manager, viewer, 'SearchSynonymSet', 'EDIT', id);
      checkSynonymSet(fields, this.locales);
      await manager.update(SearchSynonymSet, { id }, synonymColumns(fields));
      return id;
    });
  }

  /** @returns the id it had @throws Refused when there is none to delete */
  deleteSynonymSet(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      await mine(manager, viewer, 'SearchSynonymSet', 'DELETE', id);
      await manager.delete(SearchSynonymSet, { id });
      return id;
    });
  }

  /** @returns its id @throws Refused for what is not possible */
  async createPin(fields: PinFields): Promise<string> {
    const id = uuid();
    await this.dataSource.transaction(async (manager) => {
      await this.check(manager, fields);
      await manager.insert(SearchPin, { id, ...pinColumns(fields) });
      await insertEntries(manager, id, fields.entryIds);
    });
    return id;
  }

  /** Replaces all of a pin. @returns its id @throws Refused as for `createPin`, and when there is none to change */
  async updatePin(viewer: Viewer, id: string, fields: PinFields): Promise<string> {
    await this.dataSource.transaction(async (manager) => {
      await mine(manager, viewer, 'SearchPin', 'EDIT', id);
      await this.check(manager, fields);
      await manager.update(SearchPin, { id }, pinColumns(fields));
      await manager.query('delete from search_pin_entry where pin_id = $1', [id]);
      await insertEntries(manager, id, fields.entryIds);
    });
    return id;
  }

  /** @returns the id it had @throws Refused when there is none to delete */
  async deletePin(viewer: Viewer, id: string): Promise<string> {
    await this.dataSource.transaction(async (manager) => {
      await mine(manager, viewer, 'SearchPin', 'DELETE', id);
      await manager.delete(SearchPin, { id });
    });
    return id;
  }

  /** @throws Refused with all that is impossible, entries that are not there among it */
  private async check(manager: EntityManager, fields: PinFields): Promise<void> {
    const problems = new Problems();
    checkPin(fields, this.locales, problems);
    const given = fields.entryIds.map((id) => id.toLowerCase());
    const known: { id: string }[] = await manager.query(
      'select id from entry where id = any($1::uuid[]) and deleted_at is null order by id for key share',
      [given.filter((id) => isUuid(id))],
    );
    const ids = new Set(known.map(({ id }) => id));
    for (const [place, id] of given.entries()) {
      if (!ids.has(id)) problems.add('NOT_FOUND', 'There is no such entry.', 'input', 'entryIds', place);
      else if (given.indexOf(id) < place) problems.add('INVALID', 'It is pinned twice.', 'input', 'entryIds', place);
    }
    problems.throwIfAny();
  }
}

function mine(manager: EntityManager, viewer: Viewer, on: 'SearchSynonymSet' | 'SearchPin', to: Action, id: string) {
  return claim(manager, viewer, { to: [to], on, id, path: ['id'], columns: 'id' });
}

function synonymColumns({ locale, words, from }: SynonymSetFields) {
  return { locale, words: trimmed(words), from: from ? trimmed(from) : null };
}

function pinColumns({ queries, locale }: PinFields) {
  return { queries: trimmed(queries), keys: [...new Set(queries.map(queryKey))], locale: locale ?? null };
}

function trimmed(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => text.trim().replace(/\s+/g, ' ')))];
}

async function insertEntries(manager: EntityManager, pinId: string, entryIds: readonly string[]): Promise<void> {
  await manager.query(
    `insert into search_pin_entry (pin_id, entry_id, position)
     select $1, entry::uuid, ordinality from unnest($2::text[]) with ordinality as given (entry, ordinality)`,
    [pinId, entryIds],
  );
}
