import type {
  AddressDraft,
  PartnerOrganizationDraft,
  ScheduleDraft,
  ScheduleExceptionDraft,
} from '../../schema/drafts/partner-organization.js';
import { isBlank } from '../../schema/visible.js';
import { checkEmail, checkUrl } from './check-values.js';
import type { Problems } from './problems.js';

type Path = readonly (string | number)[];

/** Checks what must be right even in the draft of an organisation. */
export function checkOrganization(draft: PartnerOrganizationDraft, problems: Problems, path: Path): void {
  checkUrl(draft.url, problems, [...path, 'url']);
  checkEmail(draft.email, problems, [...path, 'email']);
  checkAddress(draft.postalAddress, problems, [...path, 'postalAddress']);
  const locations = keys(draft.locations, 'locations', problems, path);
  keys(draft.services, 'services', problems, path);

  for (const [i, location] of (draft.locations ?? []).entries()) {
    const at = [...path, 'locations', i];
    if ((location.latitude == null) !== (location.longitude == null)) {
      problems.add(
        'INVALID',
        'Give both latitude and longitude, or neither.',
        ...at,
        location.latitude == null ? 'latitude' : 'longitude',
      );
    }
    if (Math.abs(location.latitude ?? 0) > 90)
      problems.add('INVALID', 'A latitude is from -90 to 90.', ...at, 'latitude');
    if (Math.abs(location.longitude ?? 0) > 180)
      problems.add('INVALID', 'A longitude is from -180 to 180.', ...at, 'longitude');
    checkAddress(location.address, problems, [...at, 'address']);
    checkAddress(location.postalAddress, problems, [...at, 'postalAddress']);
    for (const [j, schedule] of (location.schedules ?? []).entries())
      checkSchedule(schedule, problems, [...at, 'schedules', j]);
    for (const [j, exception] of (location.scheduleExceptions ?? []).entries())
      checkException(exception, problems, [...at, 'scheduleExceptions', j]);
  }
  for (const [i, service] of (draft.services ?? []).entries()) {
    const at = [...path, 'services', i];
    checkUrl(service.url, problems, [...at, 'url']);
    checkEmail(service.email, problems, [...at, 'email']);
    for (const [j, key] of (service.locations ?? []).entries()) {
      if (!locations.has(key))
        problems.add('NOT_FOUND', `There is no location with the key "${key}".`, ...at, 'locations', j);
    }
    for (const name of ['eligibleMinAge', 'eligibleMaxAge'] as const) {
      const age = service[name];
      if (age != null && (age < 0 || age > 130)) problems.add('INVALID', 'An age is from 0 to 130 years.', ...at, name);
    }
    if (
      service.eligibleMinAge != null &&
      service.eligibleMaxAge != null &&
      service.eligibleMinAge > service.eligibleMaxAge
    ) {
      problems.add('INVALID', 'The highest age is below the lowest.', ...at, 'eligibleMaxAge');
    }
    keys(
      service.translations?.map(({ locale }) => ({ key: locale })),
      'translations',
      problems,
      at,
    );
    for (const [j, schedule] of (service.schedules ?? []).entries())
      checkSchedule(schedule, problems, [...at, 'schedules', j]);
    for (const [j, exception] of (service.scheduleExceptions ?? []).entries())
      checkException(exception, problems, [...at, 'scheduleExceptions', j]);
  }
}

function checkAddress(address: AddressDraft | null | undefined, problems: Problems, path: Path): void {
  if (address?.country && !/^[A-Z]{2}$/.test(address.country)) {
    problems.add('INVALID', 'A country is two capital letters (ISO 3166-1), such as DE.', ...path, 'country');
  }
}

function keys(
  items: readonly { key: string }[] | null | undefined,
  name: string,
  problems: Problems,
  path: Path,
): Set<string> {
  const seen = new Set<string>();
  for (const [i, { key }] of (items ?? []).entries()) {
    if (isBlank(key)) problems.add('REQUIRED', 'A key is needed.', ...path, name, i, 'key');
    if (seen.has(key)) problems.add('TAKEN', `The key "${key}" is used twice.`, ...path, name, i, 'key');
    seen.add(key);
  }
  return seen;
}

function checkSchedule(schedule: ScheduleDraft, problems: Problems, path: Path): void {
  const day = schedule.frequency === 'MONTHLY' ? /^(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$/ : /^(MO|TU|WE|TH|FR|SA|SU)$/;
  for (const [i, code] of (schedule.byDay ?? []).entries()) {
    if (!day.test(code)) {
      problems.add(
        'INVALID',
        `"${code.slice(0, 10)}" is not a day: use MO to SU${schedule.frequency === 'MONTHLY' ? ', or with a number such as 1SA' : ''}.`,
        ...path,
        'byDay',
        i,
      );
    }
  }
  for (const [i, number] of (schedule.byMonthDay ?? []).entries()) {
    if (number === 0 || Math.abs(number) > 31)
      problems.add(
        'INVALID',
        'A day of the month is from 1 to 31, or -1 to -31 from its end.',
        ...path,
        'byMonthDay',
        i,
      );
  }
  if (schedule.frequency === 'MONTHLY' && !schedule.byDay?.length && !schedule.byMonthDay?.length) {
    problems.add('REQUIRED', 'A monthly schedule needs byDay or byMonthDay.', ...path, 'byDay');
  }
  if (schedule.interval != null && schedule.interval < 1)
    problems.add('INVALID', 'An interval is at least 1.', ...path, 'interval');
  if ((schedule.interval ?? 1) > 1 && !schedule.validFrom) {
    problems.add('REQUIRED', 'An interval counts from a first day: give validFrom.', ...path, 'validFrom');
  }
  if (schedule.validFrom && schedule.validTo && schedule.validTo < schedule.validFrom)
    problems.add('INVALID', 'The last day is before the first.', ...path, 'validTo');
  checkClock(schedule, problems, path);
}

function checkException(exception: ScheduleExceptionDraft, problems: Problems, path: Path): void {
  const { startsOn, endsOn, opensAt, closesAt } = exception;
  if (endsOn && endsOn < startsOn) problems.add('INVALID', 'The last day is before the first.', ...path, 'endsOn');
  if ((opensAt == null) !== (closesAt == null)) {
    const missing = opensAt == null ? 'opensAt' : 'closesAt';
    problems.add('REQUIRED', 'Give both opensAt and closesAt, or neither when it is closed.', ...path, missing);
  }
  checkClock(exception, problems, path);
}

function checkClock(
  { opensAt, timezone }: { opensAt?: string | null; timezone: string },
  problems: Problems,
  path: Path,
): void {
  if (opensAt === '24:00') problems.add('INVALID', 'Nothing opens at 24:00; use 00:00.', ...path, 'opensAt');
  if (!isTimeZone(timezone))
    problems.add(
      'INVALID',
      `"${timezone.slice(0, 40)}" is not a time zone. Use an IANA name such as Europe/Berlin.`,
      ...path,
      'timezone',
    );
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    // Offsets such as +02:00 are no zones: they know no summer time.
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
