import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { SubjectName } from '../../access/subjects.js';
import { grantedTo, type Viewer } from '../../access/viewer.js';
import { Entry } from '../../entities/content/entry.js';
import { Revision } from '../../entities/content/revision.js';
import type { Action } from '../../schema/action.js';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { EntryType } from '../../schema/enums.js';
import { Refused } from '../../schema/user-error.js';
import { claim } from '../access/claim.js';
import { noteChange } from '../audit/audited-call.js';
import { requireConduct } from '../conduct/require-conduct.js';
import { checkDraft } from './check-draft.js';
import { ENTITIES } from './live-rows.js';
import { Problems } from './problems.js';
import { checkReferences } from './references.js';
import { mergeTranslation } from './translation.js';

export interface SavedRevision {
  readonly entryId: string;
  readonly revisionId: string;
  readonly number: number;
}

/** An entry as those who work on it know it, locked for the transaction. */
export interface LockedEntry {
  readonly id: string;
  readonly type: EntryType;
  readonly status: Entry['status'];
  readonly latest_revision: number;
  readonly published_at: Date | null;
  readonly deleted_at: Date | null;
}

const SUBJECT: Readonly<Record<EntryType, SubjectName>> = {
  RESOURCE: 'Resource',
  EXPERT_ARTICLE: 'ExpertArticle',
  SUCCESS_STORY: 'SuccessStory',
  PARTNER_ORGANIZATION: 'PartnerOrganization',
};

/** Drafts: what editors write, kept as revisions. The public sees nothing of it until it is published. */
export class Entries {
  constructor(private readonly dataSource: DataSource) {}

  /** Makes an entry with its first revision. */
  async create(viewer: Viewer, type: EntryType, draft: EntryDraft): Promise<SavedRevision> {
    requireConduct(viewer);
    return this.dataSource.transaction(async (manager) => {
      await checkSaved(manager, type, draft);
      const id = uuid();
      noteChange({ object: { type: SUBJECT[type], id }, after: { revision: 1 } });
      const now = new Date();
      await manager.insert(
        ENTITIES[type] as typeof Entry,
        {
          id,
          status: 'DRAFT',
          audiences: [],
          createdAt: now,
          updatedAt: now,
          createdBy: viewer.memberId,
          latestRevision: 1,
        } as never,
      );
      return saveRevision(manager, id, type, 1, draft, viewer.memberId);
    });
  }

  /**
   * Saves a new revision. `startedFrom` is the number of the revision the editor began with: when another was saved
   * since, nothing is lost and the save is refused with VersionConflict. Of those who may only translate, `draft` is what
   * they have changed: what is absent stays as it is.
   */
  async update(
    viewer: Viewer,
    id: string,
    type: EntryType,
    startedFrom: number,
    draft: EntryDraft,
  ): Promise<SavedRevision> {
    requireConduct(viewer);
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['EDIT', 'TRANSLATE'], id, SUBJECT[type]);
      await refuseStale(manager, entry, startedFrom, 'revision');
      const whole = entry.action === 'EDIT' ? draft : await translated(manager, viewer, entry, draft);
      await checkSaved(manager, type, whole);
      const number = startedFrom + 1;
      noteChange({ before: { revision: startedFrom }, after: { revision: number } });
      await manager.update(Entry, { id: entry.id }, { latestRevision: number });
      return saveRevision(manager, entry.id, type, number, whole, viewer.memberId);
    });
  }
}

/** The newest draft with the texts of the viewer's languages as given. */
async function translated(
  manager: EntityManager,
  viewer: Viewer,
  entry: LockedEntry,
  given: EntryDraft,
): Promise<EntryDraft> {
  return mergeTranslation(await newestDraft(manager, entry), given, grantedTo(viewer, 'CONTRIBUTOR', 'locale'));
}

/** What was saved last; the entry must be locked. */
export async function newestDraft(manager: EntityManager, entry: LockedEntry): Promise<EntryDraft> {
  const [newest]: { draft: EntryDraft }[] = await manager.query(
    'select draft from revision where entry_id = $1 and number = $2',
    [entry.id, entry.latest_revision],
  );
  return newest!.draft;
}

async function checkSaved(manager: EntityManager, type: EntryType, draft: EntryDraft): Promise<void> {
  const problems = new Problems();
  checkDraft(type, draft, problems);
  await checkReferences(manager, type, draft, problems);
  problems.throwIfAny();
}

/** Appends a revision; the entry must be locked. */
export async function saveRevision(
  manager: EntityManager,
  entryId: string,
  type: EntryType,
  number: number,
  draft: EntryDraft,
  by: string | null,
): Promise<SavedRevision> {
  const id = uuid();
  await manager.insert(Revision, { id, entryId, type, number, draft, createdById: by, createdAt: new Date() });
  return { entryId, revisionId: id, number };
}

/**
 * Locks an entry for what the viewer wants to do with it.
 * @throws Refused NOT_FOUND or NOT_ALLOWED
 */
export function lockEntry(
  manager: EntityManager,
  viewer: Viewer,
  to: readonly Action[],
  id: string,
  on: SubjectName = 'Entry',
): Promise<LockedEntry & { readonly action: Action }> {
  const columns = 'id, type, status, latest_revision, published_at, deleted_at';
  return claim(manager, viewer, { to, on, id, path: ['id'], columns });
}

/** @throws Refused with the newest revision and who saved it, unless `startedFrom` is the newest */
export async function refuseStale(
  manager: EntityManager,
  entry: LockedEntry,
  startedFrom: number,
  argument: string,
): Promise<void> {
  if (startedFrom === entry.latest_revision) return;
  const [newest]: { name: string | null }[] = await manager.query(
    'select m.name from revision r left join member m on m.id = r.created_by where r.entry_id = $1 and r.number = $2',
    [entry.id, entry.latest_revision],
  );
  throw new Refused([
    Object.assign(
      {
        __typename: 'VersionConflict',
        code: 'VERSION_CONFLICT' as const,
        message: `${newest?.name ?? 'Someone'} has saved revision ${entry.latest_revision} since you began with ${startedFrom}. Look at it, bring both together and save again.`,
        path: [argument],
      },
      { currentRevision: entry.latest_revision, savedBy: newest?.name ?? null },
    ),
  ]);
}
