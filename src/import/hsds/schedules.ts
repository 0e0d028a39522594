import { z } from 'zod';
import type { ScheduleDraft } from '../../schema/drafts/partner-organization.js';
import type { Cells } from './tables.js';
import type { Adjust } from './values.js';

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

/** `MO` to `SU` of the name of a day in English or its beginning, or its number from Monday (1); undefined when it is none. */
export function parseWeekday(text: string): string | undefined {
  const name = text.trim().toLowerCase().replace(/\.$/, '');
  if (/^[1-7]$/.test(name)) return WEEK[Number(name) - 1];
  const index = name.length < 2 ? -1 : LONG_DAYS.findIndex((day) => day.startsWith(name));
  return WEEK[index];
}

/** Whether the row says no more than that it is closed on a day. */
export function isClosedDay({
  weekday,
  opens_at: opensAt,
  closes_at: closesAt,
  description,
}: Cells<'schedule'>): boolean {
  const nothing = (text: string | null) => !text || /^closed[.!]?$/i.test(text);
  return Boolean(weekday && parseWeekday(weekday)) && [opensAt, closesAt, description].every(nothing);
}

/**
 * Makes a schedule of a row: of a day and its hours (HSDS 1.1), or of a rule (HSDS 3.0).
 * @param fallback the time zone to use where the row names none
 */
export function scheduleOf(
  cells: Cells<'schedule'>,
  fallback: string | undefined,
  adjust: Adjust,
): ScheduleDraft | Unusable {
  const named = cells.timezone && isTimezone(cells.timezone) ? cells.timezone : null;
  const timezone = named ?? fallback!;
  if (cells.timezone && !named) adjust('timezone', `This is not a time zone: ${timezone} was taken.`);
  const appointment = appointmentIn(cells);
  const opensAt = appointment?.opensAt ?? clockTime(cells.opens_at, timezone, 'opens_at', adjust);
  const closesAt = appointment?.closesAt ?? clockTime(cells.closes_at, timezone, 'closes_at', adjust);
  if (typeof opensAt === 'object' && opensAt) return opensAt;
  if (typeof closesAt === 'object' && closesAt) return closesAt;
  if (opensAt === '24:00') return notATime('opens_at');
  if (!opensAt || !closesAt) {
    return { column: opensAt ? 'closes_at' : 'opens_at', reason: 'Hours need both a beginning and an end.' };
  }
  const rule = cells.weekday ? weekly(cells.weekday) : appointment && !cells.freq ? DAILY : ruleOf(cells);
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
    timezone,
    validFrom,
    validTo,
    ...(appointment ? { byAppointment: true } : {}),
    description: cells.description ?? appointment?.note ?? null,
  };
}

const DAILY: Rule = { frequency: 'DAILY', interval: 1, byDay: [], byMonthDay: [] };

/** What a row says of appointments: the hours are any, when it names none. Undefined when it needs none. */
function appointmentIn(cells: Cells<'schedule'>): { opensAt?: string; closesAt?: string; note?: string } | undefined {
  const { opens_at: opensAt, closes_at: closesAt, description } = cells;
  const note = [opensAt, closesAt, description].find((text) => text && BY_APPOINTMENT.test(text));
  // "By appointment or walk in", "no appointment needed": whoever comes is let in.
  if (!note || /\b(?:no|not|without)\b|walk[- ]?in/i.test(note)) return undefined;
  const named = note === description && (opensAt || closesAt);
  return named ? {} : { opensAt: '00:00', closesAt: '24:00', note };
}

const BY_APPOINTMENT = /\bappointments?\b/i;

/** `HH:MM` by the clock of the zone, of a time that may say how far from UTC it is; null where nothing stands. */
export function clockTime(
  text: string | null,
  timezone: string,
  column: string,
  adjust: Adjust,
): string | null | Unusable {
  if (text === null) return null;
  const [, clock, offset] = /^([\d:.]{1,20}(?:\s?[ap]m)?)\s?(Z|[+-]\d\d(?::?\d\d)?)$/i.exec(text) ?? [];
  const time = parseTime((clock ?? text).replace(/^(\d{1,2}:\d\d:\d\d)\.\d+$/, '$1'));
  if (time === undefined) return notATime(column);
  if (!offset) return time;
  const minutes = minutesOf(offset);
  const ofZone = offsetsOf(timezone);
  // It is by the clock there, in summer or winter.
  if (ofZone.includes(minutes) && !/z/i.test(offset)) return time;
  if (minutes !== 0) return { column, reason: `${timezone} is never ${offset} from UTC.` };
  const standard = Math.min(...ofZone);
  if (standard === 0) return time;
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  const local = (hour * 60 + minute + standard + DAY) % DAY;
  const taken = `${two(Math.floor(local / 60))}:${two(local % 60)}`;
  adjust(column, `Taken as ${taken}, which is this time in UTC by the clock of ${timezone} in winter.`);
  return taken;
}

const DAY = 24 * 60;

function two(number: number): string {
  return String(number).padStart(2, '0');
}

function minutesOf(offset: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(offset) ?? [];
  return hours ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : 0;
}

/** How many minutes a zone is from UTC, in January and July. */
function offsetsOf(timezone: string): number[] {
  const format = new Intl.DateTimeFormat('en', { timeZone: timezone, timeZoneName: 'longOffset' });
  return [0, 6].map((month) => {
    const parts = format.formatToParts(new Date(Date.UTC(2026, month, 15)));
    return minutesOf(parts.find(({ type }) => type === 'timeZoneName')!.value.replace('GMT', ''));
  });
}

type Rule = Pick<ScheduleDraft, 'frequency' | 'interval' | 'byDay' | 'byMonthDay'>;

function weekly(weekday: string): Rule | Unusable {
  const day = parseWeekday(weekday);
  if (day) return { frequency: 'WEEKLY', byDay: [day] };
  const reason = /^\d+$/.test(weekday)
    ? 'Days are 1 (Monday) to 7 (Sunday). Check what the other numbers of this file stand for.'
    : 'This is not a day of the week.';
  return { column: 'weekday', reason };
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
