import type { EntityManager } from 'typeorm';
import { Refused } from '../../schema/user-error.js';

/** Tables whose column `revision` counts how often a row was changed. */
export type Counted =
  | 'topic'
  | 'expert'
  | 'space'
  | 'media_asset'
  | 'media_folder'
  | 'hotline'
  | 'support_topic'
  | 'saved_view'
  | 'search_pin'
  | 'search_synonym_set'
  | 'release'
  | 'webhook'
  | 'discussion_thread'
  | 'post';

/** A row that was locked for a change. */
export interface Revised {
  readonly id: string;
  readonly revision: number;
}

/**
 * @param startedFrom the revision that the editor has seen; absent when they do not mind what others have done
 * @throws Refused with the present revision and who made it, when it is another
 */
export async function refuseOutdated(
  manager: EntityManager,
  table: Counted,
  { id, revision }: Revised,
  startedFrom: number | null | undefined,
): Promise<void> {
  if (startedFrom == null || startedFrom === revision) return;
  const [row]: Revisor[] = await manager.query(
    `select m.name, coalesce(t.revised_at, now()) as at from ${table} t left join member m on m.id = t.revised_by where t.id = $1`,
    [id],
  );
  throw outdated('revision', startedFrom, revision, row!);
}

/** Who has changed something last, and when. */
export interface Revisor {
  /** Null when they have left. */
  readonly name: string | null;
  readonly at: Date;
}

/** @param counted what is counted; it is also the argument that said where the editor began */
export function outdated(
  counted: 'revision' | 'version',
  startedFrom: number,
  current: number,
  { name, at }: Revisor,
): Refused {
  const message = `${name ?? 'Someone'} has changed it since: it is at ${counted} ${current}, and you began with ${startedFrom}. Look at it, bring both together and try again.`;
  return new Refused([
    Object.assign(
      { __typename: 'VersionConflict', code: 'VERSION_CONFLICT' as const, message, path: [counted] },
      {
        currentRevision: current,
        savedBy: name,
        savedAt: at.toISOString(),
        changedPaths: null,
        merged: null,
        notMerged: 'Only drafts of entries are brought together.',
        collisions: [],
      },
    ),
  ]);
}

/** Counts a change, and notes who made it. */
export async function countRevision(manager: EntityManager, table: Counted, id: string, by: string | null) {
  await manager.query(
    `update ${table} set revision = revision + 1, revised_at = clock_timestamp(), revised_by = $2 where id = $1`,
    [id, by],
  );
}
