import type { DataSource, EntityManager } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import { spellingsOf } from '../../email-address.js';
import type { KeptLetters } from '../../mail/kept-letters.js';
import { Refused } from '../../schema/user-error.js';
import { claim } from '../access/claim.js';
import { isLastAdmin, lockAdmins } from '../identity/member-roles.js';
import type { PasswordCheck } from '../identity/password-check.js';
import type { DataExports } from './data-exports.js';
import { type PostsOfLeaver, removePosts } from './former-posts.js';
import { removeStories } from './former-stories.js';
import { type LeftFiles, requestFileRemoval } from './left-files.js';
import { type Leaver, removeTraces } from './traces.js';

/**
 * Members leave, and everything personal with them: nothing is marked as deleted, it is gone. What they wrote stays under
 * no name, or goes as well. All of it happens or nothing; files follow by a job.
 */
export class Departures {
  constructor(
    private readonly dataSource: DataSource,
    private readonly passwordCheck: PasswordCheck,
    private readonly exports: DataExports,
    private readonly letters: KeptLetters,
  ) {}

  /**
   * The viewer leaves.
   * @throws Refused for a wrong password, and for the last admin
   * @throws GraphQLError RATE_LIMITED after too many wrong passwords
   */
  async leave(viewer: Viewer, password: string, posts: PostsOfLeaver): Promise<string> {
    const memberId = viewer.memberId!;
    await this.passwordCheck.confirm(memberId, password, 'password');
    return this.dataSource.transaction((manager) => this.remove(manager, memberId, posts));
  }

  /**
   * An admin takes the account of another member away.
   * @returns id of the member who was
   * @throws Refused for no such member, for the viewer themselves, and for the last admin
   */
  expel(viewer: Viewer, memberId: string, posts: PostsOfLeaver): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      // Before anyone else, so that two admins who remove each other wait for one another here.
      await lockAdmins(manager);
      const path = ['memberId'];
      const { id } = await claim<{ id: string }>(manager, viewer, {
        to: ['DELETE'],
        on: 'Member',
        id: memberId,
        path,
        columns: 'id',
      });
      if (id === viewer.memberId) {
        throw Refused.because(
          'NOT_ALLOWED',
          'This is you: use `deleteMyAccount`, which asks for your password.',
          ...path,
        );
      }
      return this.remove(manager, id, posts);
    });
  }

  /** Removes the files of someone who has left, for the job. */
  async removeFiles({ exportIds, letters }: LeftFiles): Promise<void> {
    for (const id of exportIds) await this.exports.removeFile(id);
    await this.letters.remove(letters);
  }

  private async remove(manager: EntityManager, memberId: string, posts: PostsOfLeaver): Promise<string> {
    if (await isLastAdmin(manager, memberId)) {
      throw Refused.because('NOT_ALLOWED', 'The last admin cannot leave: make someone else one first.');
    }
    const leaver = await lockMember(manager, memberId);
    const files = await this.filesOf(manager, leaver);
    await removePosts(manager, memberId, posts);
    await removeStories(manager, this.letters, memberId, posts);
    await removeTraces(manager, leaver);
    await manager.query('select forget_audit_actor($1)', [memberId]);
    // Account, sessions, grants and archives go with the member; drafts and kept posts have no author from here on.
    await manager.query('delete from member where id = $1', [memberId]);
    await requestFileRemoval(manager, files);
    return memberId;
  }

  private async filesOf(manager: EntityManager, { id, name, handle, email }: Leaver): Promise<LeftFiles> {
    const exports: { id: string }[] = await manager.query('select id from data_export where member_id = $1', [id]);
    const words = [name, handle, ...(email ? spellingsOf(email) : [])];
    return { exportIds: exports.map((row) => row.id), letters: await this.letters.mentioning(words) };
  }
}

/**
 * Locked so that they can leave only once, and nobody refers to them any more: whoever writes something holds its author
 * in place first, so what was under way is there now, and what comes later finds nobody. @throws Refused when they have
 * left already
 */
async function lockMember(manager: EntityManager, memberId: string): Promise<Leaver> {
  const [member]: Leaver[] = await manager.query(
    `select m.id, m.name, m.handle, (select u.email from auth_user u where u.id = m.id) as email
     from member m where m.id = $1 for update`,
    [memberId],
  );
  if (!member) throw Refused.because('NOT_FOUND', 'There is no such member.');
  return member;
}
