import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { Release } from '../../entities/content/release.js';
import type { Action } from '../../schema/action.js';
import type { Locales } from '../../schema/locales.js';
import { oneLine, written } from '../../schema/visible.js';
import { claim } from '../access/claim.js';
import { noteChange } from '../audit/audited-call.js';
import { Problems } from '../content/problems.js';
import { noteDifferences } from '../updates/differences.js';
import { changedFields, type Given } from '../updates/fields.js';
import { countRevision, type Revised, refuseOutdated } from '../updates/revision.js';
import { addItems, type NewItem, removeItems } from './release-items.js';
import { refusePlanned } from './release-schedule.js';

interface ReleaseFields {
  readonly name: string;
  readonly note: string | null;
}

export type ReleaseChange = Given<ReleaseFields>;

const LONGEST = { name: 120, note: 2000 };

/** Puts releases together. They are published by `ReleasePublishing`; what is published cannot be changed. */
export class Releases {
  constructor(
    private readonly dataSource: DataSource,
    private readonly locales: Locales,
  ) {}

  /** Makes a release, with its first entries. @returns its id @throws Refused */
  create(viewer: Viewer, given: ReleaseChange, items: readonly NewItem[]): Promise<string> {
    const fields = changed({ name: '', note: null }, given);
    return this.dataSource.transaction(async (manager) => {
      const id = uuid();
      await manager.insert(Release, {
        id,
        ...fields,
        state: 'DRAFT',
        createdById: viewer.memberId,
        createdAt: new Date(),
      });
      await addItems(manager, viewer, this.locales, id, items);
      noteChange({ object: { type: 'Release', id }, after: { entries: items.length } });
      return id;
    });
  }

  /**
   * Changes what is given of what is said of a release; null clears.
   * @param startedFrom the revision that the editor has seen
   * @throws Refused
   */
  update(viewer: Viewer, id: string, given: ReleaseChange, startedFrom?: number | null): Promise<string> {
    return this.change(viewer, 'EDIT', id, async (manager, releaseId, known) => {
      await refuseOutdated(manager, 'release', known, startedFrom);
      const before = { name: known.name, note: known.note };
      const after = changed(before, given);
      if (!noteDifferences(before, after)) return;
      await manager.update(Release, { id: releaseId }, after);
      await countRevision(manager, 'release', releaseId, viewer.memberId);
    });
  }

  /** Deletes a release. Its entries stay as they are. @throws Refused */
  remove(viewer: Viewer, id: string): Promise<string> {
    return this.change(viewer, 'DELETE', id, async (manager, releaseId) => {
      await refusePlanned(manager, releaseId);
      await manager.delete(Release, { id: releaseId });
    });
  }

  /** Adds entries, or changes what is to happen to them. @throws Refused with all that is wrong */
  add(viewer: Viewer, id: string, items: readonly NewItem[]): Promise<string> {
    return this.change(viewer, 'EDIT', id, async (manager, releaseId) => {
      await refusePlanned(manager, releaseId);
      await addItems(manager, viewer, this.locales, releaseId, items);
      noteChange({ after: { added: items.map(({ entryId }) => entryId) } });
    });
  }

  /** Takes entries out. @throws Refused for those that are not in it */
  take(viewer: Viewer, id: string, entryIds: readonly string[]): Promise<string> {
    return this.change(viewer, 'EDIT', id, async (manager, releaseId) => {
      await refusePlanned(manager, releaseId);
      await removeItems(manager, releaseId, entryIds);
      noteChange({ after: { removed: entryIds } });
    });
  }

  private change(
    viewer: Viewer,
    to: Action,
    id: string,
    work: (manager: EntityManager, releaseId: string, known: Revised & ReleaseFields) => Promise<unknown>,
  ): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const release = await claim<Revised & ReleaseFields>(manager, viewer, {
        to: [to],
        on: 'Release',
        id,
        path: ['id'],
        columns: 'id, revision, name, note',
      });
      await work(manager, release.id, release);
      return release.id;
    });
  }
}

/** What is said of a release after a change. @throws Refused with all that is impossible about it */
function changed(before: ReleaseFields, given: ReleaseChange): ReleaseFields {
  const problems = new Problems();
  const { name, note } = changedFields<ReleaseFields>(before, given, { note: null }, problems, 'input');
  problems.throwIfAny();
  const { length } = oneLine(name);
  if (length < 1 || length > LONGEST.name)
    problems.add('INVALID', `The name must have 1 to ${LONGEST.name} characters.`, 'input', 'name');
  if (note && note.length > LONGEST.note)
    problems.add('INVALID', `At most ${LONGEST.note} characters fit here; there are ${note.length}.`, 'input', 'note');
  problems.throwIfAny();
  return { name: oneLine(name), note: written(note) };
}
