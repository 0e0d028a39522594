import { registerEnumType } from 'type-graphql';

/**
 * Makes a GraphQL enum of `values` (name to description). In code and in the database a value is its own name, so
 * nothing is translated on the way.
 */
export function describedEnum<const T extends Record<string, string>>(
  name: string,
  description: string,
  values: T,
): { [K in keyof T]: K } {
  const self = Object.fromEntries(Object.keys(values).map((key) => [key, key])) as { [K in keyof T]: K };
  registerEnumType(self, {
    name,
    description,
    valuesConfig: Object.fromEntries(
      Object.entries(values).map(([key, text]) => [key, { description: text }]),
    ) as never,
  });
  return self;
}

export const EntryType = describedEnum('EntryType', 'The kinds of content entry.', {
  RESOURCE: 'A guide, checklist, video, hotline or other thing to use.',
  EXPERT_ARTICLE: 'An article by named experts.',
  SUCCESS_STORY: 'A parent tells of their own experience.',
  PARTNER_ORGANIZATION: 'An organisation that helps families nearby.',
});
export type EntryType = keyof typeof EntryType;

export const EntryStatus = describedEnum('EntryStatus', 'Whether the public can see something.', {
  DRAFT: 'Never published yet.',
  PUBLISHED: 'The public sees it.',
  UNPUBLISHED: 'Was published and has been taken back.',
});
export type EntryStatus = keyof typeof EntryStatus;

export const RevisionKind = describedEnum('RevisionKind', 'How a revision came about.', {
  SAVED: 'An editor saved it.',
  AUTOSAVED: 'The program of an editor saved it by itself. The next save of the same editor takes its place.',
  RESTORED: 'It brought an older revision back.',
  TAGGED: 'Only its topics were changed, together with those of other entries.',
});
export type RevisionKind = keyof typeof RevisionKind;

export const PublicationAction = describedEnum('PublicationAction', 'What happened to a language of an entry.', {
  PUBLISHED: 'It became public, or what was public was replaced.',
  UNPUBLISHED: 'It was taken back.',
});
export type PublicationAction = keyof typeof PublicationAction;

export const TranslationState = describedEnum(
  'TranslationState',
  'How the newest draft of an entry stands in one language, measured against the language it is translated from.',
  {
    SOURCE: 'It is translated from this language.',
    MISSING: 'There is no text yet.',
    OUTDATED: 'The source has changed since it was translated.',
    UP_TO_DATE: 'It was translated from what the source says now.',
  },
);
export type TranslationState = keyof typeof TranslationState;

export const TextDirection = describedEnum('TextDirection', 'In which direction a language is written.', {
  LTR: 'From left to right.',
  RTL: 'From right to left.',
});
export type TextDirection = keyof typeof TextDirection;

export const FieldChangeKind = describedEnum('FieldChangeKind', 'How a field or an element of a list differs.', {
  CHANGED: 'It says something else.',
  ADDED: 'It was not there before.',
  REMOVED: 'It is not there any more.',
  MOVED: 'It stands at another place among the others of its list; nothing else is said by this.',
});
export type FieldChangeKind = keyof typeof FieldChangeKind;

export const WordChangeKind = describedEnum('WordChangeKind', 'In which of two texts a piece stands.', {
  SAME: 'In both.',
  ADDED: 'Only in the later one.',
  REMOVED: 'Only in the earlier one.',
});
export type WordChangeKind = keyof typeof WordChangeKind;

export const Audience = describedEnum('Audience', 'For whom something is meant, by stage of life.', {
  PREGNANCY: 'Expecting a child.',
  AGE_0_1: 'With a child in the first year.',
  AGE_1_3: 'With a child of one or two years.',
  AGE_3_6: 'With a child from three until school.',
  AGE_6_12: 'With a child of primary-school age.',
  AGE_13_18: 'With a teenager.',
  CAREGIVERS: 'Grandparents, foster parents, professionals and all others who care for children.',
});
export type Audience = keyof typeof Audience;

export const WellbeingDimension = describedEnum('WellbeingDimension', 'The side of well-being a topic touches most.', {
  PHYSICAL: 'Body and health.',
  EMOTIONAL: 'Feelings and bonds.',
  MENTAL: 'Thinking, learning and strength of mind.',
  SOCIAL: 'Living together, rights and money.',
});
export type WellbeingDimension = keyof typeof WellbeingDimension;

export const ResourceKind = describedEnum('ResourceKind', 'What sort of thing a resource is.', {
  GUIDE: 'Explains how to do something.',
  CHECKLIST: 'A list to tick off.',
  WORKSHEET: 'Something to fill in.',
  VIDEO: 'Something to watch.',
  AUDIO: 'Something to listen to.',
  COURSE: 'Several lessons, with or without a teacher.',
  HOTLINE: 'A number to call or a chat to open.',
  WEBSITE: 'Another web site worth a visit.',
  DOWNLOAD: 'A file to save or print.',
});
export type ResourceKind = keyof typeof ResourceKind;

export const Cost = describedEnum('Cost', 'What something costs the reader.', {
  FREE: 'Nothing.',
  LOW_COST: 'A small contribution.',
  PAID: 'The usual price.',
});
export type Cost = keyof typeof Cost;

export const MediaAccessibility = describedEnum('MediaAccessibility', 'Ways in which a resource is made accessible.', {
  EASY_LANGUAGE: 'Written in easy language.',
  SIGN_LANGUAGE: 'Interpreted in sign language.',
  SUBTITLES: 'Speech is subtitled.',
  TRANSCRIPT: 'Speech is also there as text.',
  AUDIO_DESCRIPTION: 'Pictures are described in sound.',
  SCREEN_READER: 'Works with a screen reader.',
  LARGE_PRINT: 'Large print.',
  KEYBOARD: 'Works without a mouse or touch.',
});
export type MediaAccessibility = keyof typeof MediaAccessibility;

export const PlaceAccessibility = describedEnum('PlaceAccessibility', 'Ways in which a place is accessible.', {
  WHEELCHAIR: 'Step-free for wheelchairs.',
  ACCESSIBLE_TOILET: 'Has an accessible toilet.',
  LIFT: 'Has a lift.',
  STROLLER_FRIENDLY: 'Strollers get in and have room.',
  HEARING_LOOP: 'Has a hearing loop.',
  SIGN_LANGUAGE: 'Sign language is spoken or arranged.',
  QUIET_ROOM: 'Has a quiet room.',
});
export type PlaceAccessibility = keyof typeof PlaceAccessibility;

export const PartnershipKind = describedEnum('PartnershipKind', 'How an organisation works with the centre.', {
  FOUNDING: 'Founded the centre or founded together with it.',
  REFERRAL: 'The centre sends families there, and they come from there.',
  HOST: 'Offers rooms.',
  FUNDER: 'Gives money.',
  PROFESSIONAL: 'Its professionals work in the centre.',
});
export type PartnershipKind = keyof typeof PartnershipKind;

export const ServiceFee = describedEnum('ServiceFee', 'What a service costs.', {
  FREE: 'Nothing.',
  LOW_COST: 'A small contribution.',
  PAID: 'The usual price.',
  SLIDING_SCALE: 'Depends on income.',
});
export type ServiceFee = keyof typeof ServiceFee;

export const Frequency = describedEnum('Frequency', 'How often a schedule repeats (RFC 5545 FREQ).', {
  DAILY: 'Every day.',
  WEEKLY: 'Every week, on the days of `byDay`.',
  MONTHLY: 'Every month, on the days of `byDay` (such as `1SA`) or `byMonthDay`.',
});
export type Frequency = keyof typeof Frequency;

export const OpenState = describedEnum('OpenState', 'Whether a place or service is open at this moment.', {
  OPEN: 'It is open for everyone.',
  BY_APPOINTMENT: 'It is open only for those who have an appointment.',
  CLOSED: 'It is closed, by its hours or because of a holiday.',
  NOT_KNOWN: 'Nobody has noted any hours for today.',
});
export type OpenState = keyof typeof OpenState;

export const SpaceVisibility = describedEnum('SpaceVisibility', 'Who can read a space.', {
  PUBLIC: 'Everyone, signed in or not.',
  MEMBERS: 'Members who are signed in.',
});
export type SpaceVisibility = keyof typeof SpaceVisibility;

export const AuditOutcome = describedEnum('AuditOutcome', 'What came of a change that someone asked for.', {
  DONE: 'It was made.',
  REFUSED: 'It was not possible, or not allowed.',
  FAILED: 'Something went wrong on our side.',
});
export type AuditOutcome = keyof typeof AuditOutcome;

export const Role = describedEnum('Role', 'What a member may do; see docs/access.md.', {
  MEMBER: 'Reads, and talks in the community.',
  CONTRIBUTOR: 'Also drafts content.',
  EXPERT: 'Also drafts and reviews articles.',
  PARTNER: 'Also keeps the page of an organisation.',
  EDITOR: 'Edits and publishes all content.',
  MODERATOR: 'Keeps the community safe.',
  ADMIN: 'May do everything.',
});
export type Role = keyof typeof Role;
