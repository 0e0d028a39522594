import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { SubjectName } from '../../access/subjects.js';
import { grantedTo, type Viewer } from '../../access/viewer.js';
import type { Entry } from '../../entities/content/entry.js';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { EntryType } from '../../schema/enums.js';
import { noteChange } from '../audit/audited-call.js';
import { requireConduct } from '../conduct/require-conduct.js';
import { checkDraft } from './check-draft.js';
import { checkBodies } from './draft-bodies.js';
import { ENTITIES } from './live-rows.js';
import { lockEntry, refuseStale } from './locked-entry.js';
import { Problems } from './problems.js';
import { checkReferences } from './references.js';
import { checkRelated } from './related-entries.js';
import { appendRevision, checkNote, newestDraft, type SavedRevision, saveRevision } from './revisions.js';
import { mergeTranslation } from './translation.js';

const SUBJECT: Readonly<Record<EntryType, SubjectName>> = {
  RESOURCE: 'Resource',
  EXPERT_ARTICLE: 'ExpertArticle',
  SUCCESS_STORY: 'SuccessStory',
  PARTNER_ORGANIZATION: 'PartnerOrganization',
};

/** How a draft is saved. */
export interface SaveOptions {
  /** Saved by the editor's program and not by the editor: it takes the place of their last autosave. */
  readonly autosave?: boolean | null;
  /** Why, for the history. */
  readonly note?: string | null;
}

/** Drafts: what editors write, kept as revisions. The public sees nothing of it until it is published. */
export class Entries {
  constructor(private readonly dataSource: DataSource) {}

  /** Makes an entry with its first revision. */
  async create(viewer: Viewer, type: EntryType, draft: EntryDraft, options: SaveOptions = {}): Promise<SavedRevision> {
    requireConduct(viewer);
    return this.dataSource.transaction((manager) => createEntry(manager, viewer, type, draft, options));
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
    options: SaveOptions = {},
  ): Promise<SavedRevision> {
    requireConduct(viewer);
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['EDIT', 'TRANSLATE'], id, SUBJECT[type]);
      const draftFrom = (base: EntryDraft) => (entry.action === 'EDIT' ? draft : translated(viewer, base, draft));
      await refuseStale(manager, entry, startedFrom, 'revision', { viewer, draftFrom });
      const whole = entry.action === 'EDIT' ? draft : draftFrom(await newestDraft(manager, entry));
      await checkSaved(manager, viewer, entry, whole, options);
      const saved = await saveRevision(manager, entry, revisionOf(viewer, whole, options));
      noteChange({ before: { revision: startedFrom }, after: { revision: saved.number } });
      return saved;
    });
  }
}

/** Makes an entry of the viewer's with its first revision, within a transaction. @throws Refused */
export async function createEntry(
  manager: EntityManager,
  viewer: Viewer,
  type: EntryType,
  draft: EntryDraft,
  {
    copiedFrom,
    ...options
  }: SaveOptions & { readonly copiedFrom?: { readonly id: string; readonly revision: number } },
): Promise<SavedRevision> {
  // What stands in the draft that is copied may stand in the copy, as it may in what is saved over it.
  await checkSaved(manager, viewer, { id: copiedFrom?.id, type }, draft, options);
  const id = uuid();
  noteChange({ object: { type: SUBJECT[type], id }, after: { revision: 1, ...(copiedFrom && { copiedFrom }) } });
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
  return appendRevision(manager, { id, type }, 1, revisionOf(viewer, draft, options));
}

function revisionOf(viewer: Viewer, draft: EntryDraft, { autosave, note }: SaveOptions) {
  return {
    draft,
    kind: autosave ? ('AUTOSAVED' as const) : ('SAVED' as const),
    by: viewer.memberId,
    note: note ?? null,
  };
}

/** A draft with the texts of the viewer's languages as given. */
function translated(viewer: Viewer, base: EntryDraft, given: EntryDraft): EntryDraft {
  return mergeTranslation(base, given, grantedTo(viewer, 'CONTRIBUTOR', 'locale'));
}

async function checkSaved(
  manager: EntityManager,
  viewer: Viewer,
  { id, type }: { readonly id?: string | undefined; readonly type: EntryType },
  draft: EntryDraft,
  { note }: SaveOptions,
): Promise<void> {
  const problems = new Problems();
  checkNote(note, problems);
  checkDraft(type, draft, problems);
  await checkBodies(draft, problems);
  await checkReferences(manager, [{ type, draft, problems }]);
  await checkRelated(manager, viewer, id, draft, problems);
  problems.throwIfAny();
}
