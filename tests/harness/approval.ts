import type { TestHub } from './hub.js';

const SUBMIT = `mutation ($id: ID!, $revision: Int!) { submitForReview(id: $id, revision: $revision) { review { id } } }`;
const APPROVE = `mutation ($id: ID!, $revision: Int!) { approveReview(id: $id, revision: $revision) { errors { code } } }`;

/**
 * Has the person `expert` approve a revision, as expert articles need it before they are published: one they have not
 * written. Nothing happens when it is not the newest.
 */
export async function expertApproves(hub: TestHub, entryId: string, revision: number): Promise<void> {
  const submitted = await hub.query<{ submitForReview: { review: { id: string } | null } }>(
    SUBMIT,
    { id: entryId, revision },
    { as: await hub.signIn('editor') },
  );
  const { review } = submitted.data.submitForReview;
  if (review) await hub.query(APPROVE, { id: review.id, revision }, { as: await hub.signIn('expert') });
}
