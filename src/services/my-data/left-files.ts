import type { EntityManager } from 'typeorm';

/** Name of the job that removes files of what is gone. */
export const LEFT_FILES_JOB = 'remove-files-of-leaver';

/** What the job removes. It holds nothing that says whose files they are. */
export interface LeftFiles {
  readonly exportIds: readonly string[];
  /** Names of files in the folder of letters. */
  readonly letters: readonly string[];
}

/** Asks for files to be removed, within the transaction that gives reason to it. */
export async function requestFileRemoval(manager: EntityManager, files: LeftFiles): Promise<void> {
  await manager.query('select graphile_worker.add_job($1, $2::json)', [LEFT_FILES_JOB, JSON.stringify(files)]);
}
