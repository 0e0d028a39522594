import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { Database } from '../database/database.js';
import { Jobs } from '../jobs/worker.js';
import { KeptLetters } from '../mail/kept-letters.js';
import { makeMailer } from '../mail/mailer.js';
import { Locales } from '../schema/locales.js';
import { SearchDocuments } from '../search/documents.js';
import { INDEX_JOB, WORDS_JOB } from '../search/indexing.js';
import { MeilisearchEngine } from '../search/meilisearch/engine.js';
import { TenantTokens } from '../search/meilisearch/tenant-tokens.js';
import { PostgresSearchEngine } from '../search/postgres/engine.js';
import { Grants } from './access/grants.js';
import { AUDIT_JOB, AUDIT_SCHEDULE, Audit } from './audit/audit.js';
import { auditedTransactions } from './audit/audited-transactions.js';
import { BulkActions } from './bulk/bulk-actions.js';
import { Posts } from './community/posts.js';
import { Spaces } from './community/spaces.js';
import { Threads } from './community/threads.js';
import { Conduct } from './conduct/conduct.js';
import { VersionedTexts } from './conduct/versioned-texts.js';
import { CONSENT_EXPIRY_JOB, CONSENT_EXPIRY_SCHEDULE, Consents } from './consent/consents.js';
import { FIRST_CONSENT_TEXTS } from './consent/first-texts.js';
import { DUE_JOB, DUE_SCHEDULE, DueActions } from './content/due-actions.js';
import { Duplication } from './content/duplication.js';
import { Entries } from './content/entries.js';
import { Experts } from './content/experts.js';
import { History } from './content/history.js';
import { ImportedEntries } from './content/imported-entries.js';
import { PreviewLinks } from './content/preview-links.js';
import { Previews } from './content/previews.js';
import { Publishing } from './content/publishing.js';
import { SavedViews } from './content/saved-views.js';
import {
  SCHEDULE_NOTICE_JOB,
  ScheduledActionNotices,
  type ScheduleNotice,
} from './content/scheduled-action-notices.js';
import { ScheduledActions } from './content/scheduled-actions.js';
import { Topics } from './content/topics.js';
import { TranslationWork } from './content/translation-work.js';
import { TRASH_JOB, TRASH_SCHEDULE, Trash } from './content/trash.js';
import { Health } from './health/health.js';
import { ApiKeys } from './identity/api-keys.js';
import { authSecret } from './identity/auth-secret.js';
import { IdentityService } from './identity/identity-service.js';
import { MAIL_JOB, type MailRequest } from './identity/mail-requests.js';
import { MinuteLimit } from './identity/minute-limit.js';
import { UNCONFIRMED_JOB, UNCONFIRMED_SCHEDULE } from './identity/sign-ups.js';
import { RATINGS, TryLimit, UPLOADS } from './identity/try-limit.js';
import { DailyHash } from './insight/daily-hash.js';
import { HELPFULNESS_JOB, HELPFULNESS_SCHEDULE, Helpfulness } from './insight/helpfulness.js';
import { SearchIds } from './insight/search-ids.js';
import { INSIGHT_JOB, INSIGHT_SCHEDULE, SearchInsight } from './insight/search-insight.js';
import { SearchLog } from './insight/search-log.js';
import { Addresses } from './media/addresses.js';
import { MediaDelivery } from './media/delivery.js';
import { ImportedMedia } from './media/imported-media.js';
import { MediaAssets } from './media/media-assets.js';
import { MediaFolders } from './media/media-folders.js';
import { MEDIA_JOB, MEDIA_SCHEDULE, MediaUpkeep } from './media/media-upkeep.js';
import { Renditions } from './media/renditions.js';
import { Uploads } from './media/uploads.js';
import { DataExports, EXPORT_EXPIRY_JOB, EXPORT_JOB, type ExportRequest } from './my-data/data-exports.js';
import { Departures } from './my-data/departures.js';
import { LEFT_FILES_JOB, type LeftFiles } from './my-data/left-files.js';
import { ReleasePublishing } from './releases/release-publishing.js';
import { ReleaseSchedule } from './releases/release-schedule.js';
import { Releases } from './releases/releases.js';
import {
  DUE_REVIEWS_JOB,
  DUE_REVIEWS_SCHEDULE,
  DueReviews,
  REVIEW_REMINDER_JOB,
  type ReviewReminder,
} from './review/due-reviews.js';
import { REVIEW_LETTER_JOB, type ReviewLetterRequest } from './review/notices.js';
import { ReviewComments } from './review/review-comments.js';
import { ReviewLetters } from './review/review-letters.js';
import { Reviews } from './review/reviews.js';
import { DirectSearch } from './search/direct-search.js';
import { KeptLists } from './search/editorial-lists.js';
import { REBUILD_END_JOB, REBUILD_END_SCHEDULE } from './search/rebuilds.js';
import { RelatedReading } from './search/related-reading.js';
import { SearchEditing } from './search/search-editing.js';
import { SEARCH_CHECK_JOB, SEARCH_CHECK_SCHEDULE, SearchService } from './search/search-service.js';
import { SYNONYMS_JOB } from './search/synonyms.js';
import { openStorage } from './storage/open-storage.js';
import type { FileStorage } from './storage/storage.js';
import { plantSupport } from './support/plant-support.js';
import { SupportEditing } from './support/support-editing.js';
import { TESTIMONIAL_NOTICE_JOB, type TestimonialNotice, TestimonialNotices } from './testimonials/notices.js';
import { Testimonials } from './testimonials/testimonials.js';
import { restThreads } from './texts/texts.js';
import { DELIVERY_JOB } from './webhooks/announce.js';
import { UPKEEP_JOB, UPKEEP_SCHEDULE, WebhookDeliveries } from './webhooks/deliveries.js';
import { NOTICE_JOB, type Notice, WebhookNotices } from './webhooks/notices.js';
import { SecretSeal } from './webhooks/webhook-secrets.js';
import { Webhooks } from './webhooks/webhooks.js';

/** Everything the hub can do. Resolvers, jobs and commands call these and nothing below them. */
export interface Services {
  readonly locales: Locales;
  readonly identity: IdentityService;
  readonly apiKeys: ApiKeys;
  /** Mutations. */
  readonly writeLimit: MinuteLimit;
  /** The cost of what is read. */
  readonly readLimit: MinuteLimit;
  readonly grants: Grants;
  readonly audit: Audit;
  readonly conduct: Conduct;
  readonly consentTexts: VersionedTexts;
  readonly consents: Consents;
  readonly testimonials: Testimonials;
  readonly entries: Entries;
  readonly duplication: Duplication;
  readonly publishing: Publishing;
  readonly trash: Trash;
  readonly scheduledActions: ScheduledActions;
  readonly history: History;
  readonly previewLinks: PreviewLinks;
  readonly previews: Previews;
  readonly imports: ImportedEntries;
  readonly translationWork: TranslationWork;
  readonly topics: Topics;
  readonly savedViews: SavedViews;
  readonly bulkActions: BulkActions;
  readonly releases: Releases;
  readonly releasePublishing: ReleasePublishing;
  readonly releaseSchedule: ReleaseSchedule;
  readonly reviews: Reviews;
  readonly reviewComments: ReviewComments;
  readonly experts: Experts;
  readonly spaces: Spaces;
  readonly threads: Threads;
  readonly posts: Posts;
  readonly dataExports: DataExports;
  readonly departures: Departures;
  readonly webhooks: Webhooks;
  readonly webhookDeliveries: WebhookDeliveries;
  readonly storage: FileStorage;
  readonly uploads: Uploads;
  readonly mediaAssets: MediaAssets;
  readonly importedMedia: ImportedMedia;
  readonly mediaFolders: MediaFolders;
  readonly mediaDelivery: MediaDelivery;
  readonly fileAddresses: Addresses;
  readonly search: SearchService;
  readonly relatedReading: RelatedReading;
  readonly searchLog: SearchLog;
  readonly searchInsight: SearchInsight;
  readonly helpfulness: Helpfulness;
  readonly editorialLists: KeptLists;
  readonly supportEditing: SupportEditing;
  readonly searchEditing: SearchEditing;
  readonly directSearch: DirectSearch;
  readonly health: Health;
  readonly jobs: Jobs;
  /** Begins background work, when this process is one that does it. */
  start(): Promise<void>;
  /** Ends background work; what has begun may finish. */
  close(): Promise<void>;
}

export async function makeServices(config: Config, database: Database, log: Logger): Promise<Services> {
  const { pool } = database;
  const dataSource = auditedTransactions(database.dataSource);
  const locales = new Locales(config.locales);
  const nearest = new PostgresSearchEngine(pool, database.searches);
  const main = config.meili
    ? new MeilisearchEngine({ url: config.meili.url, key: config.meili.key, indexName: config.meili.index, log })
    : nearest;
  const spare = main === nearest ? null : nearest;
  const search = new SearchService(
    main,
    spare,
    new SearchDocuments(pool, locales),
    pool,
    database.searches,
    locales,
    log,
  );
  const mailer = makeMailer(config, log);
  const identity = await IdentityService.open({ dataSource, pool, locales, mailer }, config, log);
  const audit = new Audit(pool, config.auditDays, log);
  const secret = await authSecret(pool, config.authSecret);
  const hashes = new DailyHash(pool, secret);
  const searchLog = new SearchLog(pool, new SearchIds(secret), hashes, config.searchInsight.callers, log);
  const searchInsight = new SearchInsight(pool, config.searchInsight.days);
  const helpfulness = new Helpfulness(dataSource, pool, hashes, new TryLimit(pool, RATINGS));
  const storage = openStorage(config);
  const dataExports = new DataExports(dataSource, pool, storage, { secret, publicUrl: config.publicUrl }, locales);
  const letters = new KeptLetters(join(config.dataDirectory, 'mail'));
  const departures = new Departures(dataSource, identity.passwordCheck, dataExports, letters);
  const seal = new SecretSeal(secret);
  const { privateTargets, logDays: days } = config.webhooks;
  const webhookDeliveries = new WebhookDeliveries(dataSource, pool, seal, { days, privateTargets });
  const fileAddresses = new Addresses(secret, config.publicUrl);
  const incoming = join(config.dataDirectory, 'media', 'incoming');
  const uploadSettings = {
    folder: incoming,
    secret,
    base: fileAddresses.base,
    maximumBytes: config.media.maximumBytes,
  };
  const uploads = new Uploads(dataSource, storage, new TryLimit(pool, UPLOADS), uploadSettings);
  const mediaUpkeep = new MediaUpkeep(dataSource, storage, uploads, log);
  const sender = { site: config.mail.from.name, appUrl: config.mail.appUrl };
  const webhookNotices = new WebhookNotices(pool, locales, mailer, sender);
  const consents = new Consents(dataSource, letters);
  const consentTexts = await VersionedTexts.open('consent', dataSource, locales, FIRST_CONSENT_TEXTS);
  const testimonialNotices = new TestimonialNotices(pool, locales, mailer, sender);
  const dueActions = new DueActions(dataSource, pool, locales, log);
  const scheduleNotices = new ScheduledActionNotices(pool, locales, mailer, sender);
  const trash = new Trash(dataSource, pool, config.trashDays, log);
  const previewLinks = new PreviewLinks(dataSource, pool, locales, config.mail.appUrl);
  const reviewLetters = new ReviewLetters(dataSource, pool, locales, mailer, sender);
  const dueReviews = new DueReviews(pool, locales, mailer, sender);
  const tasks = {
    [CONSENT_EXPIRY_JOB]: () => consents.expire(),
    [TESTIMONIAL_NOTICE_JOB]: (payload: unknown) => testimonialNotices.send(payload as TestimonialNotice),
    [AUDIT_JOB]: () => audit.expire(),
    [TRASH_JOB]: () => trash.purgeExpired(),
    [UNCONFIRMED_JOB]: () => identity.forgetUnconfirmed(),
    [INDEX_JOB]: (payload: unknown) => search.sync([(payload as { ownerId: string }).ownerId]),
    [INSIGHT_JOB]: () => searchInsight.expire(),
    [HELPFULNESS_JOB]: () => helpfulness.weigh(),
    [SEARCH_CHECK_JOB]: () => search.upkeep(),
    [REBUILD_END_JOB]: () => search.endAbandonedRebuilds(),
    [WORDS_JOB]: () => search.forgetUnusedWords(),
    [SYNONYMS_JOB]: () => search.applySynonyms(),
    [EXPORT_JOB]: (payload: unknown) => dataExports.make(payload as ExportRequest),
    [EXPORT_EXPIRY_JOB]: (payload: unknown) => dataExports.expire((payload as ExportRequest).exportId),
    [LEFT_FILES_JOB]: (payload: unknown) => departures.removeFiles(payload as LeftFiles),
    [DELIVERY_JOB]: (payload: unknown) => webhookDeliveries.deliver((payload as { deliveryId: string }).deliveryId),
    [NOTICE_JOB]: (payload: unknown) => webhookNotices.send(payload as Notice),
    [MEDIA_JOB]: () => mediaUpkeep.run(),
    [UPKEEP_JOB]: () => webhookDeliveries.upkeep(),
    [DUE_JOB]: () => dueActions.run(),
    [SCHEDULE_NOTICE_JOB]: (payload: unknown) => scheduleNotices.send(payload as ScheduleNotice),
    [REVIEW_LETTER_JOB]: (payload: unknown) => reviewLetters.send(payload as ReviewLetterRequest),
    [DUE_REVIEWS_JOB]: () => dueReviews.remind(),
    [REVIEW_REMINDER_JOB]: (payload: unknown) => dueReviews.send(payload as ReviewReminder),
    [MAIL_JOB]: (payload: unknown) => identity.sendMail(payload as MailRequest),
  };
  await plantSupport(dataSource);
  const jobs = new Jobs(
    pool,
    tasks,
    log,
    [
      AUDIT_SCHEDULE,
      TRASH_SCHEDULE,
      UNCONFIRMED_SCHEDULE,
      UPKEEP_SCHEDULE,
      DUE_SCHEDULE,
      MEDIA_SCHEDULE,
      DUE_REVIEWS_SCHEDULE,
      SEARCH_CHECK_SCHEDULE,
      REBUILD_END_SCHEDULE,
      INSIGHT_SCHEDULE,
      HELPFULNESS_SCHEDULE,
      CONSENT_EXPIRY_SCHEDULE,
    ].join('\n'),
    // The index follows what is published, whatever crashes.
    [INDEX_JOB, SYNONYMS_JOB],
  );
  return {
    locales,
    identity,
    apiKeys: new ApiKeys(dataSource, pool, config.requireEmailVerification),
    writeLimit: new MinuteLimit(
      pool,
      'write',
      config.maxWritesPerMinute,
      'There were too many mutations within a minute from where this request comes from.',
    ),
    readLimit: new MinuteLimit(
      pool,
      'read',
      config.maxReadCostPerMinute,
      'Too much was read within a minute from where this request comes from. Ask for smaller pages, fewer lists and fewer counts, or with an API key, which may read more.',
    ),
    grants: new Grants(dataSource, locales),
    audit,
    conduct: await Conduct.open(dataSource, locales),
    consentTexts,
    consents,
    testimonials: new Testimonials(dataSource, pool, locales, consentTexts),
    entries: new Entries(dataSource),
    duplication: new Duplication(dataSource),
    publishing: new Publishing(dataSource, locales),
    trash,
    scheduledActions: new ScheduledActions(dataSource, locales),
    history: new History(dataSource),
    previewLinks,
    previews: new Previews(dataSource, previewLinks, locales),
    imports: new ImportedEntries(dataSource, locales),
    translationWork: await TranslationWork.open(dataSource, pool, locales),
    topics: new Topics(dataSource),
    savedViews: new SavedViews(dataSource),
    bulkActions: new BulkActions(dataSource, locales),
    releases: new Releases(dataSource, locales),
    releasePublishing: new ReleasePublishing(dataSource, locales),
    releaseSchedule: new ReleaseSchedule(dataSource, locales),
    reviews: new Reviews(dataSource),
    reviewComments: new ReviewComments(dataSource),
    experts: new Experts(dataSource),
    spaces: new Spaces(dataSource),
    threads: new Threads(dataSource),
    posts: new Posts(dataSource, pool),
    dataExports,
    departures,
    webhooks: new Webhooks(dataSource, seal, { locales, privateTargets }),
    webhookDeliveries,
    storage,
    uploads,
    mediaAssets: new MediaAssets(dataSource),
    mediaFolders: new MediaFolders(dataSource),
    importedMedia: new ImportedMedia(dataSource, storage, incoming),
    mediaDelivery: new MediaDelivery(pool, storage, new Renditions(pool, storage), fileAddresses),
    fileAddresses,
    search,
    relatedReading: new RelatedReading(pool, search, log),
    searchLog,
    searchInsight,
    helpfulness,
    editorialLists: new KeptLists(pool, config.country ?? null),
    supportEditing: new SupportEditing(dataSource),
    searchEditing: new SearchEditing(dataSource, locales),
    directSearch: new DirectSearch(config.meili ? new TenantTokens(config.meili) : null, pool, locales, log),
    health: new Health(config, database, search, storage),
    jobs,
    start: async () => {
      await dataExports.moveFrom(join(config.dataDirectory, 'exports'));
      await search.start();
      if (config.role === 'api') return;
      await dueActions.wake();
      await jobs.start();
    },
    close: async () => {
      await jobs.stop();
      await searchLog.flush();
      mailer.close();
      await search.close();
      restThreads();
    },
  };
}
