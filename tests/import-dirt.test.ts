import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type HsdsOptions, importHsds } from '../src/import/hsds/import-hsds.js';
import { languageTags } from '../src/import/hsds/languages.js';
import { ImportMistake } from '../src/import/mistake.js';
import { ImportReport } from '../src/import/report.js';
import type { PartnerOrganizationDraft } from '../src/schema/drafts/partner-organization.js';
import { RecordingTarget, realData, said } from './fixtures/recording-target.js';
import { type TestHub, testHub } from './harness/hub.js';

/*
 * What stands in directories that people and programs have written: each kind in a few rows of ours.
 */

const CHICAGO = { timezone: 'America/Chicago' };

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function folderOf(tables: Record<string, string | Buffer>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hsds-dirt-'));
  folders.push(folder);
  const all = {
    'organizations.csv': 'id,name,description\no,Corner House,A house\n',
    'services.csv': 'id,organization_id,name\ns,o,Soup\n',
    'locations.csv': 'id,organization_id,name\nl,o,Yard\n',
    ...tables,
  };
  for (const [name, text] of Object.entries(all)) await writeFile(join(folder, name), text);
  return folder;
}

/** Imports tables besides an organisation `o` with a service `s` and a location `l`. */
async function imported(tables: Record<string, string | Buffer>, options: HsdsOptions = CHICAGO) {
  const target = new RecordingTarget();
  const report = await importHsds(await folderOf(tables), target, new ImportReport(), options);
  const draft = target.draft<PartnerOrganizationDraft>('o');
  return { report, draft, service: draft.services![0]!, place: draft.locations![0]! };
}

describe('hours', () => {
  const HEAD = 'id,service_id,weekday,opens_at,closes_at,timezone,valid_from,description\n';
  const hours = async (rows: string[], options = CHICAGO) =>
    imported(
      {
        'regular_schedules.csv':
          HEAD + rows.map((row, i) => `h${i},s,${row}${','.repeat(6 - row.split(',').length)}\n`).join(''),
      },
      options,
    );

  test('days are numbers from Monday, and 0 is none', async () => {
    const { service, report } = await hours([
      '1,09:00:00,17:00:00',
      '2,09:00:00,17:00:00',
      '7,10:00,12:00',
      '0,9:00,17:00',
    ]);
    expect(service.schedules).toMatchObject([
      { byDay: ['MO', 'TU'], opensAt: '09:00', closesAt: '17:00' },
      { byDay: ['SU'], opensAt: '10:00', closesAt: '12:00' },
    ]);
    expect(said(report, 'regular_schedules.csv')).toContainEqual(
      expect.stringMatching(/^refused 5 weekday: Days are 1/),
    );
    expect(report.tables.get('regular_schedules.csv')).toEqual({ read: 4, imported: 3, refused: 1 });
  });

  test.each([
    ['09:00:00-06:00', 'America/Chicago', '09:00'],
    ['09:00-0500', 'America/Chicago', '09:00'],
    ['9:00 am -06:00', 'America/Chicago', '09:00'],
    ['09:00:00.000+05:30', 'Asia/Kolkata', '09:00'],
    ['15:00Z', 'America/Chicago', '09:00'],
    ['15:00:00+00:00', 'America/Chicago', '09:00'],
    ['09:00Z', 'Europe/London', '09:00'],
    ['23:00Z', 'Australia/Brisbane', '09:00'],
  ])('%s in %s is %s', async (time, timezone, local) => {
    const { service } = await hours([`1,${time},23:59`], { timezone });
    expect(service.schedules).toMatchObject([{ opensAt: local, closesAt: '23:59', timezone }]);
  });

  test('a time in UTC is told as what it was taken, and an offset of elsewhere is refused', async () => {
    const { report, service } = await hours(['1,15:00Z,23:00Z', '2,09:00+09:00,17:00', '3,09:00-17:00,18:00']);
    expect(service.schedules).toMatchObject([{ byDay: ['MO'], opensAt: '09:00', closesAt: '17:00' }]);
    expect(said(report, 'regular_schedules.csv')).toEqual([
      'adjusted 2 opens_at: Taken as 09:00, which is this time in UTC by the clock of America/Chicago in winter.',
      'adjusted 2 closes_at: Taken as 17:00, which is this time in UTC by the clock of America/Chicago in winter.',
      'refused 3 opens_at: America/Chicago is never +09:00 from UTC.',
      'refused 4 opens_at: America/Chicago is never -17:00 from UTC.',
    ]);
  });

  test('what cannot be read is not imported, and nothing but that is called closed', async () => {
    const { report } = await hours([
      'Monday,,',
      'Tuesday,Closed,',
      'Varies,,',
      'Friday,,,,,Call for hours',
      '9,closed,closed',
    ]);
    expect(report.tables.get('regular_schedules.csv')).toEqual({ read: 5, imported: 2, refused: 3 });
  });
});

describe('addresses', () => {
  const HEAD = 'id,location_id,organization_id,address_1,city,address_type\n';
  const STREET = '12 Puddle Lane';

  test.each([
    ['postal first', 'a,l,,PO Box 7,Kettle,postal\nb,l,,12 Puddle Lane,Kettle,physical\n'],
    ['physical first', 'b,l,,12 Puddle Lane,Kettle,physical\na,l,,PO Box 7,Kettle,postal\n'],
    ['a box that is called physical', 'a,l,,P. O. Box 7,Kettle,physical\nb,l,,12 Puddle Lane,Kettle,\n'],
  ])('the place is where people go: %s', async (_, rows) => {
    const { place, report } = await imported({ 'addresses.csv': HEAD + rows });
    expect(place).toMatchObject({
      address: { street: STREET },
      postalAddress: { street: expect.stringMatching(/Box 7$/) },
    });
    expect(report.tables.get('addresses.csv')).toMatchObject({ imported: 2, refused: 0 });
  });

  test('letters to an organisation are no place, and a virtual address is no address', async () => {
    const { draft, report } = await imported({
      'addresses.csv': `${HEAD}a,,o,9 Post Row,Kettle,postal\nb,l,,zoom.example,,virtual\nc,l,,12 Puddle Lane,Kettle,"physical,postal"\n`,
    });
    expect(draft.postalAddress).toMatchObject({ street: '9 Post Row' });
    expect(draft.locations).toMatchObject([
      { key: 'l', address: { street: STREET }, postalAddress: { street: STREET } },
    ]);
    expect(said(report, 'addresses.csv')).toEqual([
      expect.stringMatching(/^refused 3 address_type: A virtual address/),
    ]);
  });
});

test('fax numbers are no telephones', async () => {
  const { service, report } = await imported({
    'phones.csv': `id,service_id,number,type,description\n${[
      '1,s,555-0101,fax,',
      '2,s,555-0102,Facsimile,',
      '3,s,555-0103,,Fax',
      '4,s,555-0104,,Main office fax number',
      '5,s,555-0105 (fax),,',
      '6,s,555-0106,pager,',
      '7,s,555-0107,voice,Ask here for our fax number',
      '8,s,555-0108,,Phone and fax',
      '9,s,555-0109,Voice/Fax,',
      '10,s,555-0110,textphone,',
    ].join('\n')}\n`,
  });
  expect(service.phones!.map(({ number }) => number)).toEqual(['555-0107', '555-0108', '555-0109', '555-0110']);
  expect(report.tables.get('phones.csv')).toEqual({ read: 10, imported: 4, refused: 6 });
  expect(said(report, 'phones.csv')[0]).toBe(
    'refused 2 number: This is the number of a fax, which nobody can call: the hub keeps telephones.',
  );
});

describe('languages', () => {
  const read = (text: string) => {
    const untold: string[] = [];
    return [languageTags(text, 'language', (_, reason) => untold.push(reason)), untold.length];
  };

  test.each([
    ['English', ['en']],
    ['english, Spanish', ['en', 'es']],
    ['English/Español', ['en', 'es']],
    ['Spanish and Polish; Deutsch', ['es', 'pl', 'de']],
    ['Spanish; Castilian', ['es']],
    ['eng', ['en']],
    ['pt_BR', ['pt-BR']],
    ['ASL', ['ase']],
    ['asl', ['ase']],
    ['American Sign Language', ['ase']],
    ['Chinese (Mandarin)', ['zh']],
    ['Chinese (Cantonese)', ['yue']],
    ['English (fluent)', ['en']],
    ['Farsi', ['fa']],
    ['Tagalog', ['fil']],
    ['Haitian Creole', ['ht']],
    ['Hmong', ['hmn']],
  ])('%s', (text, tags) => {
    expect(read(text)).toEqual([tags, 0]);
  });

  test.each(['Klingonish', 'any', 'All', 'xx', 'interpreter on request', '-'])('%s is none', (text) => {
    expect(read(text)).toEqual([[], 1]);
  });

  test('a row of names is taken, by the code or else the name, and what is left out of it is told', async () => {
    const { service, report } = await imported({
      'languages.csv':
        'id,service_id,name,code,language\n1,s,,,English\n2,s,Turkish,??,\n3,s,,,"Polish, Klingonish"\n4,s,,,\n',
    });
    expect(service.languages).toEqual(['en', 'tr', 'pl']);
    expect(said(report, 'languages.csv')).toEqual([
      expect.stringMatching(/^adjusted 4 language: "Klingonish" is not known as a language/),
      'refused 5 -: The row names no language.',
    ]);
  });
});

test('coordinates: a comma is a point, 0, 0 is nowhere, and each refusal says what is wrong', async () => {
  const { draft, report } = await imported({
    'locations.csv': `id,organization_id,name,latitude,longitude\n${[
      'a,o,A,"41,5","-87,6"',
      'b,o,B,0,0.000',
      'c,o,C,north,-87.6',
      'd,o,D,95,-87.6',
      'e,o,E,0,6.5',
    ].join('\n')}\n`,
  });
  expect(draft.locations!.map(({ latitude, longitude }) => [latitude, longitude])).toEqual([
    [41.5, -87.6],
    [undefined, undefined],
    [undefined, undefined],
    [undefined, undefined],
    [0, 6.5],
  ]);
  expect(said(report, 'locations.csv')).toEqual([
    'adjusted 2 latitude: Taken as 41.5.',
    'adjusted 2 longitude: Taken as -87.6.',
    'adjusted 3 latitude: 0, 0 lies in the sea and stands for a place nobody knows: it was taken without coordinates.',
    'adjusted 4 latitude: This is not a number of degrees, such as 41.8781: the place was taken without coordinates.',
    'adjusted 5 latitude: There is no such place on earth, for a latitude is from -90 to 90: it was taken without.',
  ]);
});

test('eligibilities.csv says who may use a service', async () => {
  const { service, report } = await imported({ 'eligibilities.csv': 'id,service_id,eligibility\n1,s,Families\n' });
  expect(service.translations![0]!.eligibility).toBe('Families');
  expect(report.problems).toEqual([]);
});

test('what is left out is told: a second address on the web, and the rows of tables without a place', async () => {
  const { draft, report } = await imported({
    'organizations.csv': 'id,name,description,url,website\no,House,A house,https://old.example,https://new.example\n',
    'funding.csv': 'id,organization_id,source\n1,o,"A\nB"\n2,o,C\n\n',
    'programs.csv': 'id,name\n1,"never closed\n',
  });
  expect(draft.url).toBe('https://new.example');
  expect(said(report, 'organizations.csv')).toEqual(['adjusted 2 url: The hub keeps one: the website was taken.']);
  expect(said(report, 'funding.csv')).toEqual([
    'notice - -: The hub has no place for this table: 2 rows were left out.',
  ]);
  expect(report.problems.map(({ file }) => file)).toContain('programs.csv');
});

test('a refusal says why: a row that was not right is there, and contacts are not kept', async () => {
  const { report } = await imported({
    'services.csv': 'id,organization_id,name\ns,o,Soup\nt,o,\n',
    'phones.csv': 'id,service_id,contact_id,number\n1,t,,555-0101\n2,,c1,555-0102\n',
  });
  expect(said(report, 'phones.csv')).toEqual([
    'refused 2 service_id: The service "t" (services.csv, row 3) was not taken.',
    'refused 3 -: It belongs to the contact "c1" only, and the hub keeps no contacts.',
  ]);
});

describe('what programs leave', () => {
  test('line breaks that are written out become some; the rest is told', async () => {
    const rows = [
      '1,Soup\\nBread',
      '2,###MON### 9-5 ###TUE### closed',
      '3,Caf\u00c3\u00a9',
      '4,Families\u00e2\u20ac\u2122 room',
      '5,Bread &amp; butter',
      '6,<p>Hello</p>',
      '7,Caf\ufffd',
      '8,Café for < 5 & more than 2 > 1: 100 % #1',
    ];
    const target = new RecordingTarget();
    const folder = await folderOf({
      'organizations.csv': `id,description,name\n${rows.map((row) => `${row},N\n`).join('')}`,
      'services.csv': 'id,organization_id,name\n',
      'locations.csv': 'id,organization_id,name\n',
    });
    const report = await importHsds(folder, target);
    expect(target.draft('1').translations![0]!.body).toBe('Soup\\\nBread');
    expect(said(report, 'organizations.csv').map((text) => text.replace(/: .*?"/, ' "').slice(0, 70))).toEqual([
      'adjusted 2 description: A line break that was written out as \\n is one',
      ...[3, 4, 5, 6, 7, 8].map((row) => expect.stringMatching(new RegExp(`^notice ${row} description `))),
    ]);
  });
});

describe('encodings', () => {
  const TEXT = 'id,name,description\no,Café Zoë,“Ça va”\n';
  const bytes = (encoding: 'latin1' | 'utf16le', text: string) => Buffer.from(text, encoding);
  const cp1252 = Buffer.from([...TEXT].map((sign) => ({ '“': 0x93, '”': 0x94 })[sign] ?? sign.charCodeAt(0)));
  const be = bytes('utf16le', `\ufeff${TEXT}`).swap16();

  test.each([
    ['UTF-8', Buffer.from(TEXT), undefined, undefined],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`), undefined, undefined],
    ['Windows-1252', cp1252, undefined, '1 line is not UTF-8 and read as Windows-1252'],
    ['UTF-16 with a mark', bytes('utf16le', `\ufeff${TEXT}`), undefined, 'The file was read as UTF-16LE.'],
    ['UTF-16 of the other kind', be, undefined, 'The file was read as UTF-16BE.'],
    ['UTF-16 without a mark', bytes('utf16le', TEXT), undefined, 'The file was read as UTF-16LE.'],
    ['what is asked for', cp1252, 'windows-1252', 'The file was read as WINDOWS-1252.'],
  ])('%s is read, and named', async (_, file, encoding, remark) => {
    const { draft, report } = await imported({ 'organizations.csv': file }, { encoding });
    expect(draft.translations![0]).toMatchObject({ title: 'Café Zoë', body: '“Ça va”' });
    expect(said(report, 'organizations.csv')).toEqual(remark ? [expect.stringContaining(`notice - -: ${remark}`)] : []);
  });

  test('one line in another encoding leaves the others as they are', async () => {
    const line = Buffer.concat([Buffer.from(TEXT), bytes('latin1', 'p,Frère,x\n')]);
    const target = new RecordingTarget();
    await importHsds(await folderOf({ 'organizations.csv': line }), target);
    expect(['o', 'p'].map((id) => target.draft(id).translations![0]!.title)).toEqual(['Café Zoë', 'Frère']);
  });

  test('no such encoding: nothing begins', async () => {
    await expect(imported({}, { encoding: 'klingon-8' })).rejects.toThrow(ImportMistake);
  });
});

describe('into a hub', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await testHub();
  });
  afterAll(() => hub.close());

  test('front ends read where letters go apart from where people go', async () => {
    const folder = await folderOf({
      'addresses.csv':
        'id,location_id,organization_id,address_1,city,address_type\na,,o,PO Box 7,Kettle,postal\nb,l,,12 Puddle Lane,Kettle,physical\n',
    });
    await importHsds(folder, hub.services);
    const { data } = await hub.query<{ partnerOrganizations: { nodes: object[] } }>(
      '{ partnerOrganizations(first: 1) { nodes { postalAddress { street city country } locations { address { street } postalAddress { street } } } } }',
    );
    expect(data.partnerOrganizations.nodes).toEqual([
      {
        postalAddress: { street: 'PO Box 7', city: 'Kettle', country: null },
        locations: [{ address: { street: '12 Puddle Lane' }, postalAddress: null }],
      },
    ]);
  });
});

const sample = realData('hsds-1.1-sample');
const onSample = sample ? test : test.skip;
onSample(`the official sample of HSDS 1.1${sample ? '' : ' (not there: set HEARTH_TEST_DATA)'}`, async () => {
  const target = new RecordingTarget();
  const report = await importHsds(join(sample!, 'all_resources'), target, new ImportReport(), CHICAGO);
  for (const [name, { read, imported, refused }] of report.tables) {
    expect([name, imported + refused]).toEqual([name, read]);
  }
  expect(report.tables.get('regular_schedules.csv')).toEqual({ read: 3, imported: 3, refused: 0 });
  expect(report.tables.get('languages.csv')).toEqual({ read: 2, imported: 2, refused: 0 });
  expect(report.tables.get('physical_addresses.csv')).toEqual({ read: 1, imported: 1, refused: 0 });
  expect(report.tables.get('postal_addresses.csv')).toEqual({ read: 1, imported: 1, refused: 0 });
});
