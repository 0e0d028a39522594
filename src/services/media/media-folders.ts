import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { MediaFolder } from '../../entities/media/media-folder.js';
import { Refused } from '../../schema/user-error.js';
import { oneLine } from '../../schema/visible.js';
import { claim } from '../access/claim.js';
import { Problems } from '../content/problems.js';
import { noteDifferences } from '../updates/differences.js';
import { changedFields, type Given } from '../updates/fields.js';
import { countRevision, type Revised, refuseOutdated } from '../updates/revision.js';

/** What is set on a folder. */
interface FolderFields {
  readonly name: string;
  readonly parentId: string | null;
}

export type FolderChange = Given<FolderFields>;

const BLANK: FolderFields = { name: '', parentId: null };

const LONGEST_NAME = 100;
const DEEPEST = 10;

/** The folders that files are sorted into. */
export class MediaFolders {
  constructor(private readonly dataSource: DataSource) {}

  create(given: FolderChange): Promise<string> {
    return this.change(async (manager) => {
      const id = uuid();
      const folder = await changed(manager, id, BLANK, given);
      await manager.insert(MediaFolder, { id, ...folder });
      noteDifferences(BLANK, folder);
      return id;
    });
  }

  /**
   * Renames a folder, or moves it with all that is in it.
   * @param startedFrom the revision that the editor has seen
   */
  update(viewer: Viewer, id: string, given: FolderChange, startedFrom?: number | null): Promise<string> {
    return this.change(async (manager) => {
      const known = await claimFolder(manager, viewer, 'EDIT', id);
      await refuseOutdated(manager, 'media_folder', known, startedFrom);
      const before = { name: known.name, parentId: known.parentId };
      const after = await changed(manager, known.id, before, given);
      if (!noteDifferences(before, after)) return known.id;
      await manager.update(MediaFolder, { id: known.id }, after);
      await countRevision(manager, 'media_folder', known.id, viewer.memberId);
      return known.id;
    });
  }

  /**
   * Deletes a folder. What is in it is moved to the folder above it if so wanted.
   * @throws Refused IN_USE when something is in it that shall not be moved
   */
  remove(viewer: Viewer, id: string, moveContents: boolean): Promise<string> {
    return this.change(async (manager) => {
      const folder = await claimFolder(manager, viewer, 'DELETE', id);
      if (moveContents) await empty(manager, folder);
      const [inside]: { files: number; folders: number }[] = await manager.query(
        `select (select count(*) from media_asset where folder_id = $1)::int as files,
           (select count(*) from media_folder where parent_id = $1)::int as folders`,
        [folder.id],
      );
      const { files, folders } = inside!;
      if (files || folders) {
        const message = `There are ${files} files (those in the trash included) and ${folders} folders in it. Move them first, or pass \`moveContents\`.`;
        throw Refused.because('IN_USE', message, 'id');
      }
      await manager.delete(MediaFolder, { id: folder.id });
      return folder.id;
    });
  }

  /** One change of the tree at a time: two that are right alone could make a circle together. */
  private change<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query("select pg_advisory_xact_lock(hashtext('media folders'))");
      return work(manager);
    });
  }
}

type Known = Revised & FolderFields;

const KNOWN = 'id, revision, name, parent_id as "parentId"';

function claimFolder(manager: EntityManager, viewer: Viewer, action: 'EDIT' | 'DELETE', id: string) {
  return claim<Known>(manager, viewer, { to: [action], on: 'MediaFolder', id, path: ['id'], columns: KNOWN });
}

/** What a folder is after a change. @throws Refused with all that is impossible about it */
async function changed(
  manager: EntityManager,
  id: string,
  before: FolderFields,
  given: FolderChange,
): Promise<FolderFields> {
  const problems = new Problems();
  const { parentId, ...rest } = changedFields<FolderFields>(before, given, { parentId: null }, problems, 'input');
  problems.throwIfAny();
  const name = oneLine(rest.name);
  if (name === '' || name.length > LONGEST_NAME)
    problems.add('INVALID', `A name has 1 to ${LONGEST_NAME} characters.`, 'input', 'name');
  const above = parentId !== null ? await lineage(manager, parentId) : [];
  if (parentId !== null && above.length === 0)
    problems.add('NOT_FOUND', 'There is no folder with this id.', 'input', 'parentId');
  if (above.includes(id)) problems.add('INVALID', 'A folder cannot lie within itself.', 'input', 'parentId');
  if (above.length >= DEEPEST) problems.add('INVALID', `Folders lie at most ${DEEPEST} deep.`, 'input', 'parentId');
  const taken: unknown[] = await manager.query(
    `select 1 from media_folder where parent_id::text is not distinct from lower($1) and lower(name) = lower($2) and id <> $3`,
    [parentId, name, id],
  );
  if (taken.length) problems.add('TAKEN', `There is a folder "${name}" already.`, 'input', 'name');
  problems.throwIfAny();
  return { name, parentId: parentId?.toLowerCase() ?? null };
}

/** Ids of a folder and of all above it; none when there is no such folder. */
async function lineage(manager: EntityManager, id: string): Promise<string[]> {
  const rows: { id: string }[] = await manager.query(
    `with recursive up as (
       select id, parent_id from media_folder where id::text = lower($1)
       union all select f.id, f.parent_id from media_folder f join up on f.id = up.parent_id)
     select id from up`,
    [id],
  );
  return rows.map((row) => row.id);
}

/** Moves what is in a folder to the one above it. @throws Refused TAKEN when a folder there has the name of one of them */
async function empty(manager: EntityManager, { id, parentId }: Known): Promise<void> {
  const taken: { name: string }[] = await manager.query(
    `select f.name from media_folder f join media_folder o
       on o.parent_id is not distinct from $2 and lower(o.name) = lower(f.name) and o.id <> $1
     where f.parent_id = $1`,
    [id, parentId],
  );
  if (taken[0]) {
    const message = `There is another folder "${taken[0].name}" where this one would be moved to. Rename one of them first.`;
    throw Refused.because('TAKEN', message, 'id');
  }
  await manager.query('update media_asset set folder_id = $2 where folder_id = $1', [id, parentId]);
  await manager.query('update media_folder set parent_id = $2 where parent_id = $1', [id, parentId]);
}
