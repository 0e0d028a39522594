import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importHsds } from '../src/import/hsds/import-hsds.js';
import { ImportReport } from '../src/import/report.js';
import type { LocationDraft, PartnerOrganizationDraft } from '../src/schema/drafts/partner-organization.js';
import { RecordingTarget, realData, said } from './fixtures/recording-target.js';
import { type TestHub, testHub } from './harness/hub.js';

/*
 * The clock is that of the database, so hours are made to hold now or not: all day, or on other days.
 */

let hub: TestHub;
beforeAll(async () => {
  hub = await testHub();
});
afterAll(() => hub.close());

const day = (from: number) => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);
const ALL_DAY = { frequency: 'DAILY', opensAt: '00:00', closesAt: '24:00', timezone: 'UTC' } as const;
const NEVER = { ...ALL_DAY, frequency: 'MONTHLY', byDay: ['5MO'], byMonthDay: [1] } as const;
/** From yesterday to tomorrow, so that midnight changes nothing. */
const TODAY = { startsOn: day(-1), endsOn: day(1), timezone: 'UTC' };
const LATER = { startsOn: day(20), endsOn: day(30), timezone: 'UTC' };

let number = 0;
/** Publishes an organisation with one place, and reads it. */
async function stateOf(place: Partial<LocationDraft>) {
  const name = `House ${++number}`;
  await hub.services.imports.put('test', name, 'PARTNER_ORGANIZATION', {
    translations: [{ locale: 'en', title: name, body: 'A house.' }],
    locations: [{ key: 'main', name: 'Main', ...place }],
  } as PartnerOrganizationDraft);
  const { data, errors } = await hub.query<{
    partnerOrganizations: {
      nodes: { name: string; openState: string; openNow: boolean | null; locations: object[] }[];
    };
    open: { nodes: { name: string }[] };
  }>(`{ partnerOrganizations(first: 100) { nodes { name openState openNow locations { openState openNow } } }
        open: partnerOrganizations(first: 100, filter: { openNow: true }) { nodes { name } } }`);
  expect(errors).toBeUndefined();
  const { openState, openNow, locations } = data.partnerOrganizations.nodes.find((one) => one.name === name)!;
  expect(locations).toEqual([{ openState, openNow }]);
  expect(data.open.nodes.some((one) => one.name === name)).toBe(openState === 'OPEN');
  return [openState, openNow];
}

test.each<[string, Partial<LocationDraft>, [string, boolean | null]]>([
  ['no hours', {}, ['NOT_KNOWN', null]],
  ['all day', { schedules: [ALL_DAY] }, ['OPEN', true]],
  ['on other days', { schedules: [NEVER as never] }, ['CLOSED', false]],
  ['by appointment', { schedules: [{ ...ALL_DAY, byAppointment: true }] }, ['BY_APPOINTMENT', false]],
  ['open besides', { schedules: [{ ...ALL_DAY, byAppointment: true }, ALL_DAY] }, ['OPEN', true]],
  ['hours of another season', { schedules: [{ ...ALL_DAY, validTo: day(-10) }] }, ['NOT_KNOWN', null]],
  ['a holiday', { schedules: [ALL_DAY], scheduleExceptions: [TODAY] }, ['CLOSED', false]],
  [
    'a holiday of those with appointments',
    { schedules: [{ ...ALL_DAY, byAppointment: true }], scheduleExceptions: [TODAY] },
    ['CLOSED', false],
  ],
  ['a holiday later', { schedules: [ALL_DAY], scheduleExceptions: [LATER] }, ['OPEN', true]],
  [
    'a holiday with hours',
    { schedules: [NEVER as never], scheduleExceptions: [{ ...TODAY, opensAt: '00:00', closesAt: '24:00' }] },
    ['OPEN', true],
  ],
  ['nothing but a holiday', { scheduleExceptions: [TODAY] }, ['CLOSED', false]],
  ['nothing but a holiday later', { scheduleExceptions: [LATER] }, ['NOT_KNOWN', null]],
])('%s', async (_, place, state) => {
  expect(await stateOf(place)).toEqual(state);
});

test('a holiday of one place closes no other', async () => {
  const name = `House ${++number}`;
  await hub.services.imports.put('test', name, 'PARTNER_ORGANIZATION', {
    translations: [{ locale: 'en', title: name, body: 'A house.' }],
    locations: [
      { key: 'a', schedules: [ALL_DAY], scheduleExceptions: [{ ...TODAY, description: 'Feast' }] },
      { key: 'b', schedules: [ALL_DAY] },
    ],
  } as PartnerOrganizationDraft);
  const { data } = await hub.query<{ partnerOrganizations: { nodes: { name: string }[] } }>(
    `{ partnerOrganizations(first: 100) { nodes { name openState locations { openState scheduleExceptions {
      startsOn endsOn opensAt closesAt timezone description } } } } }`,
  );
  expect(data.partnerOrganizations.nodes.find((one) => one.name === name)).toEqual({
    name,
    openState: 'OPEN',
    locations: [
      {
        openState: 'CLOSED',
        scheduleExceptions: [{ ...TODAY, opensAt: null, closesAt: null, description: 'Feast' }],
      },
      { openState: 'OPEN', scheduleExceptions: [] },
    ],
  });
});

test('exceptions that cannot be are refused with their place', async () => {
  const as = await hub.signIn('editor');
  const { data } = await hub.query<{ answer: { errors: { path: string[] }[] } }>(
    `mutation ($input: PartnerOrganizationInput!) { answer: createPartnerOrganization(input: $input) { errors { path } } }`,
    {
      input: {
        translations: [{ locale: 'en', title: 'Odd', body: 'Odd.' }],
        locations: [
          {
            key: 'a',
            scheduleExceptions: [
              { startsOn: '2027-01-02', endsOn: '2027-01-01', timezone: 'UTC' },
              { startsOn: '2027-01-02', opensAt: '10:00', timezone: '+02:00' },
            ],
          },
        ],
      },
    },
    { as },
  );
  expect(data.answer.errors.map(({ path }) => path.slice(-2).join('.'))).toEqual([
    '0.endsOn',
    '1.closesAt',
    '1.timezone',
  ]);
});

describe('from directories', () => {
  async function imported(tables: Record<string, string>) {
    const folder = await mkdtemp(join(tmpdir(), 'hsds-holidays-'));
    try {
      const all = {
        'organizations.csv': 'id,name,description\no,Corner House,A house\n',
        'services.csv': 'id,organization_id,name\ns,o,Soup\n',
        ...tables,
      };
      for (const [name, text] of Object.entries(all)) await writeFile(join(folder, name), text);
      const target = new RecordingTarget();
      const report = await importHsds(folder, target, new ImportReport(), { timezone: 'America/Chicago' });
      return { report, service: target.draft<PartnerOrganizationDraft>('o').services![0]! };
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  test('holidays are taken, and what they do not say is refused', async () => {
    const { service, report } = await imported({
      'holiday_schedules.csv': `id,service_id,closed,opens_at,closes_at,start_date,end_date\n${[
        '1,s,true,,,2026-12-24,2026-12-26',
        '2,s,false,10:00,14:00-06:00,2026-12-31,',
        '3,s,,,,2027-01-01,2027-01-01',
        '4,s,TRUE,9:00,12:00,2027-02-01,2027-02-01',
        '5,s,false,,,2027-03-01,',
        '6,s,maybe,,,2027-03-01,',
        '7,s,true,,,01/03/2027,',
        '8,s,true,,,2027-03-02,2027-03-01',
      ].join('\n')}\n`,
    });
    const timezone = 'America/Chicago';
    expect(service.scheduleExceptions).toEqual([
      { startsOn: '2026-12-24', endsOn: '2026-12-26', timezone },
      { startsOn: '2026-12-31', endsOn: '2026-12-31', timezone, opensAt: '10:00', closesAt: '14:00' },
      { startsOn: '2027-01-01', endsOn: '2027-01-01', timezone },
      { startsOn: '2027-02-01', endsOn: '2027-02-01', timezone },
    ]);
    expect(said(report, 'holiday_schedules.csv')).toEqual([
      'adjusted 5 closed: It says both that it is closed and its hours: taken as closed.',
      'refused 6 opens_at: It is not closed, so it needs hours, such as 10:00 and 14:00.',
      'refused 7 closed: This is neither true nor false.',
      'refused 8 start_date: This is not a day of the form YYYY-MM-DD.',
      'refused 9 end_date: The last day is before the first.',
    ]);
  });

  test('hours by appointment are told apart', async () => {
    const { service } = await imported({
      'schedules.csv': `id,service_id,weekday,opens_at,closes_at,description\n${[
        '1,s,1,9:00,12:00,By appointment only',
        '2,s,2,By appointment,,',
        '3,s,,,,Please call for an appointment',
        '4,s,4,9:00,12:00,No appointment needed',
      ].join('\n')}\n`,
    });
    expect(service.schedules).toMatchObject([
      { byDay: ['MO'], opensAt: '09:00', closesAt: '12:00', byAppointment: true },
      { byDay: ['TU'], opensAt: '00:00', closesAt: '24:00', byAppointment: true, description: 'By appointment' },
      { frequency: 'DAILY', opensAt: '00:00', closesAt: '24:00', byAppointment: true },
      { byDay: ['TH'], opensAt: '09:00', closesAt: '12:00' },
    ]);
    expect(service.schedules![3]).not.toHaveProperty('byAppointment');
  });

  const sample = realData('hsds-1.1-sample');
  (sample ? test : test.skip)(`the official sample${sample ? '' : ' (not there: set HEARTH_TEST_DATA)'}`, async () => {
    const report = await importHsds(join(sample!, 'all_resources'), new RecordingTarget(), new ImportReport(), {
      timezone: 'America/Chicago',
    });
    expect(report.tables.get('holiday_schedules.csv')).toEqual({ read: 1, imported: 1, refused: 0 });
  });
});
