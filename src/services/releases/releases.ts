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
import { addItems, type NewItem, removeItems } from './release-items.js';
import { refusePlanned } from './release-schedule.js';

export interface ReleaseFields {
  readonly name: string;
  readonly note?: string | null | undefined;
}

const LONGEST = { name: 120, note: 2000 };

/** Puts releases together. They are published by `ReleasePublishing`; what is published cannot be changed. */
export class Releases {
  constructor(
    private readonly dataSource: DataSource,
    private readonly locales: Locales,
  ) {}

  /** Makes a release, with its first entries. @returns its id @throws Refused */
  create(viewer: Viewer, fields: ReleaseFields, items: readonly NewItem[]): Promise<string> {
    check(fields);
    return this.dataSource.transaction(async (manager) => {
      const id = uuid();
      await manager.insert(Release, {
        id,
        ...columnsOf(fields),
        state: 'DRAFT',
        createdById: viewer.memberId,
        createdAt: new Date(),
      });
      await addItems(manager, viewer, this.locales, id, items);
      noteChange({ object: { type: 'Release', id }, after: { entries: items.length } });
      return id;
    });
  }

  /** Replaces what is said of a release. @throws Refused */
  update(viewer: Viewer, id: string, fields: ReleaseFields): Promise<string> {
    return this.change(viewer, 'EDIT', id, async (manager, releaseId) => {
      check(fields);
      await manager.update(Release, { id: releaseId }, columnsOf(fields));
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
    work: (manager: EntityManager, releaseId: string) => Promise<unknown>,
  ): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const release = await claim<{ id: string }>(manager, viewer, {
        to: [to],
        on: 'Release',
        id,
        path: ['id'],
        columns: 'id',
      });
      await work(manager, release.id);
      return release.id;
    });
  }
}

function check({ name, note }: ReleaseFields): void {
  const problems = new Problems();
  const length = oneLine(name).length;
  if (length < 1 || length > LONGEST.name)
    problems.add('INVALID', `The name must have 1 to ${LONGEST.name} characters.`, 'input', 'name');
  if (note && note.length > LONGEST.note)
    problems.add('INVALID', `At most ${LONGEST.note} characters fit here; there are ${note.length}.`, 'input', 'note');
  problems.throwIfAny();
}

function columnsOf({ name, note }: ReleaseFields) {
  return { name: oneLine(name), note: written(note) };
}
