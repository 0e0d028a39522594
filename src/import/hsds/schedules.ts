import { z } from 'zod';
import type { ScheduleDraft } from '../../schema/drafts/partner-organization.js';
import type { Cells } from './tables.js';

/** Why a row cannot become a schedule. */
export interface Unusable {
  readonly column: string;
  readonly reason: string;
}

const WEEK = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const LONG_DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** Rules of RFC 5545 that schedules of the hub cannot say. Without them the rule would say something else. */
const UNKNOWN_RULES = ['count', 'byweekno', 'byyearday'] as const;

/** Whether the text names a time zone; offsets such as `+02:00` or `3` are none, for they know no summer time. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

/** `HH:MM` of a time as people write it (`9:00`, `09:00:00`, `9am`, `5.30 p.m.`); undefined when it is none. */
export function parseTime(text: string): string | undefined {
  const match = /^(\d{1,2})(?:[:.](\d{2}))?(?:[:.]\d{2})?\s*(?:([ap])\.?\s*m\.?)?$/i.exec(text.trim());
  if (!match) return undefined;
  const [, hourText, minutes, half] = match;
  let hour = Number(hourText);
  if (half ? hour < 1 || hour > 12 : minutes === undefined) return undefined;
  if (half) hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  const time = `${String(hour).padStart(2, '0')}:${minutes ?? '00'}`;
  return /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(time) ? time : undefined;
}

/** `MO` to `SU` of the name of a day in English or its beginning; undefined when it is none. */
export function parseWeekday(text: string): string | undefined {
  const name = text.trim().toLowerCase().replace(/\.$/, '');
  const index = name.length < 2 ? -1 : LONG_DAYS.findIndex((day) => day.startsWith(name));
  return WEEK[index];
}

/**
 * Makes a schedule of a row: of a day and its hours (HSDS 1.1), or of a rule (HSDS 3.0).
 * @param timezone the one to use where the row names none
 */
export function scheduleOf(cells: Cells<'schedule'>, timezone: string | undefined): ScheduleDraft | Unusable {
  const opensAt = cells.opens_at && parseTime(cells.opens_at);
  const closesAt = cells.closes_at && parseTime(cells.closes_at);
  if (opensAt === undefined || opensAt === '24:00') return notATime('opens_at');
  if (closesAt === undefined) return notATime('closes_at');
  if (!opensAt || !closesAt) {
    return { column: opensAt ? 'closes_at' : 'opens_at', reason: 'Hours need both a beginning and an end.' };
  }
  const rule = cells.weekday ? weekly(cells.weekday) : ruleOf(cells);
  if ('reason' in rule) return rule;
  for (const column of ['valid_from', 'valid_to', 'dtstart', 'until'] as const) {
    if (cells[column] && !z.iso.date().safeParse(cells[column]).success) {
      return { column, reason: 'This is not a day of the form YYYY-MM-DD.' };
    }
  }
  const validFrom = cells.valid_from ?? cells.dtstart;
  const validTo = cells.valid_to ?? cells.until;
  if (validFrom && validTo && validTo < validFrom)
    return { column: 'valid_to', reason: 'The last day is before the first.' };
  if ((rule.interval ?? 1) > 1 && !validFrom) {
    return { column: 'interval', reason: 'An interval counts from a first day: give dtstart or valid_from.' };
  }
  return {
    ...rule,
    opensAt,
    closesAt,
    timezone: cells.timezone && isTimezone(cells.timezone) ? cells.timezone : timezone!,
    validFrom,
    validTo,
    description: cells.description,
  };
}

type Rule = Pick<ScheduleDraft, 'frequency' | 'interval' | 'byDay' | 'byMonthDay'>;

function weekly(weekday: string): Rule | Unusable {
  const day = parseWeekday(weekday);
  return day ? { frequency: 'WEEKLY', byDay: [day] } : { column: 'weekday', reason: 'This is not a day of the week.' };
}

function ruleOf(cells: Cells<'schedule'>): Rule | Unusable {
  for (const column of UNKNOWN_RULES) {
    if (cells[column])
      return { column, reason: `The hub cannot keep ${column}, and without it the rule would say something else.` };
  }
  const frequency = cells.freq?.toUpperCase();
  if (frequency !== 'DAILY' && frequency !== 'WEEKLY' && frequency !== 'MONTHLY') {
    return { column: 'freq', reason: 'The hub keeps schedules that are DAILY, WEEKLY or MONTHLY.' };
  }
  const interval = Number(cells.interval ?? 1);
  if (!Number.isInteger(interval) || interval < 1)
    return { column: 'interval', reason: 'An interval is a whole number from 1.' };
  const byDay = listOf(cells.byday).map((day) => day.toUpperCase());
  const day = frequency === 'MONTHLY' ? /^(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$/ : /^(MO|TU|WE|TH|FR|SA|SU)$/;
  if (!byDay.every((code) => day.test(code))) {
    return { column: 'byday', reason: 'Days are MO to SU, in a monthly rule also with a number, such as 1SA.' };
  }
  const byMonthDay = listOf(cells.bymonthday).map(Number);
  if (byMonthDay.length && frequency !== 'MONTHLY') {
    return { column: 'bymonthday', reason: 'Days of the month go with MONTHLY only.' };
  }
  if (!byMonthDay.every((number) => Number.isInteger(number) && number !== 0 && Math.abs(number) <= 31)) {
    return { column: 'bymonthday', reason: 'Days of the month are 1 to 31, or -1 to -31 from its end.' };
  }
  if (frequency !== 'DAILY' && byDay.length + byMonthDay.length === 0) {
    return { column: 'byday', reason: 'The rule names no day.' };
  }
  return { frequency, interval, byDay, byMonthDay };
}

function listOf(text: string | null): string[] {
  return text?.split(/[\s,;]+/).filter(Boolean) ?? [];
}

function notATime(column: string): Unusable {
  return { column, reason: 'This is not a time of the day, such as 9:00 or 5pm.' };
}

/** Days with the same hours as one schedule, so that "Monday to Friday" is one line. */
export function joinDays(schedules: readonly ScheduleDraft[]): ScheduleDraft[] {
  const joined = new Map<string, ScheduleDraft>();
  for (const schedule of schedules) {
    const { byDay, ...rest } = schedule;
    const joins = schedule.frequency === 'WEEKLY' && (schedule.interval ?? 1) === 1;
    const key = joins ? JSON.stringify(rest) : `alone ${joined.size}`;
    const days = new Set([...(joined.get(key)?.byDay ?? []), ...(byDay ?? [])]);
    joined.set(key, { ...schedule, byDay: joins ? WEEK.filter((day) => days.has(day)) : byDay });
  }
  return [...joined.values()];
}
