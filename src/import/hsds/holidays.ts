import { z } from 'zod';
import type { ScheduleExceptionDraft } from '../../schema/drafts/partner-organization.js';
import { clockTime, type Unusable } from './schedules.js';
import type { Cells } from './tables.js';
import type { Adjust } from './values.js';

const YES = /^(?:true|t|yes|y|1|closed)$/i;
const NO = /^(?:false|f|no|n|0|open)$/i;

/** Makes an exception of a row: closed on some days, or open at other hours. */
export function exceptionOf(
  cells: Cells<'holiday'>,
  timezone: string,
  adjust: Adjust,
): ScheduleExceptionDraft | Unusable {
  const { closed, start_date: startsOn, end_date: endsOn, description } = cells;
  for (const column of ['start_date', 'end_date'] as const) {
    if (cells[column] && !z.iso.date().safeParse(cells[column]).success) {
      return { column, reason: 'This is not a day of the form YYYY-MM-DD.' };
    }
  }
  if (endsOn && endsOn < startsOn) return { column: 'end_date', reason: 'The last day is before the first.' };
  if (closed && !YES.test(closed) && !NO.test(closed)) {
    return { column: 'closed', reason: 'This is neither true nor false.' };
  }
  const days = { startsOn, endsOn: endsOn ?? startsOn, timezone, ...(description ? { description } : {}) };
  const hasHours = cells.opens_at || cells.closes_at;
  if (closed ? YES.test(closed) : !hasHours) {
    if (hasHours) adjust('closed', 'It says both that it is closed and its hours: taken as closed.');
    return days;
  }
  const opensAt = clockTime(cells.opens_at, timezone, 'opens_at', adjust);
  const closesAt = clockTime(cells.closes_at, timezone, 'closes_at', adjust);
  if (typeof opensAt === 'object' && opensAt) return opensAt;
  if (typeof closesAt === 'object' && closesAt) return closesAt;
  if (!opensAt || !closesAt || opensAt === '24:00') {
    return {
      column: opensAt ? 'closes_at' : 'opens_at',
      reason: 'It is not closed, so it needs hours, such as 10:00 and 14:00.',
    };
  }
  return { ...days, opensAt, closesAt };
}
