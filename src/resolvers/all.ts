import { AuditEventFields } from './audit/audit-event.js';
import { DiscussionThreadFields } from './community/discussion-thread.js';
import { PostFields } from './community/post.js';
import { PostMutations } from './community/post-mutations.js';
import { SpaceFields } from './community/space.js';
import { SpaceMutations } from './community/space-mutations.js';
import { ThreadMutations } from './community/thread-mutations.js';
import { CodeOfConductFields } from './conduct/code-of-conduct.js';
import { ConsentTextFields } from './consent/consent-text.js';
import { BulkMutations } from './content/bulk-mutations.js';
import { EntryMutations, savingResolvers } from './content/entry-mutations.js';
import { ExpertFields } from './content/expert.js';
import { ExpertArticleFields } from './content/expert-article.js';
import { ExpertMutations } from './content/expert-mutations.js';
import { HistoryFields } from './content/history.js';
import { PreviewFields, PreviewLinkFields } from './content/preview.js';
import { PublicationFields } from './content/publication.js';
import { ReleaseFields } from './content/release.js';
import { ReleaseMutations } from './content/release-mutations.js';
import { ResourceFields } from './content/resource.js';
import { RevisionFields } from './content/revision.js';
import { SavedViewFields, SavedViewMutations } from './content/saved-view.js';
import { ScheduledActionFields, ScheduledActionMutations } from './content/scheduled-action.js';
import { SlugRedirectFields } from './content/slug-redirect.js';
import { SuccessStoryFields } from './content/success-story.js';
import { TopicFields } from './content/topic.js';
import { TopicMutations } from './content/topic-mutations.js';
import { TranslationFields, TranslationMutations, TranslationProgressFields } from './content/translation.js';
import { UsageFields } from './content/usage.js';
import { PartnerOrganizationFields } from './directory/partner-organization.js';
import { HealthFields } from './health/health.js';
import { AccessGrantMutations } from './identity/access-grant.js';
import { ApiKeyFields, ApiKeyMutations } from './identity/api-key.js';
import { EmailMutations } from './identity/email-mutations.js';
import { InvitationFields } from './identity/invitation.js';
import { InvitationMutations } from './identity/invitation-mutations.js';
import { MemberFields } from './identity/member.js';
import { MemberMutations } from './identity/member-mutations.js';
import { MyData } from './identity/my-data.js';
import { RecoveryMutations } from './identity/recovery-mutations.js';
import { SessionFields } from './identity/session.js';
import { SessionMutations } from './identity/session-mutations.js';
import { SignInProviderFields } from './identity/sign-in-provider.js';
import { TwoFactorMutations } from './identity/two-factor-mutations.js';
import { HelpfulnessFields } from './insight/helpfulness.js';
import { SearchInsightFields } from './insight/search-insight.js';
import { LocaleFields } from './locales.js';
import { MediaFolderMutations } from './media/folder-mutations.js';
import { MediaAssetFields } from './media/media-asset.js';
import { MediaFolderFields } from './media/media-folder.js';
import { MediaMutations } from './media/media-mutations.js';
import { NodeFields } from './node.js';
import { ReviewFields } from './review/review.js';
import { ReviewMutations } from './review/review-mutations.js';
import { ReviewThreadFields, ReviewThreadMutations } from './review/review-thread.js';
import { SearchPinFields, SearchPinMutations } from './search/pins.js';
import { RelatedFields } from './search/related.js';
import { SearchFields } from './search/search.js';
import { SearchTokenFields } from './search/search-token.js';
import { SearchSynonymSetFields, SearchSynonymSetMutations } from './search/synonym-sets.js';
import { HotlineFields } from './support/hotline.js';
import { SupportMutations } from './support/support-mutations.js';
import { SupportTopicFields } from './support/support-topic.js';
import { TestimonialFields, TestimonialMutations } from './testimonials/testimonial.js';
import { WebhookFields } from './webhooks/webhook.js';
import { WebhookDeliveryFields } from './webhooks/webhook-delivery.js';
import { WebhookMutations } from './webhooks/webhook-mutations.js';

/** Every class with root fields. */
export const resolvers = [
  NodeFields,
  ResourceFields,
  ExpertArticleFields,
  SuccessStoryFields,
  PartnerOrganizationFields,
  HistoryFields,
  PublicationFields,
  ConsentTextFields,
  TestimonialFields,
  TestimonialMutations,
  UsageFields,
  PreviewFields,
  PreviewLinkFields,
  TopicFields,
  ExpertFields,
  SpaceFields,
  DiscussionThreadFields,
  PostFields,
  MemberFields,
  MemberMutations,
  MyData,
  AccessGrantMutations,
  SessionMutations,
  SessionFields,
  TwoFactorMutations,
  SignInProviderFields,
  EmailMutations,
  RecoveryMutations,
  InvitationFields,
  InvitationMutations,
  ApiKeyFields,
  ApiKeyMutations,
  SearchFields,
  RelatedFields,
  SearchTokenFields,
  AuditEventFields,
  CodeOfConductFields,
  RevisionFields,
  ...savingResolvers,
  EntryMutations,
  BulkMutations,
  TopicMutations,
  ExpertMutations,
  SpaceMutations,
  ThreadMutations,
  PostMutations,
  LocaleFields,
  TranslationFields,
  TranslationProgressFields,
  TranslationMutations,
  SlugRedirectFields,
  MediaAssetFields,
  MediaFolderFields,
  MediaMutations,
  MediaFolderMutations,
  ScheduledActionFields,
  ScheduledActionMutations,
  ReleaseFields,
  ReleaseMutations,
  SavedViewFields,
  SearchPinFields,
  SearchPinMutations,
  SearchSynonymSetFields,
  SearchSynonymSetMutations,
  ReviewFields,
  ReviewMutations,
  ReviewThreadFields,
  ReviewThreadMutations,
  SavedViewMutations,
  WebhookFields,
  WebhookDeliveryFields,
  WebhookMutations,
  SupportTopicFields,
  HotlineFields,
  SupportMutations,
  SearchInsightFields,
  HealthFields,
  HelpfulnessFields,
];
