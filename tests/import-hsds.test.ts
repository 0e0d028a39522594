import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importHsds } from '../src/import/hsds/import-hsds.js';
import { joinDays, parseTime, parseWeekday } from '../src/import/hsds/schedules.js';
import { Staging } from '../src/import/hsds/staging.js';
import { ImportMistake } from '../src/import/mistake.js';
import { ImportReport } from '../src/import/report.js';
import type { PartnerOrganizationDraft } from '../src/schema/drafts/partner-organization.js';
import { RecordingTarget, realData, said } from './fixtures/recording-target.js';
import { type TestHub, testHub } from './harness/hub.js';

const FIXTURES_1_1 = 'tests/fixtures/hsds-1.1';
const FIXTURES_3_0 = 'tests/fixtures/hsds-3.0';
const CHICAGO = { timezone: 'America/Chicago' };

const folders: string[] = [];
/** A folder with these tables. */
async function folderOf(tables: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hsds-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(tables)) await writeFile(join(folder, name), text);
  return folder;
}
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

describe('HSDS 1.1', () => {
  const target = new RecordingTarget();
  let report: ImportReport;
  beforeAll(async () => {
    report = await importHsds(FIXTURES_1_1, target, new ImportReport(), CHICAGO);
  });
  const organization = (id: string) => target.draft<PartnerOrganizationDraft>(id);

  test('tells every row of organisations that was not taken as it stands', () => {
    expect([...target.drafts.keys()]).toEqual(['o1', 'o3']);
    expect(said(report, 'organizations.csv')).toEqual([
      'refused 5 name: The name is missing.',
      'refused 7 id: The same id stands in row 2 of organizations.csv already.',
      'notice 1 tax_id: The hub has no place for this column: 1 value was left out.',
      'adjusted 2 url: Taken as https://www.puddle.example.',
      'adjusted 6 description: There is no description: the name stands in its place.',
      'adjusted 6 url: This is not a web address: it was left out.',
      'adjusted 6 email: This is not one e-mail address: it was left out.',
    ]);
    expect(report.tables.get('organizations.csv')).toEqual({ read: 4, imported: 2, refused: 2 });
  });

  test('shows plain text as it was', () => {
    expect(organization('o1')).toMatchObject({
      translations: [
        {
          locale: 'en',
          title: 'Puddle Lane Family House',
          body: 'A house for families.\n\nOpen to \\*all\\*; under_scored words stay.',
          searchTerms: ['The Puddle'],
        },
      ],
      url: 'https://www.puddle.example',
      email: 'hello@puddle.example',
      legalStatus: 'Charity',
    });
    expect(organization('o3')).toMatchObject({ url: null, email: null });
  });

  test('takes services with where they are offered', () => {
    expect(said(report, 'services.csv')).toEqual([
      'refused 4 organization_id: There is no organisation "o9".',
      'refused 5 status: The service is not active.',
      expect.stringMatching(/^refused 7 id: The same id stands in row 6 of services.csv already/),
      'refused 9 organization_id: The organisation "o2" (organizations.csv, row 5) was not taken.',
      'adjusted 8 maximum_age: The highest age is below the lowest: both were left out.',
      'adjusted 6 minimum_age: This is not an age in whole years: it was left out.',
    ]);
    expect(organization('o1').services).toMatchObject([
      {
        key: 's1',
        locations: ['l1'],
        eligibleMinAge: 0,
        eligibleMaxAge: 6,
        translations: [{ name: 'Breakfast', description: 'Porridge, and\ncompany', fees: 'Free' }],
      },
      { key: 's4', locations: [], eligibleMinAge: null, eligibleMaxAge: null },
    ]);
    expect(said(report, 'services_at_location.csv')).toEqual([
      'refused 4 service_id: The service "s2" (services.csv, row 4) was not taken.',
      'refused 3 location_id: There is no location "l99".',
    ]);
  });

  test('gives rows without an id one by what they say', () => {
    const [service] = organization('o3').services!;
    expect(service!.key).toMatch(/^content-[0-9a-f]{16}$/);
  });

  test('takes places, without coordinates where those are not whole', () => {
    expect(said(report, 'locations.csv')).toEqual([
      'refused 5 -: The row does not say what it belongs to.',
      'refused 6 organization_id: There is no organisation "o9".',
      'notice 1 alternate_name: The hub has no place for this column: 1 value was left out.',
      'adjusted 3 latitude: Half a coordinate is none: the place was taken without.',
      'adjusted 4 latitude: There is no such place on earth, for a latitude is from -90 to 90: it was taken without.',
    ]);
    const [main, half, nowhere] = organization('o1').locations!;
    expect(main).toMatchObject({ key: 'l1', latitude: 41.5, longitude: -87.6, transportation: 'Bus 4' });
    expect(half).not.toHaveProperty('latitude');
    expect(nowhere).not.toHaveProperty('latitude');
  });

  test('keeps addresses as they stand', () => {
    expect(organization('o1').locations![0]!.address).toEqual({
      street: 'Front desk, 12 Puddle LaneSpringfield',
      postalCode: '60001',
      city: null,
      region: 'IL',
      country: 'US',
    });
    // A post-office box is no place.
    expect(organization('o3')).toMatchObject({
      locations: [],
      postalAddress: { street: 'P.O. Box 7Kettleton', country: null },
    });
    expect(said(report, 'physical_addresses.csv')).toEqual([
      'adjusted 2 country: Taken as US.',
      'refused 3 -: The location has another physical address already, and the hub keeps one.',
      'adjusted 4 address_1: A post-office box is where letters go, and no place: it was taken as the postal address.',
      'adjusted 4 country: This is not a country as two letters (ISO 3166-1), such as US: it was left out.',
    ]);
  });

  test('hangs telephones where they belong', () => {
    const { phones, locations, services } = organization('o1');
    expect(phones).toMatchObject([{ number: '(312) 555-0101' }, { number: '(312) 555-0106' }]);
    expect(locations![0]!.phones).toEqual([
      { number: '(312) 555-0102', extension: '7', label: 'textphone, Office', languages: ['en', 'es'] },
    ]);
    expect(services![0]!.phones).toMatchObject([{ number: '(312) 555-0103', languages: ['es'] }]);
    expect(said(report, 'phones.csv')).toEqual([
      'refused 5 -: The row does not say what it belongs to.',
      'refused 6 location_id: The location "l5" (locations.csv, row 6) was not taken.',
      'adjusted 7 location_id: There is no location "l99". The row was taken for its organisation.',
      'refused 9 number: The number is missing.',
      'refused 8 number: This is not a telephone number.',
      'refused 10 -: The same stands in row 2 of phones.csv already.',
    ]);
    expect(report.tables.get('phones.csv')).toEqual({ read: 9, imported: 4, refused: 5 });
  });

  test('makes schedules of days and hours', () => {
    const { locations, services } = organization('o1');
    expect(locations![0]!.schedules).toMatchObject([
      { frequency: 'WEEKLY', byDay: ['MO', 'TU'], opensAt: '09:00', closesAt: '17:00', timezone: 'America/Chicago' },
      { frequency: 'WEEKLY', byDay: ['SA'], opensAt: '10:00', closesAt: '04:00' },
    ]);
    expect(services![0]!.schedules).toMatchObject([{ byDay: ['SU'], opensAt: '08:30', closesAt: '24:00' }]);
    expect(said(report, 'regular_schedules.csv')).toEqual([
      'refused 10 service_id: There is no service "s9".',
      'notice - -: 1 row names a day without hours: closed on that day.',
      'refused 5 opens_at: This is not a time of the day, such as 9:00 or 5pm.',
      'refused 6 closes_at: Hours need both a beginning and an end.',
      'refused 7 weekday: This is not a day of the week.',
      expect.stringMatching(/^adjusted 8 closes_at: It closes before it opens/),
      'refused 11 -: The same stands in row 2 of regular_schedules.csv already.',
    ]);
  });

  test('notices tables it has no place for', () => {
    expect(said(report, 'contacts.csv')).toEqual([
      'notice - -: The hub has no place for this table: 1 row was left out.',
    ]);
  });

  test('counts every row once', () => {
    for (const { read, imported, refused } of report.tables.values()) expect(imported + refused).toBe(read);
    const refusedRows = new Set(
      report.problems.filter(({ severity }) => severity === 'refused').map(({ file, row }) => `${file} ${row}`),
    );
    expect(refusedRows.size).toBe([...report.tables.values()].reduce((sum, { refused }) => sum + refused, 0));
  });
});

describe('HSDS 3.0', () => {
  const target = new RecordingTarget();
  let report: ImportReport;
  beforeAll(async () => {
    report = await importHsds(FIXTURES_3_0, target, new ImportReport());
  });

  test('shares a place among the organisations that use it', () => {
    const hall = {
      key: 'hall',
      name: 'The hall',
      description: 'Step-free by the side door\n\nRing the bell',
      address: { street: '1 Hall Row', city: 'Mossford', postalCode: 'MO1 1SS', country: 'GB' },
      phones: [{ number: '020 7946 0001', label: null, languages: ['ur'] }],
    };
    for (const [id, service] of [
      ['a', 'a1'],
      ['b', 'b1'],
    ] as const) {
      const draft = target.draft<PartnerOrganizationDraft>(id);
      expect(draft.locations).toMatchObject([hall]);
      expect(draft.services).toMatchObject([{ key: service, locations: ['hall'] }]);
    }
    expect(said(report, 'locations.csv')).toContain(
      'adjusted 2 organization_id: There is no organisation "z". The location was taken for the services that are offered there.',
    );
    expect(report.tables.get('locations.csv')).toEqual({ read: 1, imported: 1, refused: 0 });
  });

  test('takes ages, fees, languages and telephones of a service', () => {
    expect(target.draft<PartnerOrganizationDraft>('a')).toMatchObject({
      url: 'https://lantern.example',
      languages: ['cy'],
      services: [
        {
          eligibleMinAge: 3,
          eligibleMaxAge: 10,
          languages: ['tr'],
          translations: [{ eligibility: 'Everyone', fees: 'Bring a biscuit' }],
        },
      ],
    });
    expect(target.draft<PartnerOrganizationDraft>('b').services![0]!.phones).toMatchObject([
      { number: '020 7946 0002' },
    ]);
    expect(said(report, 'languages.csv')).toEqual([
      'refused 5 name: This is not known as a language: write its English name, or its code.',
    ]);
    expect(said(report, 'phones.csv')).toEqual(['refused 4 -: The row does not say what it belongs to.']);
  });

  test('takes rules of RFC 5545, and refuses those it cannot keep', () => {
    expect(target.draft<PartnerOrganizationDraft>('a').services![0]!.schedules).toEqual([
      {
        frequency: 'WEEKLY',
        interval: 1,
        byDay: ['TU', 'FR'],
        byMonthDay: [],
        opensAt: '18:00',
        closesAt: '20:00',
        timezone: 'Europe/London',
        validFrom: '2026-01-01',
        validTo: null,
        description: 'Ring twice',
      },
    ]);
    expect(target.draft<PartnerOrganizationDraft>('b').services![0]!.schedules).toMatchObject([
      { frequency: 'MONTHLY', interval: 2, byDay: ['1SA', '-1FR'], validFrom: '2026-02-03', validTo: '2026-12-31' },
    ]);
    expect(said(report, 'schedules.csv')).toEqual([
      'refused 4 count: The hub cannot keep count, and without it the rule would say something else.',
      'refused 5 freq: The hub keeps schedules that are DAILY, WEEKLY or MONTHLY.',
      'refused 6 interval: An interval counts from a first day: give dtstart or valid_from.',
    ]);
  });
});

describe('the files themselves', () => {
  const read = async (tables: Record<string, string>) => {
    const target = new RecordingTarget();
    return { target, report: await importHsds(await folderOf(tables), target) };
  };

  test('a byte order mark, CRLF and quotes over several lines keep the line numbers right', async () => {
    const { target, report } = await read({
      'Organizations.CSV': 'unread',
      'organizations.csv': '\uFEFFid,name,description\r\n1,One,"a\r\nb ""c"""\r\n\r\n2,,late\r\n3,5" pipes,\r\n',
    });
    expect([...target.drafts.keys()]).toEqual(['1', '3']);
    expect(target.draft('1').translations![0]!.body).toBe('a\\\nb "c"');
    expect(said(report, 'organizations.csv')).toContain('refused 5 name: The name is missing.');
  });

  test('rows with too few or too many values, and quotes that are never closed', async () => {
    const { target, report } = await read({
      'organizations.csv': 'id,name,description\n1,One\n2,Two,a,b\n3,Three,c\n4,"Four,d\n5,Five,e\n',
    });
    expect([...target.drafts.keys()]).toEqual(['1', '3']);
    expect(said(report, 'organizations.csv')).toEqual([
      'adjusted 2 -: The row has 2 values of 3. The others count as empty.',
      'refused 3 -: The row has 4 values, but there are 3 columns. Put values that hold a comma into quotes.',
      'refused 5 -: A quote that is opened here is never closed. Nothing from here to the end of the file was taken.',
      'adjusted 2 description: There is no description: the name stands in its place.',
    ]);
  });

  test('values parted by semicolons', async () => {
    const { report } = await read({ 'organizations.csv': 'id;name\n1;One\n' });
    expect(report.count('refused')).toBe(1);
    expect(said(report, 'organizations.csv')[0]).toMatch(/^refused 1 -: No column of this table is there/);
  });

  test('text that is not UTF-8', async () => {
    const folder = await folderOf({});
    await writeFile(join(folder, 'organizations.csv'), Buffer.from('id,name,description\n1,Caf\xe9,x\n', 'latin1'));
    const report = await importHsds(folder, new RecordingTarget());
    expect(said(report, 'organizations.csv')).toEqual([
      'notice - -: 1 line is not UTF-8 and read as Windows-1252 (Western European). Look at letters with accents; if they are wrong, say with --encoding what it is.',
    ]);
  });

  test('an organisation the hub refuses takes its rows with it, and each is told', async () => {
    const { target, report } = await read({
      'organizations.csv': `id,name,description\n1,One,${'x'.repeat(200_001)}\n2,Two,y\n`,
      'services.csv': 'id,organization_id,name\ns,1,Knitting\n',
    });
    expect([...target.drafts.keys()]).toEqual(['2']);
    expect(said(report, 'organizations.csv')).toEqual([expect.stringMatching(/^refused 2 -: translations.0.body: /)]);
    expect(said(report, 'services.csv')).toEqual(['refused 2 -: Its organisation "One" could not be taken.']);
    expect(report.tables.get('services.csv')).toEqual({ read: 1, imported: 0, refused: 1 });
  });

  test.each([
    ['no such folder', 'tests/fixtures/nowhere', {}, 'There is no folder'],
    ['a file', 'tests/fixtures/hsds-1.1/phones.csv', {}, 'is a file'],
    ['no organisations', 'tests/fixtures/medlineplus', {}, 'There is no organizations.csv'],
    ['hours in no zone', FIXTURES_1_1, {}, 'Say which with --timezone'],
    ['no time zone', FIXTURES_1_1, { timezone: 'Chicago' }, 'is not a time zone'],
    ['no country', FIXTURES_1_1, { ...CHICAGO, country: 'usa' }, 'is not a country'],
    ['no language of the site', FIXTURES_1_1, { ...CHICAGO, locale: 'fr' }, 'The site has no language "fr"'],
  ])('%s: nothing begins', async (_, folder, options, message) => {
    const target = new RecordingTarget();
    const attempt = importHsds(folder, target, new ImportReport(), options);
    await expect(attempt).rejects.toThrow(ImportMistake);
    await expect(attempt).rejects.toThrow(message);
    expect(target.drafts.size).toBe(0);
  });

  test('progress goes up to its end', async () => {
    const seen: [number, number][] = [];
    await importHsds(FIXTURES_1_1, new RecordingTarget(), new ImportReport((...step) => seen.push(step)), CHICAGO);
    expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).sort((a, b) => a - b));
    expect(seen.at(-1)![0]).toBe(seen.at(-1)![1]);
  });
});

test('times as people write them', () => {
  const times = [
    '9:00',
    '09:00:00',
    '9am',
    '12 a.m.',
    '12pm',
    '5.30 PM',
    '24:00',
    '9',
    '25:00',
    '13pm',
    '9:5',
    '10:00Z',
  ];
  expect(times.map(parseTime)).toEqual([
    '09:00',
    '09:00',
    '09:00',
    '00:00',
    '12:00',
    '17:30',
    '24:00',
    ...Array(5).fill(undefined),
  ]);
  expect(['Monday', 'tue.', 'SU', '1', '7', 'T', 'Montag', '', '0', '8'].map(parseWeekday)).toEqual([
    'MO',
    'TU',
    'SU',
    'MO',
    'SU',
    ...Array(5).fill(undefined),
  ]);
});

test('days are joined only where the hours are the same and every week', () => {
  const hours = { frequency: 'WEEKLY', opensAt: '09:00', closesAt: '12:00', timezone: 'Europe/Berlin' } as const;
  const joined = joinDays([
    { ...hours, byDay: ['FR'] },
    { ...hours, byDay: ['MO'] },
    { ...hours, byDay: ['TU'], closesAt: '13:00' },
    { ...hours, byDay: ['WE'], interval: 2, validFrom: '2026-01-01' },
    { ...hours, byDay: ['TH'], interval: 2, validFrom: '2026-01-01' },
  ]);
  expect(joined.map(({ byDay }) => byDay)).toEqual([['MO', 'FR'], ['TU'], ['WE'], ['TH']]);
});

test('rows of many organisations come back by organisation, in their order', async () => {
  const staging = await Staging.open(100_000_000);
  try {
    for (let line = 1; line <= 12_000; line++) {
      const cells = { id: `s${line}`, service_id: `s${line}`, location_id: 'l\u2028' };
      const row = { table: 'serviceAtLocation', file: 'x.csv', line, cells, owner: null, copy: false } as const;
      await staging.add(`o${line % 300}`, row);
    }
    const seen: number[][] = [];
    for await (const rows of staging.organizations()) seen.push(rows.map(({ line }) => line));
    expect(seen).toHaveLength(300);
    for (const lines of seen) {
      const first = lines[0]!;
      expect(lines).toEqual(Array.from({ length: 40 }, (_, i) => first + 300 * i));
    }
  } finally {
    await staging.close();
  }
});

describe('into a hub', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await testHub();
  });
  afterAll(() => hub.close());

  const idsIn = async (table: string) => {
    const { rows } = await hub.database.pool.query(`select id from ${table} order by id`);
    return rows.map(({ id }) => id as string);
  };

  test('interrupted and begun again it is complete, and once more changes nothing', async () => {
    let left = 1;
    const failing = {
      locales: hub.services.locales,
      topics: hub.services.topics,
      imports: {
        known: hub.services.imports.known.bind(hub.services.imports),
        takeBack: hub.services.imports.takeBack.bind(hub.services.imports),
        put: (...all: Parameters<typeof hub.services.imports.put>) => {
          if (left-- === 0) throw new Error('the power went');
          return hub.services.imports.put(...all);
        },
      },
    };
    await expect(importHsds(FIXTURES_1_1, failing, new ImportReport(), CHICAGO)).rejects.toThrow('the power went');

    const second = await importHsds(FIXTURES_1_1, hub.services, new ImportReport(), CHICAGO);
    expect(second.outcomes).toMatchObject({ created: 1, updated: 0, unchanged: 1 });
    const tables = ['entry', 'location', 'service', 'phone', 'schedule'];
    const before = await Promise.all(tables.map(idsIn));
    expect(before.map((ids) => ids.length)).toEqual([2, 3, 3, 4, 3]);

    const third = await importHsds(FIXTURES_1_1, hub.services, new ImportReport(), CHICAGO);
    expect(third.outcomes).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
    expect(await Promise.all(tables.map(idsIn))).toEqual(before);
    expect(third.toCsv()).toBe(second.toCsv());

    const { data } = await hub.query<{ partnerOrganizations: { nodes: { name: string }[] } }>(
      '{ partnerOrganizations(first: 10) { nodes { name } } }',
    );
    expect(data.partnerOrganizations.nodes.map(({ name }) => name).sort()).toEqual([
      'Kettle & Quilt',
      'Puddle Lane Family House',
    ]);
  });
});

const illinois = realData('hsds-illinois');
const onRealData = illinois ? test : test.skip;
onRealData(`the directory of Illinois${illinois ? '' : ' (not there: set HEARTH_TEST_DATA)'}`, async () => {
  const target = new RecordingTarget();
  const report = await importHsds(illinois!, target, new ImportReport(), { ...CHICAGO, country: 'US' });
  // Counted in the files with other means.
  expect(Object.fromEntries(report.tables)).toEqual({
    'organizations.csv': { read: 33, imported: 33, refused: 0 },
    'services.csv': { read: 430, imported: 89, refused: 341 },
    'locations.csv': { read: 520, imported: 72, refused: 448 },
    'postal_addresses.csv': { read: 33, imported: 33, refused: 0 },
    'phones.csv': { read: 982, imported: 192, refused: 790 },
    'regular_schedules.csv': { read: 2492, imported: 441, refused: 2051 },
  });
  expect(target.drafts.size).toBe(33);
});
