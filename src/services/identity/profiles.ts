import type { DataSource } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import { type Problem, Refused } from '../../schema/user-error.js';
import { isBlank, keepDirection, written } from '../../schema/visible.js';
import { chosenHandleProblem } from './handles.js';

/** What members say of themselves. What is absent stays; null clears. */
export interface ProfileChanges {
  readonly name?: string | null;
  readonly biography?: string | null;
  readonly locale?: string | null;
  readonly handle?: string | null;
}

const MAXIMUM_NAME = 80;
const MAXIMUM_BIOGRAPHY = 1000;

/** Why nobody can be called this; undefined when one can. */
export function nameProblem(name: string): string | undefined {
  if (name.length < 1 || name.length > MAXIMUM_NAME) return `A name has 1 to ${MAXIMUM_NAME} characters.`;
  // Characters that turn the direction of writing around could make a name look like another one.
  if (/\p{Cc}/u.test(name) || keepDirection(name) !== name)
    return 'A name is one line of text without control characters.';
  return isBlank(name) ? 'A name has something to see.' : undefined;
}

/** What members say of themselves. */
export class Profiles {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns id of the member @throws Refused when a value is not possible or the handle is in use */
  async update(viewer: Viewer, given: ProfileChanges): Promise<string> {
    const changes = {
      ...given,
      name: given.name?.trim() ?? given.name,
      biography: written(given.biography) ?? (given.biography === undefined ? undefined : null),
    };
    refuseImpossible(changes);
    const changed = this.dataSource.transaction(async (manager) => {
      // The account has the name too: letters to its owner begin with it.
      await manager.query(
        `with changed as (
           update member set
             name = coalesce($2, name),
             handle = coalesce($3, handle),
             biography = case when $4 then $5 else biography end,
             locale = case when $6 then $7 else locale end
           where id = $1
           returning id, name
         )
         update auth_user u set name = changed.name, updated_at = now() from changed where u.id = changed.id`,
        [
          viewer.memberId,
          changes.name,
          changes.handle,
          changes.biography !== undefined,
          changes.biography || null,
          changes.locale !== undefined,
          changes.locale,
        ],
      );
      return viewer.memberId!;
    });
    return changed.catch((error: { constraint?: string }) => {
      if (error.constraint !== 'member_handle_key') throw error;
      throw Refused.because('TAKEN', 'The handle is in use: choose another one.', 'input', 'handle');
    });
  }
}

function refuseImpossible({ name, handle, biography }: ProfileChanges): void {
  const problems: Problem[] = [];
  const add = (field: string, message: string | undefined, code: Problem['code'] = 'INVALID') => {
    if (message) problems.push({ code, message, path: ['input', field] });
  };
  if (name === null) add('name', 'A member needs a name.', 'REQUIRED');
  else if (name !== undefined) add('name', nameProblem(name));
  if (handle === null) add('handle', 'A member needs a handle.', 'REQUIRED');
  else if (handle !== undefined) add('handle', chosenHandleProblem(handle));
  if (biography && biography.length > MAXIMUM_BIOGRAPHY) {
    add('biography', `What you say of yourself has at most ${MAXIMUM_BIOGRAPHY} characters.`);
  }
  if (biography?.includes('\0')) add('biography', 'The text has characters that no text has.');
  if (problems.length) throw Refused.all(problems);
}
