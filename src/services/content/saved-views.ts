import type { GraphQLSchema } from 'graphql';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { SavedView } from '../../entities/content/saved-view.js';
import { oneLine } from '../../schema/visible.js';
import { claim } from '../access/claim.js';
import { refuseTooMany } from '../identity/account-limits.js';
import { checkSavedView, type SavedViewSettings } from './check-saved-view.js';

/** How those who write content like to look at their lists. */
export class SavedViews {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Saves a view of the viewer's.
   * @param schema says what can be filtered, sorted and shown
   * @returns its id
   * @throws Refused for what is not possible, and when it shall be shared by who may not
   */
  create(viewer: Viewer, schema: GraphQLSchema, view: SavedViewSettings): Promise<string> {
    checkSavedView(schema, view);
    return this.dataSource.transaction(async (manager) => {
      await refuseTooMany(manager, viewer.memberId!, 'SAVED_VIEWS');
      const id = uuid();
      const position = view.position ?? (await nextPosition(manager, viewer));
      await manager.insert(SavedView, { id, ownerId: viewer.memberId, ...columnsOf(view), position });
      if (view.shared) await claimSharing(manager, viewer, id);
      return id;
    });
  }

  /** Replaces everything that is set on a view. @throws Refused as for `create`, and when there is none to change */
  update(viewer: Viewer, schema: GraphQLSchema, id: string, view: SavedViewSettings): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const known = await claim<{ id: string; shared: boolean; position: number }>(manager, viewer, {
        to: ['EDIT'],
        on: 'SavedView',
        id,
        path: ['id'],
        columns: 'id, shared, position',
      });
      checkSavedView(schema, view);
      if (view.shared && !known.shared) await claimSharing(manager, viewer, known.id);
      const position = view.position ?? known.position;
      await manager.update(SavedView, { id: known.id }, { ...columnsOf(view), position });
      return known.id;
    });
  }

  /** Deletes a view. @returns the id it had @throws Refused when there is none to delete */
  remove(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const view = await claim<{ id: string }>(manager, viewer, {
        to: ['DELETE'],
        on: 'SavedView',
        id,
        path: ['id'],
        columns: 'id',
      });
      await manager.delete(SavedView, { id: view.id });
      return view.id;
    });
  }
}

/** @throws Refused unless the viewer may let others see the view */
async function claimSharing(manager: EntityManager, viewer: Viewer, id: string): Promise<void> {
  await claim(manager, viewer, { to: ['SHARE'], on: 'SavedView', id, path: ['input', 'shared'], columns: 'id' });
}

async function nextPosition(manager: EntityManager, viewer: Viewer): Promise<number> {
  const [{ next }]: [{ next: number }] = await manager.query(
    'select coalesce(max(position) + 1, 0) as next from saved_view where owner_id = $1',
    [viewer.memberId],
  );
  return next;
}

function columnsOf({ name, list, filter, orderBy, columns, shared }: SavedViewSettings) {
  return {
    name: oneLine(name),
    list,
    filter: (filter ?? null) as object | null,
    orderBy: orderBy ?? null,
    columns: [...columns],
    shared: shared ?? false,
  };
}
