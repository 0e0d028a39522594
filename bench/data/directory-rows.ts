import { randomAudiences } from './choices.js';
import type { DataSet } from './data-set.js';
import { Random } from './random.js';
import { bodyColumns, rowFor, rowsFor, type TableRows } from './tables.js';
import { Writer } from './texts.js';

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const FEES = ['FREE', 'PAID'];
/** Each organisation has so many of both. */
const LOCATIONS = 2;
const SERVICES = 2;

/** Rows of organisations with their places, services, opening hours and telephones. */
export function* directoryRows(data: DataSet): Generator<TableRows> {
  const locations = data.organizations * LOCATIONS;
  const services = data.organizations * SERVICES;
  const ownerOf = (n: number) => data.id('organization', Math.floor(n / LOCATIONS));

  yield { table: 'entry', rows: rowFor(data.organizations, (n) => organization(data, n)) };
  yield { table: 'entry_translation', rows: rowFor(data.organizations, (n) => organizationText(data, n)) };
  yield {
    table: 'entry_topic',
    rows: rowsFor(data.organizations, (n) =>
      data.topicsOf('organization', n).map((topic, position) => ({
        entry_id: data.id('organization', n),
        topic_id: data.id('topic', topic),
        position,
      })),
    ),
  };
  yield {
    table: 'location',
    rows: rowFor(locations, (n) => {
      const random = new Random('location', n);
      return {
        id: data.id('location', n),
        organization_id: ownerOf(n),
        key: `place-${n % LOCATIONS}`,
        position: n % LOCATIONS,
        name: new Writer(random, []).title(1, 3),
        street: `${new Writer(random, []).title(1, 1)} ${random.between(1, 120)}`,
        postal_code: String(random.between(20_095, 22_769)),
        city: 'Hamburg',
        country: 'DE',
        latitude: 53.4 + random.fraction() / 3,
        longitude: 9.8 + random.fraction() / 2,
      };
    }),
  };
  yield {
    table: 'service',
    rows: rowFor(services, (n) => {
      const random = new Random('service', n);
      return {
        id: data.id('service', n),
        organization_id: ownerOf(n),
        key: `service-${n % SERVICES}`,
        position: n % SERVICES,
        eligible_min_age: random.below(6),
        fee: random.one(FEES),
        languages: ['de', 'en'],
      };
    }),
  };
  yield { table: 'service_translation', rows: rowFor(services, (n) => serviceText(data, n)) };
  yield {
    table: 'service_location',
    rows: rowFor(services, (n) => ({
      service_id: data.id('service', n),
      location_id: data.id('location', n),
      position: 0,
    })),
  };
  yield { table: 'schedule', rows: rowFor(locations * 2, (n) => schedule(data, n)) };
  yield {
    table: 'phone',
    rows: rowFor(data.organizations, (n) => ({
      id: data.id('phone', n),
      organization_id: data.id('organization', n),
      position: 0,
      number: `040 555 ${String(n).padStart(5, '0')}`,
      languages: ['de'],
    })),
  };
}

function organization(data: DataSet, n: number) {
  const random = new Random('organization', n);
  const published = data.time('organization', n);
  return {
    id: data.id('organization', n),
    type: 'PARTNER_ORGANIZATION',
    status: 'PUBLISHED',
    audiences: randomAudiences(random),
    published_at: published,
    updated_at: published,
    created_at: published,
    latest_revision: 1,
    url: `https://organization-${n}.example`,
    email: `hello@organization-${n}.example`,
    languages: ['de', 'en'],
  };
}

function organizationText(data: DataSet, n: number) {
  const writer = new Writer(new Random('organization text', n), data.topicsOf('organization', n));
  return {
    entry_id: data.id('organization', n),
    locale: 'en',
    type: 'PARTNER_ORGANIZATION',
    status: 'PUBLISHED',
    published_at: data.time('organization', n),
    revision: 1,
    slug: `organization-${n}`,
    title: writer.title(2, 4),
    summary: writer.paragraph(100),
    ...bodyColumns(writer.article(400), { trusted: true }),
  };
}

function serviceText(data: DataSet, n: number) {
  const organization = Math.floor(n / SERVICES);
  const writer = new Writer(new Random('service text', n), data.topicsOf('organization', organization));
  return {
    service_id: data.id('service', n),
    locale: 'en',
    name: writer.title(2, 4),
    description: writer.paragraph(150),
    eligibility: writer.title(),
  };
}

/** A place opens in the morning of some days and in the afternoon of others. */
function schedule(data: DataSet, n: number) {
  const random = new Random('schedule', n);
  const morning = n % 2 === 0;
  return {
    id: data.id('schedule', n),
    location_id: data.id('location', Math.floor(n / 2)),
    position: n % 2,
    frequency: 'WEEKLY',
    interval: 1,
    by_day: random.several(3, WEEKDAYS.length).map((i) => WEEKDAYS[i]),
    opens_at: morning ? '09:00' : '14:00',
    closes_at: morning ? '12:30' : '18:00',
    timezone: 'Europe/Berlin',
  };
}
