import { Field, Float, ID, Int } from 'type-graphql';
import { Frequency, PartnershipKind, PlaceAccessibility, ServiceFee } from '../enums.js';
import { CalendarDate, Locale, LocalTime } from '../scalars.js';
import { draft } from './draft.js';
import { EntryDraft, EntryTextDraft, entryFields } from './entry.js';

@draft('Phone', 'A telephone number.')
export class PhoneDraft {
  @Field(() => String, { description: 'The number as people there write it.' })
  number!: string;

  @Field(() => String, { nullable: true, description: 'Extension to dial after it.' })
  extension?: string | null;

  @Field(() => String, { nullable: true, description: 'Who answers, or what it is for.' })
  label?: string | null;

  @Field(() => [Locale], { nullable: true, description: 'Languages spoken on the phone.' })
  languages?: string[] | null;
}

@draft('Schedule', 'Opening hours as a repeating rule, shaped like RFC 5545 (iCalendar) and HSDS schedules.')
export class ScheduleDraft {
  @Field(() => Frequency, { description: 'How often it repeats.' })
  frequency!: Frequency;

  @Field(() => Int, {
    nullable: true,
    description: 'Every how many days, weeks or months, counted from `validFrom`; 1 when absent.',
  })
  interval?: number | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Days of the week, `MO` to `SU`; in monthly schedules with a number, such as `1SA` (first Saturday) or `-1FR` (last Friday).',
  })
  byDay?: string[] | null;

  @Field(() => [Int], { nullable: true, description: 'Days of the month, 1 to 31; negative ones count from its end.' })
  byMonthDay?: number[] | null;

  @Field(() => LocalTime, { description: 'When it opens, by the clock there.' })
  opensAt!: string;

  @Field(() => LocalTime, {
    description: 'When it closes, by the clock there. Earlier than `opensAt` means the next day.',
  })
  closesAt!: string;

  @Field(() => String, { description: 'Time zone by its IANA name, such as `Europe/Berlin`.' })
  timezone!: string;

  @Field(() => CalendarDate, { nullable: true, description: 'First day on which it holds.' })
  validFrom?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Last day on which it holds.' })
  validTo?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether these hours are only for those who have an appointment; false when absent.',
  })
  byAppointment?: boolean | null;

  @Field(() => String, { nullable: true, description: 'A note, such as "ring twice".' })
  description?: string | null;
}

@draft(
  'ScheduleException',
  'Days on which the usual hours do not hold, such as holidays. Without hours of its own it is closed on each of them.',
)
export class ScheduleExceptionDraft {
  @Field(() => CalendarDate, { description: 'The first day.' })
  startsOn!: string;

  @Field(() => CalendarDate, { nullable: true, description: 'The last day; the first one when absent.' })
  endsOn?: string | null;

  @Field(() => LocalTime, { nullable: true, description: 'When it opens on each of these days. Goes with `closesAt`.' })
  opensAt?: string | null;

  @Field(() => LocalTime, {
    nullable: true,
    description: 'When it closes on each of these days; earlier than `opensAt` means the next day.',
  })
  closesAt?: string | null;

  @Field(() => String, { description: 'Time zone by its IANA name, such as `Europe/Berlin`.' })
  timezone!: string;

  @Field(() => String, { nullable: true, description: 'Why, such as "summer break".' })
  description?: string | null;
}

@draft('Address', 'The address of a place, or one for letters.')
export class AddressDraft {
  @Field(() => String, { nullable: true, description: 'Street and number.' })
  street?: string | null;

  @Field(() => String, { nullable: true, description: 'Postal code.' })
  postalCode?: string | null;

  @Field(() => String, { nullable: true, description: 'Town.' })
  city?: string | null;

  @Field(() => String, { nullable: true, description: 'State, county or region.' })
  region?: string | null;

  @Field(() => String, { nullable: true, description: 'Country as two letters (ISO 3166-1).' })
  country?: string | null;
}

@draft('Location', 'A place where an organisation offers something.')
export class LocationDraft {
  @Field(() => String, {
    description:
      'Names the location within its organisation, for services to refer to; keep it, and the location keeps its id.',
  })
  key!: string;

  @Field(() => String, { nullable: true, description: 'Name of the place.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'A few words on the place.' })
  description?: string | null;

  @Field(() => String, { nullable: true, description: 'How to get there.' })
  transportation?: string | null;

  @Field(() => AddressDraft, {
    nullable: true,
    description: 'Where the place is. Leave it out where it must not be found.',
  })
  address?: AddressDraft | null;

  @Field(() => AddressDraft, { nullable: true, description: 'Where letters go, when that is elsewhere.' })
  postalAddress?: AddressDraft | null;

  @Field(() => Float, { nullable: true, description: 'Degrees north (WGS 84). Goes with `longitude`.' })
  latitude?: number | null;

  @Field(() => Float, { nullable: true, description: 'Degrees east (WGS 84). Goes with `latitude`.' })
  longitude?: number | null;

  @Field(() => [PlaceAccessibility], { nullable: true, description: 'How the place is accessible.' })
  accessibility?: PlaceAccessibility[] | null;

  @Field(() => [PhoneDraft], { nullable: true, description: 'Telephone numbers of the place.' })
  phones?: PhoneDraft[] | null;

  @Field(() => [ScheduleDraft], { nullable: true, description: 'Opening hours.' })
  schedules?: ScheduleDraft[] | null;

  @Field(() => [ScheduleExceptionDraft], { nullable: true, description: 'Days on which these hours do not hold.' })
  scheduleExceptions?: ScheduleExceptionDraft[] | null;
}

@draft('ServiceText', 'The texts of a service in one language.')
export class ServiceTextDraft {
  @Field(() => Locale, { description: 'The language; each one once.' })
  locale!: string;

  @Field(() => String, { nullable: true, description: 'Name of the service. Required to publish.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'What is offered.' })
  description?: string | null;

  @Field(() => String, { nullable: true, description: 'Who may use it.' })
  eligibility?: string | null;

  @Field(() => String, { nullable: true, description: 'How to get it: register, call, just come.' })
  applicationProcess?: string | null;

  @Field(() => String, { nullable: true, description: 'What it costs, in words.' })
  fees?: string | null;

  @Field(() => String, { nullable: true, description: 'How long one waits.' })
  waitTime?: string | null;
}

@draft('Service', 'Something an organisation does for people.')
export class ServiceDraft {
  @Field(() => String, {
    description: 'Names the service within its organisation; keep it, and the service keeps its id.',
  })
  key!: string;

  @Field(() => [String], { nullable: true, description: 'Keys of the locations where it is offered.' })
  locations?: string[] | null;

  @Field(() => Int, { nullable: true, description: 'Lowest age of those it is for, in years.' })
  eligibleMinAge?: number | null;

  @Field(() => Int, { nullable: true, description: 'Highest age of those it is for, in years.' })
  eligibleMaxAge?: number | null;

  @Field(() => ServiceFee, { nullable: true, description: 'What it costs, as a kind.' })
  fee?: ServiceFee | null;

  @Field(() => [Locale], { nullable: true, description: 'Languages in which it is offered.' })
  languages?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Page of the service on the web.' })
  url?: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address of the service.' })
  email?: string | null;

  @Field(() => [PhoneDraft], { nullable: true, description: 'Telephone numbers of the service.' })
  phones?: PhoneDraft[] | null;

  @Field(() => [ScheduleDraft], { nullable: true, description: 'When it is offered.' })
  schedules?: ScheduleDraft[] | null;

  @Field(() => [ScheduleExceptionDraft], { nullable: true, description: 'Days on which these hours do not hold.' })
  scheduleExceptions?: ScheduleExceptionDraft[] | null;

  @Field(() => [ServiceTextDraft], { nullable: true, description: 'The texts, one for each language.' })
  translations?: ServiceTextDraft[] | null;
}

@draft('Partnership', 'How an organisation works with the centre.')
export class PartnershipDraft {
  @Field(() => PartnershipKind, { description: 'The kind of partnership.' })
  kind!: PartnershipKind;

  @Field(() => CalendarDate, { nullable: true, description: 'Since when.' })
  since?: string | null;
}

@draft('PartnerOrganization', 'An organisation as editors and partners work on it. The title of a text is its name.')
export class PartnerOrganizationDraft extends EntryDraft {
  @Field(() => [EntryTextDraft], {
    nullable: true,
    description: 'The texts, one for each language. The title is the name of the organisation.',
  })
  override translations?: EntryTextDraft[] | null;

  @Field(() => String, { nullable: true, description: 'Web site.' })
  url?: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address for the public.' })
  email?: string | null;

  @Field(() => AddressDraft, { nullable: true, description: 'Where letters go; places have their own addresses.' })
  postalAddress?: AddressDraft | null;

  @Field(() => String, { nullable: true, description: 'Legal form.' })
  legalStatus?: string | null;

  @Field(() => [Locale], { nullable: true, description: 'Languages spoken there.' })
  languages?: string[] | null;

  @Field(() => [PlaceAccessibility], { nullable: true, description: 'What holds for all of its places.' })
  accessibility?: PlaceAccessibility[] | null;

  @Field(() => PartnershipDraft, { nullable: true, description: 'How it works with the centre.' })
  partnership?: PartnershipDraft | null;

  @Field(() => CalendarDate, { nullable: true, description: 'When someone last checked the data.' })
  verifiedOn?: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of the member who checked it.' })
  verifiedById?: string | null;

  @Field(() => [PhoneDraft], { nullable: true, description: 'Telephone numbers.' })
  phones?: PhoneDraft[] | null;

  @Field(() => [LocationDraft], { nullable: true, description: 'Its places.' })
  locations?: LocationDraft[] | null;

  @Field(() => [ServiceDraft], { nullable: true, description: 'What it does for people.' })
  services?: ServiceDraft[] | null;
}
entryFields(PartnerOrganizationDraft);
