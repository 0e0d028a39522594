import type { EntityManager } from 'typeorm';
import { readable } from '../../access/decide.js';
import type { Viewer } from '../../access/viewer.js';
import { Statement } from '../../read/statement.js';
import { DRAFTS } from '../../schema/drafts/drafts.js';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { EntryType } from '../../schema/enums.js';
import { differences } from './compare-drafts.js';
import { type Collision, mergeDrafts } from './merge-drafts.js';

/** What an editor wanted to save. */
export interface Unsaved {
  readonly viewer: Viewer;
  /** The whole draft, as they would have it of the revision they began with. */
  draftFrom(base: EntryDraft): EntryDraft;
}

/** What others have changed, and what both have written brought together. */
export interface MergeOffer {
  readonly changedPaths: readonly (readonly string[])[] | null;
  /** With `__typename`. */
  readonly merged: object | null;
  readonly notMerged: string | null;
  readonly collisions: readonly Collision[];
}

/**
 * What to offer an editor whose save is refused because others have saved since.
 * @param unsaved absent where they had nothing to save, but something to do
 */
export async function offerMerge(
  manager: EntityManager,
  entry: { readonly id: string; readonly type: EntryType; readonly latest_revision: number },
  startedFrom: number,
  unsaved: Unsaved | undefined,
): Promise<MergeOffer> {
  const [base, current] = await baseAndCurrent(manager, entry, startedFrom);
  if (!base) {
    const notMerged = `Revision ${startedFrom} is not known, or not any more: an autosave is kept for a day after another has taken its place.`;
    return { changedPaths: null, merged: null, notMerged, collisions: [] };
  }
  const hidden = unsaved && !(await readsConsent(manager, unsaved.viewer, entry.id)) ? 'consent' : undefined;
  const shown = ({ path }: { readonly path: readonly string[] }) => path[0] !== hidden;
  const changedPaths = differences(base, current!)
    .filter(shown)
    .map(({ path }) => path);
  if (!unsaved) return { changedPaths, merged: null, notMerged: 'There was nothing to save.', collisions: [] };
  const { merged, collisions } = mergeDrafts(base, current!, unsaved.draftFrom(base));
  const { [hidden ?? '']: _, ...rest } = merged as unknown as Record<string, unknown>;
  return {
    changedPaths,
    merged: { ...rest, __typename: DRAFTS[entry.type].name },
    notMerged: null,
    collisions: collisions.filter(shown),
  };
}

/** Whether the viewer may read the consent in drafts of the entry. */
export async function readsConsent(manager: EntityManager, viewer: Viewer, entryId: string): Promise<boolean> {
  const statement = new Statement({ viewer, locales: [] });
  const consent = readable('SuccessStoryDraft.consent', 'o', statement);
  const [row]: { readable: boolean }[] = await manager.query(
    `select ${consent} as readable from entry o where o.id = ${statement.bind(entryId, 'uuid')}`,
    statement.parameters,
  );
  return row?.readable === true;
}

async function baseAndCurrent(
  manager: EntityManager,
  entry: { readonly id: string; readonly latest_revision: number },
  startedFrom: number,
): Promise<(EntryDraft | undefined)[]> {
  const rows: { number: number; draft: EntryDraft }[] = await manager.query(
    `select number, draft from revision where entry_id = $1 and number in ($2, $3)
     union all select number, draft from replaced_autosave where entry_id = $1 and number = $2`,
    [entry.id, startedFrom, entry.latest_revision],
  );
  return [startedFrom, entry.latest_revision].map((number) => rows.find((row) => row.number === number)?.draft);
}
