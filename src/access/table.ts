import type { Role } from '../schema/enums.js';

/**
 * Who may do what: the one table of rights. A root field of the schema that has no line here cannot be called by
 * anyone, and a test says so. What further depends on the object (one's own post, one's own organisation) is said in
 * the third column and checked by the service that does it.
 */
export interface Rule {
  /** Root field, as `Query.name` or `Mutation.name`. */
  readonly field: string;
  /** EVERYONE includes visitors who are not signed in. SIGNED_IN is every member. */
  readonly who: typeof EVERYONE | typeof SIGNED_IN | readonly Role[];
  /** What else must hold, in words. */
  readonly provided?: string;
}

export const EVERYONE = 'everyone';
export const SIGNED_IN = 'signed in';

const AUTHORS: readonly Role[] = ['CONTRIBUTOR', 'EXPERT', 'PARTNER', 'EDITOR', 'ADMIN'];
const WRITERS: readonly Role[] = ['CONTRIBUTOR', 'EXPERT', 'EDITOR', 'ADMIN'];
const EDITORS: readonly Role[] = ['EDITOR', 'ADMIN'];
const MODERATORS: readonly Role[] = ['MODERATOR', 'ADMIN'];
const ADMINS: readonly Role[] = ['ADMIN'];

export const accessTable: readonly Rule[] = [
  // Reading: what is published, for everyone.
  { field: 'Query.resources', who: EVERYONE },
  { field: 'Query.resource', who: EVERYONE },
  { field: 'Query.expertArticles', who: EVERYONE },
  { field: 'Query.expertArticle', who: EVERYONE },
  { field: 'Query.successStories', who: EVERYONE },
  { field: 'Query.successStory', who: EVERYONE },
  { field: 'Query.partnerOrganizations', who: EVERYONE },
  { field: 'Query.partnerOrganization', who: EVERYONE },
  { field: 'Query.topics', who: EVERYONE },
  { field: 'Query.topic', who: EVERYONE },
  { field: 'Query.experts', who: EVERYONE },
  { field: 'Query.expert', who: EVERYONE },
  { field: 'Query.spaces', who: EVERYONE, provided: 'spaces for members are left out for visitors' },
  { field: 'Query.space', who: EVERYONE, provided: 'a space for members is null for visitors' },
  {
    field: 'Query.discussionThreads',
    who: EVERYONE,
    provided: 'threads in spaces for members are left out for visitors',
  },
  { field: 'Query.discussionThread', who: EVERYONE, provided: 'a thread in a space for members is null for visitors' },
  { field: 'Query.posts', who: EVERYONE, provided: 'posts in spaces for members are left out for visitors' },
  { field: 'Query.post', who: EVERYONE, provided: 'a post in a space for members is null for visitors' },
  { field: 'Query.member', who: EVERYONE },
  { field: 'Query.members', who: SIGNED_IN },
  { field: 'Query.node', who: EVERYONE, provided: 'what one may not see is null' },
  { field: 'Query.search', who: EVERYONE },
  { field: 'Query.suggest', who: EVERYONE },
  { field: 'Query.me', who: EVERYONE, provided: 'null for visitors' },

  // Writing content.
  { field: 'Query.revisions', who: AUTHORS, provided: 'their own entries; editors all' },
  { field: 'Query.revision', who: AUTHORS, provided: 'their own entries; editors all' },
  { field: 'Mutation.createResource', who: WRITERS },
  { field: 'Mutation.updateResource', who: WRITERS, provided: 'their own entries; editors all' },
  { field: 'Mutation.createExpertArticle', who: WRITERS },
  { field: 'Mutation.updateExpertArticle', who: WRITERS, provided: 'their own entries; editors all' },
  { field: 'Mutation.createSuccessStory', who: WRITERS },
  { field: 'Mutation.updateSuccessStory', who: WRITERS, provided: 'their own entries; editors all' },
  { field: 'Mutation.createPartnerOrganization', who: AUTHORS },
  { field: 'Mutation.updatePartnerOrganization', who: AUTHORS, provided: 'their own entries; editors all' },
  { field: 'Mutation.publishEntry', who: EDITORS },
  { field: 'Mutation.unpublishEntry', who: EDITORS },
  { field: 'Mutation.deleteEntry', who: AUTHORS, provided: 'their own entries that were never published; editors all' },
  { field: 'Mutation.restoreEntry', who: AUTHORS, provided: 'their own entries; editors all' },
  { field: 'Mutation.createTopic', who: EDITORS },
  { field: 'Mutation.updateTopic', who: EDITORS },
  { field: 'Mutation.deleteTopic', who: EDITORS },
  { field: 'Mutation.createExpert', who: EDITORS },
  { field: 'Mutation.updateExpert', who: EDITORS },
  { field: 'Mutation.deleteExpert', who: EDITORS },

  // The community.
  { field: 'Mutation.createDiscussionThread', who: SIGNED_IN },
  { field: 'Mutation.updateDiscussionThread', who: SIGNED_IN, provided: 'their own threads; moderators all' },
  { field: 'Mutation.deleteDiscussionThread', who: SIGNED_IN, provided: 'their own threads; moderators all' },
  { field: 'Mutation.acceptAnswer', who: SIGNED_IN, provided: 'in their own threads; moderators in all' },
  { field: 'Mutation.addPost', who: SIGNED_IN, provided: 'the thread is not locked; moderators also then' },
  { field: 'Mutation.updatePost', who: SIGNED_IN, provided: 'their own posts; moderators all' },
  { field: 'Mutation.deletePost', who: SIGNED_IN, provided: 'their own posts; moderators all' },
  { field: 'Mutation.lockDiscussionThread', who: MODERATORS },
  { field: 'Mutation.pinDiscussionThread', who: MODERATORS },
  { field: 'Mutation.moveDiscussionThread', who: MODERATORS },
  { field: 'Mutation.createSpace', who: MODERATORS },
  { field: 'Mutation.updateSpace', who: MODERATORS },
  { field: 'Mutation.deleteSpace', who: MODERATORS },

  // Accounts.
  { field: 'Mutation.signUp', who: EVERYONE },
  { field: 'Mutation.signIn', who: EVERYONE },
  { field: 'Mutation.signOut', who: EVERYONE },
  { field: 'Mutation.changePassword', who: SIGNED_IN, provided: 'the current password is right' },
  { field: 'Mutation.updateProfile', who: SIGNED_IN, provided: 'their own' },
  { field: 'Mutation.updateMemberRoles', who: ADMINS, provided: 'an admin remains' },
];
