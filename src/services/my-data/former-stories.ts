import type { EntityManager } from 'typeorm';
import type { KeptLetters } from '../../mail/kept-letters.js';
import { purgeStory } from '../consent/purge-story.js';
import type { PostsOfLeaver } from './former-posts.js';

/**
 * What becomes of the stories that a member who leaves has sent in: those that are public stay, under the name shown, or
 * go; those that are not go in any case, for nobody could be asked about them any more. To be called while the member is
 * there.
 */
export async function removeStories(
  manager: EntityManager,
  letters: KeptLetters,
  memberId: string,
  posts: PostsOfLeaver,
): Promise<void> {
  const stories: { id: string }[] = await manager.query(
    `select e.id from testimonial t join entry e on e.id = t.entry_id
     where t.member_id = $1 and e.consent_withdrawn_at is null and ($2 or e.status <> 'PUBLISHED')
     order by e.id for update of e`,
    [memberId, posts === 'REMOVE'],
  );
  for (const { id } of stories) await purgeStory(manager, letters, id, { by: null, at: new Date() });
  await manager.query('update testimonial set contact = null where member_id = $1', [memberId]);
}
