import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { AuditEvent } from '../entities/audit/audit-event.js';
import { DiscussionThread } from '../entities/community/discussion-thread.js';
import { Post, PostEdit } from '../entities/community/post.js';
import { Space, SpaceTranslation } from '../entities/community/space.js';
import { CodeOfConduct, CodeOfConductText } from '../entities/conduct/code-of-conduct.js';
import { ConsentText, ConsentTextTranslation } from '../entities/consent/consent-text.js';
import { Entry } from '../entities/content/entry.js';
import { EntryTranslation } from '../entities/content/entry-translation.js';
import { Expert, ExpertTranslation } from '../entities/content/expert.js';
import { ExpertArticle } from '../entities/content/expert-article.js';
import { PreviewLink } from '../entities/content/preview-link.js';
import { Publication } from '../entities/content/publication.js';
import { Release } from '../entities/content/release.js';
import { ReleaseItem } from '../entities/content/release-item.js';
import { Resource } from '../entities/content/resource.js';
import { Revision } from '../entities/content/revision.js';
import { SavedView } from '../entities/content/saved-view.js';
import { ScheduledAction } from '../entities/content/scheduled-action.js';
import { SlugRedirect } from '../entities/content/slug-redirect.js';
import { SuccessStory } from '../entities/content/success-story.js';
import { Topic, TopicTranslation } from '../entities/content/topic.js';
import { Translation } from '../entities/content/translation.js';
import { Usage } from '../entities/content/usage.js';
import { Location } from '../entities/directory/location.js';
import { PartnerOrganization } from '../entities/directory/partner-organization.js';
import { Phone } from '../entities/directory/phone.js';
import { Schedule } from '../entities/directory/schedule.js';
import { ScheduleException } from '../entities/directory/schedule-exception.js';
import { Service, ServiceTranslation } from '../entities/directory/service.js';
import { AccessGrant } from '../entities/identity/access-grant.js';
import { ApiKey } from '../entities/identity/api-key.js';
import { Invitation } from '../entities/identity/invitation.js';
import { Member } from '../entities/identity/member.js';
import { MediaAsset, MediaTextRow } from '../entities/media/media-asset.js';
import { MediaFolder } from '../entities/media/media-folder.js';
import { MediaUse } from '../entities/media/media-use.js';
import { Review } from '../entities/review/review.js';
import { ReviewComment } from '../entities/review/review-comment.js';
import { ReviewDecision } from '../entities/review/review-decision.js';
import { ReviewThread } from '../entities/review/review-thread.js';
import { SearchPin } from '../entities/search/search-pin.js';
import { SearchSynonymSet } from '../entities/search/search-synonym-set.js';
import { Hotline, HotlineTranslation } from '../entities/support/hotline.js';
import { SupportPatternRow, SupportTopic, SupportTopicTranslation } from '../entities/support/support-topic.js';
import { Testimonial } from '../entities/testimonials/testimonial.js';
import { Webhook } from '../entities/webhooks/webhook.js';
import { WebhookDelivery } from '../entities/webhooks/webhook-delivery.js';
import { Content1764000000001 } from './migrations/0001-content.js';
import { Community1764000000002 } from './migrations/0002-community.js';
import { Identity1764000000003 } from './migrations/0003-identity.js';
import { ImportedThreads1764000000004 } from './migrations/0004-imported-threads.js';
import { Mail1764000000005 } from './migrations/0005-mail.js';
import { Access1764000000006 } from './migrations/0006-access.js';
import { SearchRebuild1764000000007 } from './migrations/0007-search-rebuild.js';
import { TwoFactor1764000000008 } from './migrations/0008-two-factor.js';
import { ApiKeys1764000000009 } from './migrations/0009-api-keys.js';
import { Audit1764000000010 } from './migrations/0010-audit.js';
import { Exports1764000000011 } from './migrations/0011-exports.js';
import { History1764000000012 } from './migrations/0012-history.js';
import { AuditOfLeavers1764000000013 } from './migrations/0013-audit-of-leavers.js';
import { Webhooks1764000000014 } from './migrations/0014-webhooks.js';
import { SavedViews1764000000015 } from './migrations/0015-saved-views.js';
import { Releases1764000000016 } from './migrations/0016-releases.js';
import { ScheduledActions1764000000018 } from './migrations/0018-scheduled-actions.js';
import { SlugsAndTranslations1764000000019 } from './migrations/0019-slugs-and-translations.js';
import { Review1764000000020 } from './migrations/0020-review.js';
import { ReviewComments1764000000021 } from './migrations/0021-review-comments.js';
import { Preview1764000000022 } from './migrations/0022-preview.js';
import { Media1764000000023 } from './migrations/0023-media.js';
import { Photographs1764000000024 } from './migrations/0024-photographs.js';
import { SearchEditing1764000000025 } from './migrations/0025-search-editing.js';
import { Support1764000000027 } from './migrations/0027-support.js';
import { SearchInsight1764000000029 } from './migrations/0029-search-insight.js';
import { AwaitingConfirmation1764000000030 } from './migrations/0030-awaiting-confirmation.js';
import { ReplacedAutosaves1764000000031 } from './migrations/0031-replaced-autosaves.js';
import { Relations1764000000032 } from './migrations/0032-relations.js';
import { Trash1764000000033 } from './migrations/0033-trash.js';
import { Testimonials1764000000035 } from './migrations/0035-testimonials.js';
import { FrequentQueries1764000000036 } from './migrations/0036-frequent-queries.js';
import { Helpfulness1764000000037 } from './migrations/0037-helpfulness.js';
import { SearchLists1764000000049 } from './migrations/0049-search-lists.js';
import { ServiceTexts1764000000050 } from './migrations/0050-service-texts.js';
import { ApprovedTexts1764000000051 } from './migrations/0051-approved-texts.js';
import { SlugsInOneForm1764000000053 } from './migrations/0053-slugs-in-one-form.js';
import { RevisionsOfRows1764000000054 } from './migrations/0054-revisions-of-rows.js';
import { RevisionsOfPosts1764000000055 } from './migrations/0055-revisions-of-posts.js';
import { TaggedRevisions1764000000057 } from './migrations/0057-tagged-revisions.js';
import { DraftWords1764000000058 } from './migrations/0058-draft-words.js';
import { ScheduledReleases1764000000059 } from './migrations/0059-scheduled-releases.js';
import { SearchWithdrawals1764000000060 } from './migrations/0060-search-withdrawals.js';
import { LinksToFiles1764000000064 } from './migrations/0064-links-to-files.js';
import { EmailAddresses1764000000067 } from './migrations/0067-email-addresses.js';
import { UsedCodes1764000000068 } from './migrations/0068-used-codes.js';
import { HandedOut1764000000069 } from './migrations/0069-handed-out.js';
import { KnownDevices1764000000070 } from './migrations/0070-known-devices.js';
import { MediaPreviews1764000000071 } from './migrations/0071-media-previews.js';
import { ImportedMedia1764000000072 } from './migrations/0072-imported-media.js';
import { AuditFunctions1764000000074 } from './migrations/0074-audit-functions.js';
import { InvisibleInWords1764000000075 } from './migrations/0075-invisible-in-words.js';
import { AccountLimits1764000000076 } from './migrations/0076-account-limits.js';
import { ImportSources1764000000077 } from './migrations/0077-import-sources.js';
import { PostalAddresses1764000000078 } from './migrations/0078-postal-addresses.js';
import { ScheduleExceptions1764000000079 } from './migrations/0079-schedule-exceptions.js';

/**
 * The tables of the hub as TypeORM knows them. Reads go through `src/read`; TypeORM serves migrations and writes.
 * @param settings of each connection, as PostgreSQL's `options`
 */
export function makeDataSource(url: string, poolSize: number, settings: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    poolSize,
    applicationName: 'hearth',
    entities: [
      Entry,
      Resource,
      ExpertArticle,
      SuccessStory,
      PartnerOrganization,
      EntryTranslation,
      Revision,
      Publication,
      Usage,
      Topic,
      TopicTranslation,
      Expert,
      ExpertTranslation,
      Location,
      Service,
      ServiceTranslation,
      Schedule,
      ScheduleException,
      Phone,
      Space,
      SpaceTranslation,
      DiscussionThread,
      Post,
      PostEdit,
      Member,
      Invitation,
      AccessGrant,
      ApiKey,
      AuditEvent,
      CodeOfConduct,
      CodeOfConductText,
      Webhook,
      WebhookDelivery,
      SavedView,
      SearchPin,
      SearchSynonymSet,
      Release,
      ReleaseItem,
      MediaAsset,
      MediaTextRow,
      MediaFolder,
      MediaUse,
      Review,
      ReviewDecision,
      ReviewThread,
      ReviewComment,
      ScheduledAction,
      SlugRedirect,
      Translation,
      PreviewLink,
      ConsentText,
      ConsentTextTranslation,
      Testimonial,
      SupportTopic,
      SupportTopicTranslation,
      SupportPatternRow,
      Hotline,
      HotlineTranslation,
    ],
    migrations: [
      Content1764000000001,
      Community1764000000002,
      Identity1764000000003,
      ImportedThreads1764000000004,
      Mail1764000000005,
      Access1764000000006,
      SearchRebuild1764000000007,
      TwoFactor1764000000008,
      ApiKeys1764000000009,
      Audit1764000000010,
      Exports1764000000011,
      History1764000000012,
      AuditOfLeavers1764000000013,
      Webhooks1764000000014,
      SavedViews1764000000015,
      Releases1764000000016,
      Media1764000000023,
      Photographs1764000000024,
      Review1764000000020,
      ReviewComments1764000000021,
      ScheduledActions1764000000018,
      SlugsAndTranslations1764000000019,
      SearchEditing1764000000025,
      AwaitingConfirmation1764000000030,
      ReplacedAutosaves1764000000031,
      Relations1764000000032,
      Trash1764000000033,
      Preview1764000000022,
      Testimonials1764000000035,
      Support1764000000027,
      FrequentQueries1764000000036,
      SearchInsight1764000000029,
      SearchLists1764000000049,
      ServiceTexts1764000000050,
      ApprovedTexts1764000000051,
      LinksToFiles1764000000064,
      SlugsInOneForm1764000000053,
      RevisionsOfRows1764000000054,
      RevisionsOfPosts1764000000055,
      Helpfulness1764000000037,
      TaggedRevisions1764000000057,
      DraftWords1764000000058,
      ScheduledReleases1764000000059,
      InvisibleInWords1764000000075,
      MediaPreviews1764000000071,
      ImportedMedia1764000000072,
      AuditFunctions1764000000074,
      EmailAddresses1764000000067,
      UsedCodes1764000000068,
      HandedOut1764000000069,
      KnownDevices1764000000070,
      SearchWithdrawals1764000000060,
      AccountLimits1764000000076,
      ImportSources1764000000077,
      PostalAddresses1764000000078,
      ScheduleExceptions1764000000079,
    ],
    // A start that fails half-way leaves the database as it was.
    migrationsTransactionMode: 'all',
    installExtensions: false,
    extra: { options: settings },
  });
}
