import { createUnionType } from 'type-graphql';
import { ExpertArticleDraft } from './expert-article.js';
import { PartnerOrganizationDraft } from './partner-organization.js';
import { ResourceDraft } from './resource.js';
import { SuccessStoryDraft } from './success-story.js';

/** The draft class of each type of entry. */
export const DRAFTS = {
  RESOURCE: ResourceDraft,
  EXPERT_ARTICLE: ExpertArticleDraft,
  SUCCESS_STORY: SuccessStoryDraft,
  PARTNER_ORGANIZATION: PartnerOrganizationDraft,
} as const;

export const EntryDraftUnion = createUnionType({
  name: 'EntryDraft',
  description: 'What an editor has written, by type of entry.',
  types: () => Object.values(DRAFTS),
  resolveType: (draft) => (draft as { __typename: string }).__typename,
});
