/** What rules are about: a type of object, as far as a right can depend on it. Columns as in the database. */
export interface Subject {
  readonly table: string;
  /** What one of them is called in a sentence. */
  readonly word: string;
  /** The type it is a kind of: what holds for all of that type holds for it, too. */
  readonly kindOf?: SubjectName;
  /** How its rows are told from others of the table. */
  readonly discriminator?: string;
  /** Column with the id of the member it belongs to. */
  readonly owner?: string;
  /** What it is a part of, and the column with the id of that. */
  readonly parent?: readonly [SubjectName, string];
  /** What holds unless it has been deleted. `row` is the alias of the table, here and below. */
  readonly there?: (row: string) => string;
  /** Id of the space it lies in. */
  readonly space?: (row: string) => string;
  /** Id of the organisation it belongs to. */
  readonly organization?: (row: string) => string;
}

export type SubjectName =
  | 'Entry'
  | 'Resource'
  | 'ExpertArticle'
  | 'SuccessStory'
  | 'PartnerOrganization'
  | 'SuccessStoryDraft'
  | 'Revision'
  | 'Publication'
  | 'Release'
  | 'ReleaseItem'
  | 'Usage'
  | 'Review'
  | 'ReviewDecision'
  | 'ReviewThread'
  | 'ReviewComment'
  | 'PreviewLink'
  | 'Topic'
  | 'Expert'
  | 'Location'
  | 'Service'
  | 'Phone'
  | 'Schedule'
  | 'ScheduleException'
  | 'Space'
  | 'DiscussionThread'
  | 'Post'
  | 'Member'
  | 'AccessGrant'
  | 'Invitation'
  | 'ApiKey'
  | 'AuditEvent'
  | 'CodeOfConduct'
  | 'ConsentText'
  | 'Testimonial'
  | 'SavedView'
  | 'SearchPin'
  | 'SearchSynonymSet'
  | 'SlugRedirect'
  | 'Translation'
  | 'MediaAsset'
  | 'MediaFolder'
  | 'MediaUse'
  | 'ScheduledAction'
  | 'SupportTopic'
  | 'Hotline'
  | 'Webhook'
  | 'WebhookDelivery';

const entry = { table: 'entry', owner: 'created_by' } as const;
const kind = { ...entry, kindOf: 'Entry' } as const;
/** SQL: it is about the newest draft, or about something that has not been taken back. */
export function useHolds(row: string): string {
  return `(not ${row}.live or exists (select 1 from entry_translation ut where ut.entry_id = ${row}.entry_id
    and ut.status = 'PUBLISHED' and ut.locale = coalesce(${row}.locale, ut.locale)))`;
}

const notDeleted = (row: string) => `${row}.deleted_at is null`;

export const SUBJECTS: Readonly<Record<SubjectName, Subject>> = {
  Entry: { ...entry, word: 'entry' },
  Resource: { ...kind, word: 'resource', discriminator: 'RESOURCE' },
  ExpertArticle: { ...kind, word: 'expert article', discriminator: 'EXPERT_ARTICLE' },
  SuccessStory: { ...kind, word: 'success story', discriminator: 'SUCCESS_STORY' },
  PartnerOrganization: {
    ...kind,
    word: 'partner organisation',
    discriminator: 'PARTNER_ORGANIZATION',
    organization: (row) => `${row}.id`,
  },
  // A draft is judged by the entry it is of.
  SuccessStoryDraft: { ...kind, word: 'draft of a story', discriminator: 'SUCCESS_STORY' },
  Revision: { table: 'revision', word: 'revision', parent: ['Entry', 'entry_id'] },
  Publication: { table: 'publication', word: 'publication', parent: ['Entry', 'entry_id'] },
  Usage: { table: 'usage', word: 'usage', parent: ['Entry', 'entry_id'] },
  Review: {
    table: 'review',
    word: 'review',
    owner: 'submitted_by',
    parent: ['Entry', 'entry_id'],
    there: (row) => `exists (select 1 from entry te where te.id = ${row}.entry_id and te.deleted_at is null)`,
  },
  ReviewDecision: { table: 'review_decision', word: 'decision', parent: ['Entry', 'entry_id'] },
  ReviewThread: { table: 'review_thread', word: 'thread of comments', parent: ['Entry', 'entry_id'] },
  ReviewComment: {
    table: 'review_comment',
    word: 'comment',
    owner: 'author_id',
    parent: ['ReviewThread', 'thread_id'],
  },
  PreviewLink: { table: 'preview_link', word: 'preview link', owner: 'created_by', parent: ['Entry', 'entry_id'] },
  Release: { table: 'release', word: 'release', owner: 'created_by' },
  ReleaseItem: { table: 'release_item', word: 'entry of a release', parent: ['Release', 'release_id'] },
  Topic: { table: 'topic', word: 'topic' },
  Expert: { table: 'expert', word: 'expert' },
  Location: { table: 'location', word: 'location', parent: ['PartnerOrganization', 'organization_id'] },
  Service: {
    table: 'service',
    word: 'service',
    parent: ['PartnerOrganization', 'organization_id'],
    // Only texts of languages that are public lie there.
    there: (row) => `exists (select 1 from service_translation st where st.service_id = ${row}.id)`,
  },
  Phone: { table: 'phone', word: 'telephone number' },
  Schedule: { table: 'schedule', word: 'schedule' },
  ScheduleException: { table: 'schedule_exception', word: 'exception of a schedule' },
  Space: { table: 'space', word: 'space', space: (row) => `${row}.id` },
  DiscussionThread: {
    table: 'discussion_thread',
    word: 'thread',
    owner: 'author_id',
    there: notDeleted,
    space: (row) => `${row}.space_id`,
  },
  Post: {
    table: 'post',
    word: 'post',
    owner: 'author_id',
    parent: ['DiscussionThread', 'thread_id'],
    there: notDeleted,
    space: (row) => `(select ps.space_id from discussion_thread ps where ps.id = ${row}.thread_id)`,
  },
  Member: { table: 'member', word: 'member', owner: 'id' },
  AccessGrant: { table: 'access_grant', word: 'grant', owner: 'member_id' },
  Invitation: { table: 'invitation', word: 'invitation' },
  ApiKey: { table: 'api_key', word: 'API key', owner: 'owner_id' },
  AuditEvent: { table: 'audit_event', word: 'event' },
  CodeOfConduct: { table: 'conduct_version', word: 'code of conduct' },
  ConsentText: { table: 'consent_version', word: 'text of consent' },
  Testimonial: { table: 'testimonial', word: 'testimonial', owner: 'member_id' },
  ScheduledAction: { table: 'scheduled_action', word: 'scheduled action', parent: ['Entry', 'entry_id'] },
  Translation: {
    table: 'translation',
    word: 'translation',
    parent: ['Entry', 'entry_id'],
    there: (row) => `exists (select 1 from entry te where te.id = ${row}.entry_id and te.deleted_at is null)`,
  },
  SlugRedirect: {
    table: 'slug_redirect',
    word: 'redirect',
    parent: ['Entry', 'entry_id'],
    there: (row) =>
      `exists (select 1 from entry_translation lt where lt.entry_id = ${row}.entry_id and lt.locale = ${row}.locale and lt.status = 'PUBLISHED')`,
  },
  SearchPin: { table: 'search_pin', word: 'pin' },
  SearchSynonymSet: { table: 'search_synonym_set', word: 'set of synonyms' },
  SavedView: { table: 'saved_view', word: 'view', owner: 'owner_id' },
  MediaAsset: { table: 'media_asset', word: 'file', owner: 'uploaded_by' },
  MediaFolder: { table: 'media_folder', word: 'folder' },
  SupportTopic: { table: 'support_topic', word: 'support topic' },
  Hotline: { table: 'hotline', word: 'hotline' },
  MediaUse: { table: 'media_use', word: 'use', parent: ['Entry', 'entry_id'], there: useHolds },
  Webhook: { table: 'webhook', word: 'webhook', owner: 'created_by' },
  WebhookDelivery: { table: 'webhook_delivery', word: 'delivery', parent: ['Webhook', 'webhook_id'] },
};

/** Whether a rule about `general` holds for all objects of `special`. */
export function covers(general: SubjectName, special: SubjectName): boolean {
  return general === special || SUBJECTS[special].kindOf === general;
}
