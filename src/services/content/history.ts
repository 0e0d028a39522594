import type { DataSource, EntityManager } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import { type Problem, Refused } from '../../schema/user-error.js';
import { oneLine } from '../../schema/visible.js';
import { claim } from '../access/claim.js';
import { noteChange } from '../audit/audited-call.js';
import { requireConduct } from '../conduct/require-conduct.js';
import { checkDraft } from './check-draft.js';
import { compareDrafts, type FieldChange } from './compare-drafts.js';
import { checkBodies } from './draft-bodies.js';
import { isMissing, withoutMissing } from './leave-out.js';
import { type LockedEntry, lockEntry, refuseStale } from './locked-entry.js';
import { readsConsent } from './merge-offer.js';
import { Problems } from './problems.js';
import { checkReferences } from './references.js';
import { checkRelated } from './related-entries.js';
import { draftOf, type SavedRevision, saveRevision } from './revisions.js';

/** Longest name of a revision, in characters. */
const LONGEST_NAME = 80;

/** What editors do with what was saved before. Nothing in a history is ever changed or lost. */
export class History {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Makes an older revision the newest draft, as a revision of its own.
   * @param startedFrom number of the newest revision the editor has seen
   * @param options whether it is restored without what it refers to and is gone since
   * @throws Refused VersionConflict; or for what it refers to that is gone since, each with its place
   */
  async restore(
    viewer: Viewer,
    id: string,
    number: number,
    startedFrom: number,
    options: { readonly withoutMissing?: boolean | null } = {},
  ): Promise<SavedRevision> {
    requireConduct(viewer);
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['EDIT'], id);
      await refuseStale(manager, entry, startedFrom, 'revision');
      const whole = await known(manager, entry.id, number, 'number');
      const problems = await problemsOf(manager, viewer, entry, whole);
      const missing = problems.filter(isMissing);
      const without = options.withoutMissing && missing.length > 0;
      if (!without && problems.length > 0) throw Refused.all(problems.map(withRemedy));
      const draft = without ? await withoutMissing(whole, missing) : whole;
      if (without) {
        const left = await problemsOf(manager, viewer, entry, draft);
        if (left.length > 0) throw Refused.all(left);
      }
      const note = without ? noteOf(missing) : null;
      const made = { draft, kind: 'RESTORED' as const, by: viewer.memberId, restoredFrom: number, note };
      const saved = await saveRevision(manager, entry, made);
      noteChange({ before: { revision: startedFrom }, after: { revision: saved.number, restoredFrom: number } });
      return saved;
    });
  }

  /** Gives a revision a name, or takes it away. @throws Refused */
  async name(viewer: Viewer, id: string, number: number, name: string | null): Promise<SavedRevision> {
    const given = oneLine(name ?? '') || null;
    if (given && given.length > LONGEST_NAME)
      throw Refused.because(
        'INVALID',
        `At most ${LONGEST_NAME} characters fit here; there are ${given.length}.`,
        'name',
      );
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['EDIT'], id);
      const [named]: [{ id: string }[], number] = await manager.query(
        'update revision set name = $3 where entry_id = $1 and number = $2 returning id',
        [entry.id, number, given],
      );
      if (!named[0]) throw noSuchRevision('number');
      noteChange({ after: { revision: number } });
      return { entryId: entry.id, revisionId: named[0].id, number };
    });
  }

  /** What differs from one revision to another, field by field. @throws Refused for those that are not there */
  async compare(viewer: Viewer, id: string, from: number, to: number): Promise<FieldChange[]> {
    const { before, after, shown } = await this.dataSource.transaction(async (manager) => {
      const entry = await claim<{ id: string }>(manager, viewer, {
        to: ['READ_REVISIONS'],
        on: 'Entry',
        id,
        path: ['entryId'],
        columns: 'id',
        lock: 'key share',
      });
      const before = await known(manager, entry.id, from, 'from');
      const after = await known(manager, entry.id, to, 'to');
      return { before, after, shown: await readsConsent(manager, viewer, entry.id) };
    });
    // Comparing takes its time: nothing is kept locked for it.
    const changes = await compareDrafts(before, after);
    return shown ? changes : changes.filter(({ path }) => path[0] !== 'consent');
  }
}

/** Everything that is wrong about a draft that is to be restored. */
async function problemsOf(
  manager: EntityManager,
  viewer: Viewer,
  { id, type }: LockedEntry,
  draft: EntryDraft,
): Promise<readonly Problem[]> {
  const problems = new Problems();
  checkDraft(type, draft, problems);
  await checkBodies(draft, problems);
  await checkReferences(manager, [{ type, draft, problems }]);
  await checkRelated(manager, viewer, id, draft, problems);
  return problems.all;
}

function withRemedy(problem: Problem): Problem {
  if (!isMissing(problem)) return problem;
  return {
    ...problem,
    message: `${problem.message} With \`withoutMissing: true\` the revision is restored without it.`,
  };
}

/** Says in the history what a restored revision lacks. */
function noteOf(missing: readonly Problem[]): string {
  const fields = [...new Set(missing.map(({ path }) => String(path.at(path[1] === 'translations' ? -1 : 1))))];
  return `Restored without what was gone: ${fields.join(', ')}.`;
}

async function known(manager: EntityManager, entryId: string, number: number, argument: string): Promise<EntryDraft> {
  const draft = await draftOf(manager, entryId, number);
  if (!draft) throw noSuchRevision(argument);
  return draft;
}

function noSuchRevision(argument: string): Refused {
  return Refused.because('NOT_FOUND', 'The entry has no revision of this number: `revisions` lists them.', argument);
}
