import type { DataSource, EntityManager } from 'typeorm';
import { validate as isUuid, v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { SearchPin } from '../../entities/search/search-pin.js';
import { SearchSynonymSet } from '../../entities/search/search-synonym-set.js';
import type { Action } from '../../schema/action.js';
import type { Locales } from '../../schema/locales.js';
import { claim } from '../access/claim.js';
import { Problems } from '../content/problems.js';
import { noteDifferences } from '../updates/differences.js';
import { changedFields, type Given } from '../updates/fields.js';
import { countRevision, type Revised, refuseOutdated } from '../updates/revision.js';
import { checkPin, checkSynonymSet, type PinFields, queryKey, type SynonymSetFields } from './check-search-editing.js';

/** What editors tell search: synonyms, and what comes first. */
export class SearchEditing {
  constructor(
    private readonly dataSource: DataSource,
    private readonly locales: Locales,
  ) {}

  /** @returns its id @throws Refused for what is not possible */
  createSynonymSet(given: Given<SynonymSetFields>): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const id = uuid();
      const set = this.changedSet(NO_SET, given);
      await manager.insert(SearchSynonymSet, { id, ...synonymColumns(set) });
      noteDifferences(NO_SET, set);
      return id;
    });
  }

  /**
   * Changes what is given of a set; null clears.
   * @param startedFrom the revision that the editor has seen
   * @returns its id
   * @throws Refused as for `createSynonymSet`, and when there is none to change
   */
  updateSynonymSet(
    viewer: Viewer,
    id: string,
    given: Given<SynonymSetFields>,
    startedFrom?: number | null,
  ): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const columns = 'id, revision, locale, words, from_words as "from"';
      const known = await mine<Revised & SynonymSetFields>(manager, viewer, 'SearchSynonymSet', 'EDIT', id, columns);
      await refuseOutdated(manager, 'search_synonym_set', known, startedFrom);
      const before = { locale: known.locale, words: known.words, from: known.from };
      const after = this.changedSet(before, given);
      if (!noteDifferences(before, after)) return known.id;
      await manager.update(SearchSynonymSet, { id: known.id }, synonymColumns(after));
      await countRevision(manager, 'search_synonym_set', known.id, viewer.memberId);
      return known.id;
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
  createPin(given: Given<PinFields>): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const id = uuid();
      const pin = await this.changedPin(manager, NO_PIN, given);
      await manager.insert(SearchPin, { id, ...pinColumns(pin) });
      await insertEntries(manager, id, pin.entryIds);
      noteDifferences(NO_PIN, pin);
      return id;
    });
  }

  /**
   * Changes what is given of a pin; null clears.
   * @param startedFrom the revision that the editor has seen
   * @returns its id
   * @throws Refused as for `createPin`, and when there is none to change
   */
  updatePin(viewer: Viewer, id: string, given: Given<PinFields>, startedFrom?: number | null): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const known = await mine<Revised & PinFields>(manager, viewer, 'SearchPin', 'EDIT', id, PIN_COLUMNS);
      await refuseOutdated(manager, 'search_pin', known, startedFrom);
      const before = { queries: known.queries, locale: known.locale, entryIds: known.entryIds };
      const after = await this.changedPin(manager, before, given);
      if (!noteDifferences(before, after)) return known.id;
      await manager.update(SearchPin, { id: known.id }, pinColumns(after));
      await manager.query('delete from search_pin_entry where pin_id = $1', [known.id]);
      await insertEntries(manager, known.id, after.entryIds);
      await countRevision(manager, 'search_pin', known.id, viewer.memberId);
      return known.id;
    });
  }

  /** @returns the id it had @throws Refused when there is none to delete */
  async deletePin(viewer: Viewer, id: string): Promise<string> {
    await this.dataSource.transaction(async (manager) => {
      await mine(manager, viewer, 'SearchPin', 'DELETE', id);
      await manager.delete(SearchPin, { id });
    });
    return id;
  }

  /** What a set is after a change. @throws Refused with all that is impossible about it */
  private changedSet(before: SynonymSetFields, given: Given<SynonymSetFields>): SynonymSetFields {
    const problems = new Problems();
    const { locale, words, from } = changedFields<SynonymSetFields>(before, given, { from: null }, problems, 'input');
    problems.throwIfAny();
    checkSynonymSet({ locale, words, from }, this.locales, problems);
    problems.throwIfAny();
    return { locale, words: trimmed(words), from: from && trimmed(from) };
  }

  /** What a pin is after a change. @throws Refused with all that is impossible, entries that are not there among it */
  private async changedPin(manager: EntityManager, before: PinFields, given: Given<PinFields>): Promise<PinFields> {
    const problems = new Problems();
    const { queries, locale, ...rest } = changedFields<PinFields>(before, given, { locale: null }, problems, 'input');
    problems.throwIfAny();
    const entryIds = rest.entryIds.map((id) => id.toLowerCase());
    checkPin({ queries, locale, entryIds }, this.locales, problems);
    const known: { id: string }[] = await manager.query(
      'select id from entry where id = any($1::uuid[]) and deleted_at is null order by id for key share',
      [entryIds.filter((id) => isUuid(id))],
    );
    // What it had already may stay when it has gone.
    const ids = new Set([...before.entryIds, ...known.map(({ id }) => id)]);
    for (const [place, id] of entryIds.entries()) {
      if (!ids.has(id)) problems.add('NOT_FOUND', 'There is no such entry.', 'input', 'entryIds', place);
      else if (entryIds.indexOf(id) < place) problems.add('INVALID', 'It is pinned twice.', 'input', 'entryIds', place);
    }
    problems.throwIfAny();
    return { queries: trimmed(queries), locale, entryIds };
  }
}

const NO_SET: SynonymSetFields = { locale: '', words: [], from: null };
const NO_PIN: PinFields = { queries: [], locale: null, entryIds: [] };

const PIN_COLUMNS = `id, revision, queries, locale, array(
  select pe.entry_id from search_pin_entry pe where pe.pin_id = o.id order by pe.position) as "entryIds"`;

function mine<Columns>(
  manager: EntityManager,
  viewer: Viewer,
  on: 'SearchSynonymSet' | 'SearchPin',
  to: Action,
  id: string,
  columns = 'id',
) {
  return claim<Columns>(manager, viewer, { to: [to], on, id, path: ['id'], columns });
}

function synonymColumns({ locale, words, from }: SynonymSetFields) {
  return { locale, words: [...words], from: from && [...from] };
}

function pinColumns({ queries, locale }: PinFields) {
  return { queries: [...queries], keys: [...new Set(queries.map(queryKey))], locale };
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
