import type { Action } from '../schema/action.js';
import type { Role } from '../schema/enums.js';
import type { ConditionName } from './conditions.js';
import type { SubjectName } from './subjects.js';
import type { Scope } from './viewer.js';

/*
 * Who may do what: the one table of rights. What no row allows is allowed to nobody. `npx hearth access --write` prints
 * it as docs/access.md.
 *
 * Three kinds of rows:
 * - { action, on, who, when }: who may do this with such an object. Objects answer it as `can`, services ask it before
 *   they write, and READ says who sees the object at all. Several rows for the same: any of them allows it.
 * - { field, who } or { field, to, on }: who may call a root field. With `to`: everyone with a row for that action; then
 *   the service asks whether the row holds for the object.
 * - { read, who, when }: who may read a field. Fields without a row are read by all who see the object.
 */
export type Rule = ActionRule | FieldRule | ReadRule;

/** A role that holds everywhere, or one that was given for a space, organisation or language. */
export type Holder = Role | GrantedRole;
export type GrantedRole = `${Role} for the ${Scope}`;
/**
 * EVERYONE includes visitors who are not signed in. SIGNED_IN is every member. VERIFIED is every member who has
 * confirmed their e-mail address, where the hub asks for that.
 */
export type Who = typeof EVERYONE | typeof SIGNED_IN | typeof VERIFIED | readonly Holder[];

/** Whom a row allows something, and when. */
export interface Grounds {
  readonly who: Who;
  /** What must hold of the object; all of them when there are several. */
  readonly when?: ConditionName | readonly ConditionName[];
}

export interface ActionRule extends Grounds {
  readonly action: Action | 'READ';
  readonly on: SubjectName;
}

export interface ReadRule extends Grounds {
  /** Fields of one type, as `Type.field`. */
  readonly read: readonly `${SubjectName}.${string}`[];
}

export type FieldRule = {
  /** Root field, as `Query.name` or `Mutation.name`. */
  readonly field: string;
  /** For people only: no API key can call it, whatever its scope. */
  readonly withoutKey?: true;
  /** What else must hold, in words; the service sees to it. */
  readonly provided?: string;
} & ({ readonly who: Who } | { readonly to: Action | readonly Action[]; readonly on: SubjectName });

export interface Area {
  readonly area: string;
  /** Whether API keys of the scope CONTENT may change what it is about. */
  readonly forContentKeys?: true;
  readonly rules: readonly Rule[];
}

export const EVERYONE = 'everyone';
export const SIGNED_IN = 'signed in';
export const VERIFIED = 'verified';

const AUTHORS: readonly Holder[] = ['CONTRIBUTOR', 'EXPERT'];
const EDITORS: readonly Holder[] = ['EDITOR', 'ADMIN'];
const MODERATORS: readonly Holder[] = ['MODERATOR', 'ADMIN'];
const MODERATORS_THERE: readonly Holder[] = ['MODERATOR', 'MODERATOR for the space', 'ADMIN'];
const ADMINS: readonly Holder[] = ['ADMIN'];
/** Those who keep the page of one organisation. */
const ITS_PARTNERS: readonly Holder[] = ['PARTNER for the organization'];
const TRANSLATORS: readonly Holder[] = ['CONTRIBUTOR for the locale'];
/** All who work on content. */
const WRITERS: readonly Holder[] = [...AUTHORS, 'PARTNER', ...TRANSLATORS, ...EDITORS];
/** Whom a review can be assigned to. */
export const REVIEWERS: readonly Role[] = ['CONTRIBUTOR', 'EXPERT', 'PARTNER', 'EDITOR', 'ADMIN'];

export const accessTable: readonly Area[] = [
  {
    area: 'Reading content',
    rules: [
      { action: 'READ', on: 'Entry', who: EVERYONE, when: 'published' },
      { action: 'READ', on: 'Location', who: EVERYONE, when: 'wholeSeen' },
      { action: 'READ', on: 'Service', who: EVERYONE, when: 'wholeSeen' },
      // These two are reached through what they are a part of only.
      { action: 'READ', on: 'Phone', who: EVERYONE },
      { action: 'READ', on: 'Schedule', who: EVERYONE },
      { action: 'READ', on: 'SlugRedirect', who: EVERYONE, when: 'wholeSeen' },
      { action: 'READ', on: 'Topic', who: EVERYONE },
      { action: 'READ', on: 'Expert', who: EVERYONE },
      { read: ['SuccessStory.consent'], who: EDITORS },

      { field: 'Query.resources', who: EVERYONE },
      { field: 'Query.resource', who: EVERYONE },
      { field: 'Query.expertArticles', who: EVERYONE },
      { field: 'Query.expertArticle', who: EVERYONE },
      { field: 'Query.successStories', who: EVERYONE },
      { field: 'Query.successStory', who: EVERYONE },
      { field: 'Query.partnerOrganizations', who: EVERYONE },
      { field: 'Query.partnerOrganization', who: EVERYONE },
      { field: 'Query.locales', who: EVERYONE },
      { field: 'Query.slugRedirects', who: EVERYONE },
      { field: 'Query.slugRedirect', who: EVERYONE },
      { field: 'Query.topics', who: EVERYONE },
      { field: 'Query.topic', who: EVERYONE },
      { field: 'Query.experts', who: EVERYONE },
      { field: 'Query.expert', who: EVERYONE },
      { field: 'Query.node', who: EVERYONE, provided: 'they see the object' },
      { field: 'Query.search', who: EVERYONE },
      { field: 'Query.searchByType', who: EVERYONE },
      { field: 'Query.suggest', who: EVERYONE },
      { field: 'Mutation.reportSearchClick', who: EVERYONE },
      { field: 'Mutation.rateHelpfulness', who: EVERYONE, provided: 'they see the entry' },
      { field: 'Mutation.retractHelpfulness', who: EVERYONE, provided: 'they see the entry' },
      { field: 'Query.searchToken', who: EVERYONE },
      { field: 'Query.related', who: EVERYONE, provided: 'they see the entry' },
    ],
  },
  {
    area: 'Writing content',
    forContentKeys: true,
    rules: [
      { action: 'READ_REVISIONS', on: 'Entry', who: EDITORS },
      { action: 'READ_REVISIONS', on: 'Entry', who: AUTHORS, when: 'own' },
      { action: 'READ_REVISIONS', on: 'Entry', who: TRANSLATORS },
      { action: 'READ_REVISIONS', on: 'PartnerOrganization', who: ['PARTNER'], when: 'own' },
      { action: 'READ_REVISIONS', on: 'PartnerOrganization', who: ITS_PARTNERS },
      { action: 'READ', on: 'Revision', who: SIGNED_IN, when: 'revisionsSeen' },
      { action: 'READ', on: 'Publication', who: SIGNED_IN, when: 'revisionsSeen' },
      { action: 'READ', on: 'Translation', who: SIGNED_IN, when: 'revisionsSeen' },
      { action: 'READ', on: 'Usage', who: SIGNED_IN, when: 'revisionsSeen' },
      { action: 'READ', on: 'ScheduledAction', who: SIGNED_IN, when: 'revisionsSeen' },
      { read: ['SuccessStoryDraft.consent'], who: EDITORS },
      { read: ['SuccessStoryDraft.consent'], who: AUTHORS, when: 'own' },

      { action: 'EDIT', on: 'Entry', who: EDITORS },
      { action: 'EDIT', on: 'Entry', who: AUTHORS, when: 'own' },
      { action: 'EDIT', on: 'PartnerOrganization', who: ['PARTNER'], when: 'own' },
      { action: 'EDIT', on: 'PartnerOrganization', who: ITS_PARTNERS },
      { action: 'TRANSLATE', on: 'Entry', who: TRANSLATORS },
      { action: 'PUBLISH', on: 'Entry', who: EDITORS, when: 'notTrashed' },
      { action: 'UNPUBLISH', on: 'Entry', who: EDITORS },
      { action: 'DELETE', on: 'Entry', who: EDITORS },
      { action: 'DELETE', on: 'Entry', who: AUTHORS, when: ['own', 'neverPublished'] },
      { action: 'DELETE', on: 'PartnerOrganization', who: ['PARTNER'], when: ['own', 'neverPublished'] },
      { action: 'RESTORE', on: 'Entry', who: EDITORS, when: 'trashed' },
      { action: 'RESTORE', on: 'Entry', who: AUTHORS, when: ['own', 'trashed'] },
      { action: 'RESTORE', on: 'PartnerOrganization', who: ['PARTNER'], when: ['own', 'trashed'] },
      { action: 'CANCEL', on: 'ScheduledAction', who: EDITORS, when: 'pending' },
      { action: 'PURGE', on: 'Entry', who: ADMINS, when: 'trashed' },
      { action: 'EDIT', on: 'Topic', who: EDITORS },
      { action: 'DELETE', on: 'Topic', who: EDITORS },
      { action: 'EDIT', on: 'Expert', who: EDITORS },
      { action: 'DELETE', on: 'Expert', who: EDITORS },

      { field: 'Query.revisions', to: 'READ_REVISIONS', on: 'Entry' },
      { field: 'Query.revision', to: 'READ_REVISIONS', on: 'Entry' },
      { field: 'Query.publications', to: 'READ_REVISIONS', on: 'Entry' },
      { field: 'Query.publication', to: 'READ_REVISIONS', on: 'Entry' },
      { field: 'Query.usages', to: 'READ_REVISIONS', on: 'Entry' },
      { field: 'Query.usage', to: 'READ_REVISIONS', on: 'Entry' },
      { field: 'Query.compareRevisions', to: 'READ_REVISIONS', on: 'Entry' },
      { field: 'Mutation.restoreRevision', to: 'EDIT', on: 'Entry' },
      { field: 'Mutation.nameRevision', to: 'EDIT', on: 'Entry' },
      { field: 'Mutation.createResource', who: [...AUTHORS, ...EDITORS] },
      { field: 'Mutation.updateResource', to: ['EDIT', 'TRANSLATE'], on: 'Resource' },
      { field: 'Mutation.createExpertArticle', who: [...AUTHORS, ...EDITORS] },
      { field: 'Mutation.updateExpertArticle', to: ['EDIT', 'TRANSLATE'], on: 'ExpertArticle' },
      { field: 'Mutation.createSuccessStory', who: [...AUTHORS, ...EDITORS] },
      { field: 'Mutation.updateSuccessStory', to: ['EDIT', 'TRANSLATE'], on: 'SuccessStory' },
      { field: 'Mutation.createPartnerOrganization', who: [...AUTHORS, 'PARTNER', ...EDITORS] },
      { field: 'Mutation.updatePartnerOrganization', to: ['EDIT', 'TRANSLATE'], on: 'PartnerOrganization' },
      { field: 'Mutation.publishEntry', to: 'PUBLISH', on: 'Entry' },
      { field: 'Mutation.unpublishEntry', to: 'UNPUBLISH', on: 'Entry' },
      { field: 'Query.translations', to: 'READ_REVISIONS', on: 'Entry' },
      { field: 'Query.translation', to: 'READ_REVISIONS', on: 'Entry' },
      { field: 'Query.translationProgress', who: [...EDITORS, ...TRANSLATORS] },
      { field: 'Mutation.confirmTranslation', to: ['EDIT', 'TRANSLATE'], on: 'Entry' },
      { field: 'Mutation.setSourceLocale', to: 'EDIT', on: 'Entry' },
      { field: 'Query.scheduledActions', to: 'READ_REVISIONS', on: 'Entry' },
      { field: 'Query.scheduledAction', to: 'READ_REVISIONS', on: 'Entry' },
      { field: 'Mutation.schedulePublication', to: 'PUBLISH', on: 'Entry' },
      { field: 'Mutation.scheduleUnpublication', to: 'UNPUBLISH', on: 'Entry' },
      { field: 'Mutation.cancelScheduledAction', to: 'CANCEL', on: 'ScheduledAction' },
      { field: 'Mutation.deleteEntry', to: 'DELETE', on: 'Entry' },
      { field: 'Mutation.restoreEntry', to: 'RESTORE', on: 'Entry' },
      { field: 'Mutation.publishEntries', to: 'PUBLISH', on: 'Entry' },
      { field: 'Mutation.unpublishEntries', to: 'UNPUBLISH', on: 'Entry' },
      { field: 'Mutation.tagEntries', to: 'EDIT', on: 'Entry' },
      { field: 'Mutation.moveEntries', to: 'EDIT', on: 'Entry' },
      { field: 'Mutation.deleteEntries', to: 'DELETE', on: 'Entry' },
      { field: 'Mutation.restoreEntries', to: 'RESTORE', on: 'Entry' },
      { field: 'Mutation.purgeEntry', to: 'PURGE', on: 'Entry' },
      { field: 'Mutation.createTopic', who: EDITORS },
      { field: 'Mutation.updateTopic', to: 'EDIT', on: 'Topic' },
      { field: 'Mutation.deleteTopic', to: 'DELETE', on: 'Topic' },
      { field: 'Mutation.createExpert', who: EDITORS },
      { field: 'Mutation.updateExpert', to: 'EDIT', on: 'Expert' },
      { field: 'Mutation.deleteExpert', to: 'DELETE', on: 'Expert' },
    ],
  },
  {
    area: 'Reviewing content',
    forContentKeys: true,
    rules: [
      { action: 'READ_REVISIONS', on: 'Entry', who: REVIEWERS, when: 'assignedToReview' },
      { action: 'READ_REVISIONS', on: 'ExpertArticle', who: ['EXPERT'], when: 'inReview' },
      { action: 'READ', on: 'Review', who: SIGNED_IN, when: 'revisionsSeen' },
      { action: 'READ', on: 'ReviewDecision', who: SIGNED_IN, when: 'revisionsSeen' },
      { action: 'READ', on: 'ReviewThread', who: SIGNED_IN, when: 'revisionsSeen' },
      { action: 'READ', on: 'ReviewComment', who: SIGNED_IN, when: 'wholeSeen' },

      { action: 'SUBMIT_FOR_REVIEW', on: 'Entry', who: EDITORS, when: 'notTrashed' },
      { action: 'SUBMIT_FOR_REVIEW', on: 'Entry', who: AUTHORS, when: ['own', 'notTrashed'] },
      { action: 'SUBMIT_FOR_REVIEW', on: 'Entry', who: TRANSLATORS, when: 'notTrashed' },
      { action: 'SUBMIT_FOR_REVIEW', on: 'PartnerOrganization', who: ['PARTNER'], when: ['own', 'notTrashed'] },
      { action: 'SUBMIT_FOR_REVIEW', on: 'PartnerOrganization', who: ITS_PARTNERS, when: 'notTrashed' },
      { action: 'WITHDRAW', on: 'Review', who: SIGNED_IN, when: ['own', 'open'] },
      { action: 'WITHDRAW', on: 'Review', who: EDITORS, when: 'open' },
      { action: 'ASSIGN', on: 'Review', who: EDITORS, when: 'open' },
      { action: 'DECIDE', on: 'Review', who: EDITORS, when: 'open' },
      { action: 'DECIDE', on: 'Review', who: REVIEWERS, when: ['open', 'assigned'] },
      { action: 'DECIDE', on: 'Review', who: ['EXPERT'], when: ['open', 'ofArticle'] },
      { action: 'REPLY', on: 'ReviewThread', who: SIGNED_IN, when: 'revisionsSeen' },
      { action: 'RESOLVE', on: 'ReviewThread', who: SIGNED_IN, when: 'revisionsSeen' },
      { action: 'EDIT', on: 'ReviewComment', who: SIGNED_IN, when: ['wholeSeen', 'own'] },
      { action: 'DELETE', on: 'ReviewComment', who: SIGNED_IN, when: ['wholeSeen', 'own'] },
      // Expert articles have no such row: an expert approves them, or an admin says why not.
      { action: 'PUBLISH_UNREVIEWED', on: 'Resource', who: EDITORS },
      { action: 'PUBLISH_UNREVIEWED', on: 'SuccessStory', who: EDITORS },
      { action: 'PUBLISH_UNREVIEWED', on: 'PartnerOrganization', who: EDITORS },
      { action: 'SKIP_REVIEW', on: 'Entry', who: ADMINS, when: 'notTrashed' },

      { field: 'Query.reviews', to: 'READ_REVISIONS', on: 'Entry' },
      { field: 'Query.review', to: 'READ_REVISIONS', on: 'Entry' },
      { field: 'Query.reviewThreads', to: 'READ_REVISIONS', on: 'Entry' },
      { field: 'Query.reviewThread', to: 'READ_REVISIONS', on: 'Entry' },
      { field: 'Mutation.submitForReview', to: 'SUBMIT_FOR_REVIEW', on: 'Entry' },
      { field: 'Mutation.withdrawReview', to: 'WITHDRAW', on: 'Review' },
      { field: 'Mutation.assignReviewers', to: 'ASSIGN', on: 'Review' },
      {
        field: 'Mutation.approveReview',
        to: 'DECIDE',
        on: 'Review',
        withoutKey: true,
        provided: 'they have written nothing of it, or may publish it unreviewed',
      },
      { field: 'Mutation.requestChanges', to: 'DECIDE', on: 'Review' },
      { field: 'Mutation.skipReview', to: 'SKIP_REVIEW', on: 'Entry', withoutKey: true },
      {
        field: 'Mutation.createReviewThread',
        to: 'READ_REVISIONS',
        on: 'Entry',
        provided: 'it is not in the trash',
      },
      { field: 'Mutation.resolveReviewThread', to: 'RESOLVE', on: 'ReviewThread' },
      { field: 'Mutation.addReviewComment', to: 'REPLY', on: 'ReviewThread' },
      { field: 'Mutation.updateReviewComment', to: 'EDIT', on: 'ReviewComment' },
      { field: 'Mutation.deleteReviewComment', to: 'DELETE', on: 'ReviewComment' },
    ],
  },
  {
    area: 'Previews',
    forContentKeys: true,
    rules: [
      { action: 'READ', on: 'PreviewLink', who: SIGNED_IN, when: 'revisionsSeen' },
      { action: 'REVOKE', on: 'PreviewLink', who: EDITORS, when: 'notRevoked' },
      { action: 'REVOKE', on: 'PreviewLink', who: SIGNED_IN, when: ['own', 'notRevoked'] },
      { field: 'Query.preview', who: EVERYONE, provided: 'they have the token of a preview link; else it is null' },
      { field: 'Query.previewLinks', to: 'READ_REVISIONS', on: 'Entry' },
      { field: 'Query.previewLink', to: 'READ_REVISIONS', on: 'Entry' },
      { field: 'Mutation.createPreviewLink', to: 'READ_REVISIONS', on: 'Entry', provided: 'it is not in the trash' },
      { field: 'Mutation.revokePreviewLink', to: 'REVOKE', on: 'PreviewLink' },
    ],
  },
  {
    area: 'What editors tell search',
    forContentKeys: true,
    rules: [
      { action: 'READ', on: 'SearchSynonymSet', who: EDITORS },
      { action: 'EDIT', on: 'SearchSynonymSet', who: EDITORS },
      { action: 'DELETE', on: 'SearchSynonymSet', who: EDITORS },
      { field: 'Query.searchSynonymSets', who: EDITORS },
      { field: 'Query.searchSynonymSet', who: EDITORS },
      { field: 'Mutation.createSearchSynonymSet', who: EDITORS },
      { field: 'Mutation.updateSearchSynonymSet', to: 'EDIT', on: 'SearchSynonymSet' },
      { field: 'Mutation.deleteSearchSynonymSet', to: 'DELETE', on: 'SearchSynonymSet' },
      { action: 'READ', on: 'SearchPin', who: EDITORS },
      { action: 'EDIT', on: 'SearchPin', who: EDITORS },
      { action: 'DELETE', on: 'SearchPin', who: EDITORS },
      { field: 'Query.searchPins', who: EDITORS },
      { field: 'Query.searchPin', who: EDITORS },
      { field: 'Mutation.createSearchPin', who: EDITORS },
      { field: 'Mutation.updateSearchPin', to: 'EDIT', on: 'SearchPin' },
      { field: 'Mutation.deleteSearchPin', to: 'DELETE', on: 'SearchPin' },
    ],
  },
  {
    area: 'Releases',
    forContentKeys: true,
    rules: [
      { action: 'READ', on: 'Release', who: EDITORS },
      { action: 'READ', on: 'ReleaseItem', who: EDITORS },
      { action: 'EDIT', on: 'Release', who: EDITORS, when: 'notLive' },
      { action: 'DELETE', on: 'Release', who: EDITORS, when: 'notLive' },
      { action: 'PUBLISH', on: 'Release', who: EDITORS, when: 'notLive' },
      { action: 'REVERT', on: 'Release', who: EDITORS, when: 'live' },
      { field: 'Query.releases', who: EDITORS },
      { field: 'Query.release', who: EDITORS },
      { field: 'Query.releaseObstacles', to: 'PUBLISH', on: 'Release' },
      { field: 'Mutation.createRelease', who: EDITORS },
      { field: 'Mutation.updateRelease', to: 'EDIT', on: 'Release' },
      { field: 'Mutation.deleteRelease', to: 'DELETE', on: 'Release' },
      { field: 'Mutation.addToRelease', to: 'EDIT', on: 'Release' },
      { field: 'Mutation.removeFromRelease', to: 'EDIT', on: 'Release' },
      {
        field: 'Mutation.publishRelease',
        to: 'PUBLISH',
        on: 'Release',
        provided: 'they may publish, or take back, each of its entries',
      },
      {
        field: 'Mutation.revertRelease',
        to: 'REVERT',
        on: 'Release',
        provided: 'they may publish and take back each of its entries',
      },
    ],
  },
  {
    area: 'Saved views',
    forContentKeys: true,
    rules: [
      { action: 'READ', on: 'SavedView', who: WRITERS, when: 'own' },
      { action: 'READ', on: 'SavedView', who: WRITERS, when: 'shared' },
      { action: 'EDIT', on: 'SavedView', who: WRITERS, when: 'own' },
      { action: 'EDIT', on: 'SavedView', who: ADMINS, when: 'shared' },
      { action: 'SHARE', on: 'SavedView', who: EDITORS, when: 'own' },
      { action: 'DELETE', on: 'SavedView', who: WRITERS, when: 'own' },
      { action: 'DELETE', on: 'SavedView', who: ADMINS, when: 'shared' },
      { field: 'Query.savedViews', who: WRITERS },
      { field: 'Query.savedView', who: WRITERS },
      { field: 'Mutation.createSavedView', who: WRITERS, provided: 'they are editors, to share it' },
      { field: 'Mutation.updateSavedView', to: 'EDIT', on: 'SavedView' },
      { field: 'Mutation.deleteSavedView', to: 'DELETE', on: 'SavedView' },
    ],
  },
  {
    area: 'Stories of members, and consent',
    rules: [
      { action: 'READ', on: 'ConsentText', who: EVERYONE },
      { action: 'READ', on: 'Testimonial', who: EDITORS },
      { action: 'READ', on: 'Testimonial', who: SIGNED_IN, when: 'own' },
      { action: 'EDIT', on: 'Testimonial', who: VERIFIED, when: ['own', 'notYetPublic'] },
      { action: 'WITHDRAW_CONSENT', on: 'SuccessStory', who: EDITORS },
      { action: 'WITHDRAW_CONSENT', on: 'SuccessStory', who: SIGNED_IN, when: 'own' },
      { field: 'Query.consentText', who: EVERYONE },
      { field: 'Query.testimonials', who: SIGNED_IN },
      { field: 'Query.testimonial', who: SIGNED_IN },
      { field: 'Mutation.submitTestimonial', who: VERIFIED, withoutKey: true },
      { field: 'Mutation.updateTestimonial', to: 'EDIT', on: 'Testimonial' },
      { field: 'Mutation.withdrawConsent', to: 'WITHDRAW_CONSENT', on: 'SuccessStory' },
      { field: 'Mutation.publishConsentText', who: ADMINS },
    ],
  },
  {
    area: 'Files',
    forContentKeys: true,
    rules: [
      { action: 'READ', on: 'MediaAsset', who: EVERYONE, when: 'inPublicUse' },
      { action: 'READ', on: 'MediaAsset', who: WRITERS },
      { read: ['MediaAsset.versions', 'MediaAsset.uploadedBy'], who: WRITERS },
      { action: 'READ', on: 'MediaFolder', who: WRITERS },
      { action: 'READ', on: 'MediaUse', who: WRITERS, when: ['liveUse', 'wholeSeen'] },
      { action: 'READ', on: 'MediaUse', who: WRITERS, when: 'revisionsSeen' },
      { action: 'EDIT', on: 'MediaAsset', who: EDITORS },
      { action: 'EDIT', on: 'MediaAsset', who: [...AUTHORS, 'PARTNER'], when: 'own' },
      { action: 'TRANSLATE', on: 'MediaAsset', who: TRANSLATORS },
      { action: 'DELETE', on: 'MediaAsset', who: EDITORS },
      { action: 'DELETE', on: 'MediaAsset', who: [...AUTHORS, 'PARTNER'], when: 'own' },
      { action: 'RESTORE', on: 'MediaAsset', who: EDITORS, when: 'trashed' },
      { action: 'RESTORE', on: 'MediaAsset', who: [...AUTHORS, 'PARTNER'], when: ['own', 'trashed'] },
      { action: 'EDIT', on: 'MediaFolder', who: EDITORS },
      { action: 'DELETE', on: 'MediaFolder', who: EDITORS },
      { field: 'Query.mediaAssets', who: WRITERS },
      { field: 'Query.mediaAsset', who: EVERYONE },
      { field: 'Query.mediaFolders', who: WRITERS },
      { field: 'Query.mediaFolder', who: WRITERS },
      { field: 'Mutation.createMediaUpload', who: [...AUTHORS, 'PARTNER', ...EDITORS] },
      { field: 'Mutation.createMediaAsset', who: [...AUTHORS, 'PARTNER', ...EDITORS] },
      { field: 'Mutation.updateMediaAsset', to: ['EDIT', 'TRANSLATE'], on: 'MediaAsset' },
      { field: 'Mutation.replaceMediaAsset', to: 'EDIT', on: 'MediaAsset' },
      { field: 'Mutation.deleteMediaAsset', to: 'DELETE', on: 'MediaAsset' },
      { field: 'Mutation.restoreMediaAsset', to: 'RESTORE', on: 'MediaAsset' },
      { field: 'Mutation.createMediaFolder', who: EDITORS },
      { field: 'Mutation.updateMediaFolder', to: 'EDIT', on: 'MediaFolder' },
      { field: 'Mutation.deleteMediaFolder', to: 'DELETE', on: 'MediaFolder' },
    ],
  },
  {
    area: 'The community',
    rules: [
      { action: 'READ', on: 'Space', who: EVERYONE, when: 'public' },
      { action: 'READ', on: 'Space', who: SIGNED_IN },
      { action: 'READ', on: 'DiscussionThread', who: EVERYONE, when: 'inPublicSpace' },
      { action: 'READ', on: 'DiscussionThread', who: SIGNED_IN },
      { action: 'READ', on: 'Post', who: EVERYONE, when: 'wholeSeen' },

      { action: 'OPEN_THREAD', on: 'Space', who: VERIFIED },
      { action: 'EDIT', on: 'Space', who: MODERATORS },
      { action: 'DELETE', on: 'Space', who: MODERATORS },
      { action: 'REPLY', on: 'DiscussionThread', who: VERIFIED, when: 'notLocked' },
      { action: 'REPLY', on: 'DiscussionThread', who: MODERATORS_THERE },
      { action: 'EDIT', on: 'DiscussionThread', who: VERIFIED, when: 'own' },
      { action: 'EDIT', on: 'DiscussionThread', who: MODERATORS_THERE },
      { action: 'DELETE', on: 'DiscussionThread', who: SIGNED_IN, when: 'own' },
      { action: 'DELETE', on: 'DiscussionThread', who: MODERATORS_THERE },
      { action: 'ACCEPT_ANSWER', on: 'DiscussionThread', who: VERIFIED, when: 'own' },
      { action: 'ACCEPT_ANSWER', on: 'DiscussionThread', who: MODERATORS_THERE },
      { action: 'LOCK', on: 'DiscussionThread', who: MODERATORS_THERE },
      { action: 'PIN', on: 'DiscussionThread', who: MODERATORS_THERE },
      { action: 'MOVE', on: 'DiscussionThread', who: MODERATORS_THERE },
      { action: 'EDIT', on: 'Post', who: VERIFIED, when: 'own' },
      { action: 'EDIT', on: 'Post', who: MODERATORS_THERE },
      { action: 'DELETE', on: 'Post', who: SIGNED_IN, when: ['own', 'notFirst'] },
      { action: 'DELETE', on: 'Post', who: MODERATORS_THERE, when: 'notFirst' },

      { field: 'Query.spaces', who: EVERYONE },
      { field: 'Query.space', who: EVERYONE },
      { field: 'Query.discussionThreads', who: EVERYONE },
      { field: 'Query.discussionThread', who: EVERYONE },
      { field: 'Query.posts', who: EVERYONE },
      { field: 'Query.post', who: EVERYONE },
      { field: 'Mutation.createDiscussionThread', to: 'OPEN_THREAD', on: 'Space' },
      { field: 'Mutation.updateDiscussionThread', to: 'EDIT', on: 'DiscussionThread' },
      { field: 'Mutation.deleteDiscussionThread', to: 'DELETE', on: 'DiscussionThread' },
      { field: 'Mutation.acceptAnswer', to: 'ACCEPT_ANSWER', on: 'DiscussionThread' },
      { field: 'Mutation.lockDiscussionThread', to: 'LOCK', on: 'DiscussionThread' },
      { field: 'Mutation.pinDiscussionThread', to: 'PIN', on: 'DiscussionThread' },
      {
        field: 'Mutation.moveDiscussionThread',
        to: 'MOVE',
        on: 'DiscussionThread',
        provided: 'they may open threads in the other space',
      },
      { field: 'Mutation.addPost', to: 'REPLY', on: 'DiscussionThread' },
      { field: 'Mutation.updatePost', to: 'EDIT', on: 'Post' },
      { field: 'Mutation.deletePost', to: 'DELETE', on: 'Post' },
      { field: 'Mutation.createSpace', who: MODERATORS },
      { field: 'Mutation.updateSpace', to: 'EDIT', on: 'Space' },
      { field: 'Mutation.deleteSpace', to: 'DELETE', on: 'Space' },
    ],
  },
  {
    area: 'Members and accounts',
    rules: [
      // Else a handle made from the name would tell whether signing up has made an account.
      { action: 'READ', on: 'Member', who: EVERYONE, when: 'confirmed' },
      { action: 'READ', on: 'Member', who: ADMINS },
      { read: ['Member.email', 'Member.twoFactor', 'Member.roles', 'Member.locale', 'Member.grants'], who: ADMINS },
      {
        read: ['Member.email', 'Member.twoFactor', 'Member.roles', 'Member.locale', 'Member.grants'],
        who: SIGNED_IN,
        when: 'own',
      },
      { action: 'EDIT', on: 'Member', who: SIGNED_IN, when: 'own' },
      { action: 'SET_ROLES', on: 'Member', who: ADMINS },
      { action: 'GRANT_ACCESS', on: 'Member', who: ADMINS },
      { action: 'DELETE', on: 'Member', who: ADMINS },
      { action: 'READ', on: 'AccessGrant', who: ADMINS },
      { action: 'READ', on: 'AccessGrant', who: SIGNED_IN, when: 'own' },
      { action: 'DELETE', on: 'AccessGrant', who: ADMINS },
      { action: 'READ', on: 'Invitation', who: ADMINS },
      { action: 'DELETE', on: 'Invitation', who: ADMINS },

      { field: 'Query.member', who: EVERYONE },
      { field: 'Query.members', who: SIGNED_IN },
      { field: 'Query.me', who: EVERYONE, provided: 'they are signed in; else it is null' },
      { field: 'Mutation.signUp', who: EVERYONE },
      { field: 'Mutation.signIn', who: EVERYONE },
      { field: 'Mutation.signOut', who: EVERYONE },
      {
        field: 'Mutation.changePassword',
        who: SIGNED_IN,
        withoutKey: true,
        provided: 'the current password is right',
      },
      { field: 'Mutation.enableTwoFactor', who: SIGNED_IN, withoutKey: true, provided: 'the password is right' },
      { field: 'Mutation.confirmTwoFactor', who: SIGNED_IN, withoutKey: true, provided: 'the code is right' },
      { field: 'Mutation.disableTwoFactor', who: SIGNED_IN, withoutKey: true, provided: 'the password is right' },
      { field: 'Mutation.resetTwoFactor', who: ADMINS, withoutKey: true, provided: 'it is not their own' },
      { field: 'Mutation.signInWithTwoFactor', who: EVERYONE, provided: 'they have signed in but for it' },
      { field: 'Query.signInProviders', who: EVERYONE },
      { field: 'Mutation.beginSignInWithProvider', who: EVERYONE, withoutKey: true },
      {
        field: 'Mutation.signInWithProvider',
        who: EVERYONE,
        provided: 'the provider says who they are, to the browser that began',
      },
      {
        field: 'Mutation.linkSignInProvider',
        who: SIGNED_IN,
        withoutKey: true,
        provided: 'the provider says who they are',
      },
      { field: 'Mutation.unlinkSignInProvider', who: SIGNED_IN, withoutKey: true, provided: 'it is their own' },
      { field: 'Query.sessions', who: SIGNED_IN, withoutKey: true, provided: 'they are their own' },
      { field: 'Mutation.endSession', who: SIGNED_IN, withoutKey: true, provided: 'it is their own' },
      { field: 'Mutation.endOtherSessions', who: SIGNED_IN, withoutKey: true },
      { field: 'Query.myDataExports', who: SIGNED_IN, withoutKey: true, provided: 'they are their own' },
      { field: 'Mutation.exportMyData', who: SIGNED_IN, withoutKey: true, provided: 'it is their own' },
      {
        field: 'Mutation.deleteMyAccount',
        who: SIGNED_IN,
        withoutKey: true,
        provided: 'the password is right and an admin remains',
      },
      { field: 'Mutation.deleteMember', to: 'DELETE', on: 'Member', withoutKey: true, provided: 'it is not their own' },
      { field: 'Mutation.updateProfile', to: 'EDIT', on: 'Member' },
      {
        field: 'Mutation.updateMemberRoles',
        to: 'SET_ROLES',
        on: 'Member',
        withoutKey: true,
        provided: 'an admin remains',
      },
      { field: 'Mutation.grantAccess', to: 'GRANT_ACCESS', on: 'Member', withoutKey: true },
      { field: 'Mutation.revokeAccess', to: 'DELETE', on: 'AccessGrant' },
      { field: 'Mutation.requestEmailVerification', who: SIGNED_IN, provided: 'it is for their own address' },
      { field: 'Mutation.verifyEmail', who: EVERYONE, provided: 'they have the code' },
      { field: 'Mutation.requestPasswordReset', who: EVERYONE },
      { field: 'Mutation.resetPassword', who: EVERYONE, withoutKey: true, provided: 'they have the code' },
      { field: 'Mutation.requestMagicLink', who: EVERYONE },
      { field: 'Mutation.signInWithMagicLink', who: EVERYONE, provided: 'they have the code' },
      {
        field: 'Mutation.requestEmailChange',
        who: SIGNED_IN,
        withoutKey: true,
        provided: 'it is for their own account',
      },
      { field: 'Mutation.confirmEmailChange', who: EVERYONE, provided: 'they have one of the two codes' },
      { action: 'READ', on: 'ApiKey', who: ADMINS },
      { action: 'READ', on: 'ApiKey', who: SIGNED_IN, when: 'own' },
      { action: 'REVOKE', on: 'ApiKey', who: ADMINS, when: 'notRevoked' },
      { action: 'REVOKE', on: 'ApiKey', who: SIGNED_IN, when: ['own', 'notRevoked'] },
      { field: 'Query.apiKeys', who: SIGNED_IN, withoutKey: true },
      { field: 'Query.apiKey', who: SIGNED_IN, withoutKey: true },
      { field: 'Mutation.createApiKey', who: SIGNED_IN, withoutKey: true },
      { field: 'Mutation.revokeApiKey', to: 'REVOKE', on: 'ApiKey', withoutKey: true },
      { field: 'Query.invitations', who: ADMINS },
      { field: 'Query.invitation', who: ADMINS },
      { field: 'Mutation.inviteMember', who: ADMINS, withoutKey: true },
      { field: 'Mutation.revokeInvitation', to: 'DELETE', on: 'Invitation' },
      { field: 'Mutation.acceptInvitation', who: EVERYONE, provided: 'they have the code' },
      { action: 'READ', on: 'CodeOfConduct', who: EVERYONE },
      { field: 'Query.codeOfConduct', who: EVERYONE },
      { field: 'Mutation.acceptCodeOfConduct', who: SIGNED_IN },
      { field: 'Mutation.publishCodeOfConduct', who: ADMINS },
      { action: 'READ', on: 'AuditEvent', who: ADMINS },
      { field: 'Query.auditEvents', who: ADMINS },
      { field: 'Query.auditEvent', who: ADMINS },
    ],
  },
  {
    area: 'What people search for, and what helps them',
    rules: [
      { read: ['Translation.helpfulVotes', 'Translation.unhelpfulVotes'], who: EDITORS },
      { field: 'Query.searchInsights', who: EDITORS },
      { field: 'Query.searchNeeds', who: EDITORS },
      { field: 'Query.leastHelpful', who: EDITORS },
    ],
  },
  {
    area: 'Crisis care',
    forContentKeys: true,
    rules: [
      { action: 'READ', on: 'SupportTopic', who: EVERYONE },
      { action: 'READ', on: 'Hotline', who: EVERYONE },
      { read: ['SupportTopic.patterns'], who: EDITORS },
      { action: 'EDIT', on: 'SupportTopic', who: EDITORS },
      { action: 'DELETE', on: 'SupportTopic', who: EDITORS },
      { action: 'EDIT', on: 'Hotline', who: EDITORS },
      { action: 'DELETE', on: 'Hotline', who: EDITORS },
      { field: 'Query.supportTopics', who: EVERYONE },
      { field: 'Query.supportTopic', who: EVERYONE },
      { field: 'Query.hotlines', who: EVERYONE },
      { field: 'Query.hotline', who: EVERYONE },
      { field: 'Mutation.createSupportTopic', who: EDITORS },
      { field: 'Mutation.updateSupportTopic', to: 'EDIT', on: 'SupportTopic' },
      { field: 'Mutation.deleteSupportTopic', to: 'DELETE', on: 'SupportTopic' },
      { field: 'Mutation.createHotline', who: EDITORS },
      { field: 'Mutation.updateHotline', to: 'EDIT', on: 'Hotline' },
      { field: 'Mutation.deleteHotline', to: 'DELETE', on: 'Hotline' },
    ],
  },
  {
    area: 'Other programs',
    rules: [
      { action: 'READ', on: 'Webhook', who: ADMINS },
      { action: 'EDIT', on: 'Webhook', who: ADMINS },
      { action: 'DELETE', on: 'Webhook', who: ADMINS },
      { action: 'READ', on: 'WebhookDelivery', who: ADMINS },
      { action: 'REDELIVER', on: 'WebhookDelivery', who: ADMINS },
      { field: 'Query.webhooks', who: ADMINS },
      { field: 'Query.webhook', who: ADMINS },
      { field: 'Query.webhookDeliveries', who: ADMINS },
      { field: 'Query.webhookDelivery', who: ADMINS },
      { field: 'Mutation.createWebhook', who: ADMINS },
      { field: 'Mutation.updateWebhook', to: 'EDIT', on: 'Webhook' },
      { field: 'Mutation.deleteWebhook', to: 'DELETE', on: 'Webhook' },
      { field: 'Mutation.rotateWebhookSecret', to: 'EDIT', on: 'Webhook' },
      { field: 'Mutation.testWebhook', to: 'EDIT', on: 'Webhook' },
      { field: 'Mutation.redeliverWebhook', to: 'REDELIVER', on: 'WebhookDelivery' },
    ],
  },
];
