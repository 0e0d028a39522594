import type { GraphQLSchema } from 'graphql';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { SavedView } from '../../entities/content/saved-view.js';
import { oneLine } from '../../schema/visible.js';
import { claim } from '../access/claim.js';
import { refuseTooMany } from '../identity/account-limits.js';
import { noteDifferences } from '../updates/differences.js';
import { changedFields, type Given } from '../updates/fields.js';
import { countRevision, type Revised, refuseOutdated } from '../updates/revision.js';
import { checkSavedView, type SavedViewSettings } from './check-saved-view.js';
import { Problems } from './problems.js';

export type SavedViewChange = Given<SavedViewSettings>;

/** What null makes of it; so it is where nothing is said. */
const CLEARED = { filter: null, orderBy: null, shared: false };

const NO_LIST = '' as SavedViewSettings['list'];
const BLANK = { name: '', list: NO_LIST, columns: [], ...CLEARED };

/** How those who write content like to look at their lists. */
export class SavedViews {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Saves a view of the viewer's.
   * @param schema says what can be filtered, sorted and shown
   * @returns its id
   * @throws Refused for what is not possible, and when it shall be shared by who may not
   */
  create(viewer: Viewer, schema: GraphQLSchema, given: SavedViewChange): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      await refuseTooMany(manager, viewer.memberId!, 'SAVED_VIEWS');
      const id = uuid();
      const blank = { ...BLANK, position: await nextPosition(manager, viewer) };
      const view = changed(schema, blank, given, { ...CLEARED, position: blank.position });
      await manager.insert(SavedView, { id, ownerId: viewer.memberId, ...view });
      if (view.shared) await claimSharing(manager, viewer, id);
      return id;
    });
  }

  /**
   * Changes what is given of a view; null clears.
   * @param startedFrom the revision that the editor has seen
   * @throws Refused as for `create`, and when there is none to change
   */
  update(
    viewer: Viewer,
    schema: GraphQLSchema,
    id: string,
    given: SavedViewChange,
    startedFrom?: number | null,
  ): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const known = await claim<Revised & SavedViewSettings>(manager, viewer, {
        to: ['EDIT'],
        on: 'SavedView',
        id,
        path: ['id'],
        columns: 'id, revision, name, list, filter, order_by as "orderBy", columns, shared, position',
      });
      await refuseOutdated(manager, 'saved_view', known, startedFrom);
      const { name, list, filter, orderBy, columns, shared, position } = known;
      const before = { name, list, filter, orderBy, columns, shared, position };
      const after = changed(schema, before, given, CLEARED);
      if (after.shared && !before.shared) await claimSharing(manager, viewer, known.id);
      if (!noteDifferences(before, after)) return known.id;
      await manager.update(SavedView, { id: known.id }, after);
      await countRevision(manager, 'saved_view', known.id, viewer.memberId);
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

/** What a view is after a change. @throws Refused with all that is impossible about it */
function changed(
  schema: GraphQLSchema,
  before: SavedViewSettings,
  given: SavedViewChange,
  cleared: Partial<SavedViewSettings>,
) {
  const problems = new Problems();
  // A filter and an order are those of their list.
  const isOther = given.list != null && given.list !== before.list;
  const start = isOther ? { ...before, filter: null, orderBy: null } : before;
  const view = changedFields<SavedViewSettings>(start, given, cleared, problems, 'input');
  if (view.list === NO_LIST) problems.add('REQUIRED', 'Say of which list it is.', 'input', 'list');
  problems.throwIfAny();
  checkSavedView(schema, view);
  return {
    ...view,
    name: oneLine(view.name),
    filter: view.filter as object | null,
    columns: [...view.columns],
  };
}
