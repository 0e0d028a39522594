import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type {
  PartnerOrganizationDraft,
  PhoneDraft,
  ScheduleDraft,
  ScheduleExceptionDraft,
} from '../../schema/drafts/partner-organization.js';
import { isBlank, oneLine, written } from '../../schema/visible.js';
import { insertRows, type Row, upsertRows } from './write-rows.js';

/** An organisation, what its draft says, and the languages in which it becomes public. */
interface Organization {
  readonly id: string;
  readonly draft: PartnerOrganizationDraft;
  readonly locales: readonly string[];
}

/**
 * Makes the rows below organisations what their drafts say. A location or service whose key is still there keeps its id,
 * so that links to it live on; the others go. The texts of services are written in the languages that become public; in
 * others they stay as the public has them.
 */
export async function writeOrganizationRows(
  manager: EntityManager,
  organizations: readonly Organization[],
): Promise<void> {
  if (organizations.length === 0) return;
  const locationIds = await keepIds(manager, 'location', organizations, ({ locations }) => locations);
  const serviceIds = await keepIds(manager, 'service', organizations, ({ services }) => services);
  const locations = organizations.flatMap(({ id, draft }) =>
    (draft.locations ?? []).map((location, position) => ({
      ...location,
      position,
      organization_id: id,
      id: locationIds.of(id, location.key),
    })),
  );
  const services = organizations.flatMap(({ id, draft, locales }) =>
    (draft.services ?? []).map((service, position) => ({
      ...service,
      translations: service.translations?.filter(({ locale }) => locales.includes(locale)),
      position,
      organization_id: id,
      id: serviceIds.of(id, service.key),
    })),
  );
  await removeParts(
    manager,
    organizations.map(({ id }) => id),
    locations.map(({ id }) => id),
    services.map(({ id }) => id),
  );
  await removeTexts(manager, organizations);

  await upsertRows(
    manager,
    'location',
    ['id'],
    locations.map((location) => ({
      id: location.id,
      organization_id: location.organization_id,
      key: location.key,
      position: location.position,
      name: location.name || null,
      description: location.description || null,
      transportation: location.transportation || null,
      street: location.address?.street || null,
      postal_code: location.address?.postalCode || null,
      city: location.address?.city || null,
      region: location.address?.region || null,
      country: location.address?.country || null,
      postal_address: location.postalAddress ?? null,
      latitude: location.latitude ?? null,
      longitude: location.longitude ?? null,
      accessibility: location.accessibility ?? [],
    })),
  );
  await upsertRows(
    manager,
    'service',
    ['id'],
    services.map((service) => ({
      id: service.id,
      organization_id: service.organization_id,
      key: service.key,
      position: service.position,
      eligible_min_age: service.eligibleMinAge ?? null,
      eligible_max_age: service.eligibleMaxAge ?? null,
      fee: service.fee ?? null,
      languages: service.languages ?? [],
      url: service.url || null,
      email: service.email || null,
    })),
  );
  const texts = services.flatMap((service) =>
    (service.translations ?? [])
      .filter((text) => !isBlank(text.name))
      .map((text) => ({
        service_id: service.id,
        locale: text.locale,
        name: oneLine(text.name!),
        description: written(text.description),
        eligibility: written(text.eligibility),
        application_process: written(text.applicationProcess),
        fees: written(text.fees),
        wait_time: written(text.waitTime),
      })),
  );
  await insertRows(manager, 'service_translation', texts);
  const links = services.flatMap((service) =>
    [...new Set(service.locations)].map((key, position) => ({
      service_id: service.id,
      location_id: locationIds.of(service.organization_id, key),
      position,
    })),
  );
  await insertRows(manager, 'service_location', links);
  const phones = [
    ...organizations.flatMap(({ id, draft }) => phoneRows(draft.phones, { organization_id: id })),
    ...locations.flatMap(({ id, phones }) => phoneRows(phones, { location_id: id })),
    ...services.flatMap(({ id, phones }) => phoneRows(phones, { service_id: id })),
  ];
  await insertRows(manager, 'phone', phones);
  const schedules = [
    ...locations.flatMap(({ id, schedules }) => scheduleRows(schedules, { location_id: id })),
    ...services.flatMap(({ id, schedules }) => scheduleRows(schedules, { service_id: id })),
  ];
  await insertRows(manager, 'schedule', schedules);
  const exceptions = [
    ...locations.flatMap(({ id, scheduleExceptions }) => exceptionRows(scheduleExceptions, { location_id: id })),
    ...services.flatMap(({ id, scheduleExceptions }) => exceptionRows(scheduleExceptions, { service_id: id })),
  ];
  await insertRows(manager, 'schedule_exception', exceptions);
}

/** Takes away what has no identity of its own: it is written anew. */
async function removeParts(
  manager: EntityManager,
  organizationIds: readonly string[],
  locationIds: readonly string[],
  serviceIds: readonly string[],
): Promise<void> {
  await manager.query(
    'delete from phone where organization_id = any($1::uuid[]) or location_id = any($2::uuid[]) or service_id = any($3::uuid[])',
    [organizationIds, locationIds, serviceIds],
  );
  await manager.query(
    `with exceptions as (
       delete from schedule_exception where location_id = any($1::uuid[]) or service_id = any($2::uuid[])
     ) delete from schedule where location_id = any($1::uuid[]) or service_id = any($2::uuid[])`,
    [locationIds, serviceIds],
  );
  await manager.query('delete from service_location where service_id = any($1::uuid[])', [serviceIds]);
}

/** Takes away the texts of services in the languages that are written anew. */
async function removeTexts(manager: EntityManager, organizations: readonly Organization[]): Promise<void> {
  const written = organizations.flatMap(({ id, locales }) => locales.map((locale) => ({ id, locale })));
  await manager.query(
    `delete from service_translation t using service s, unnest($1::uuid[], $2::text[]) as w(organization_id, locale)
     where s.organization_id = w.organization_id and t.service_id = s.id and t.locale = w.locale`,
    [written.map(({ id }) => id), written.map(({ locale }) => locale)],
  );
}

/** The ids of locations or services: those of rows that stay, new ones for new keys. */
interface Ids {
  of(organizationId: string, key: string): string;
}

/** Deletes the rows whose key is gone, and answers the ids of the others. */
async function keepIds(
  manager: EntityManager,
  table: 'location' | 'service',
  organizations: readonly Organization[],
  items: (draft: PartnerOrganizationDraft) => readonly { key: string }[] | null | undefined,
): Promise<Ids> {
  const kept = organizations.flatMap(({ id, draft }) => (items(draft) ?? []).map(({ key }) => ({ id, key })));
  const organizationIds = organizations.map(({ id }) => id);
  await manager.query(
    `delete from ${table} where organization_id = any($1::uuid[])
       and (organization_id, key) not in (select * from unnest($2::uuid[], $3::text[]))`,
    [organizationIds, kept.map(({ id }) => id), kept.map(({ key }) => key)],
  );
  const known: { id: string; organization_id: string; key: string }[] = await manager.query(
    `select id, organization_id, key from ${table} where organization_id = any($1::uuid[])`,
    [organizationIds],
  );
  // The id has no blank in it, so that the two together name one row.
  const ids = new Map(known.map(({ id, organization_id, key }) => [`${organization_id} ${key}`, id]));
  for (const { id, key } of kept) if (!ids.has(`${id} ${key}`)) ids.set(`${id} ${key}`, uuid());
  return { of: (organizationId, key) => ids.get(`${organizationId} ${key}`)! };
}

function phoneRows(phones: readonly PhoneDraft[] | null | undefined, owner: Row): Row[] {
  return (phones ?? []).map((phone, position) => ({
    id: uuid(),
    organization_id: null,
    location_id: null,
    service_id: null,
    ...owner,
    position,
    number: phone.number,
    extension: phone.extension || null,
    label: phone.label || null,
    languages: phone.languages ?? [],
  }));
}

function scheduleRows(schedules: readonly ScheduleDraft[] | null | undefined, owner: Row): Row[] {
  return (schedules ?? []).map((schedule, position) => ({
    id: uuid(),
    location_id: null,
    service_id: null,
    ...owner,
    position,
    frequency: schedule.frequency,
    interval: schedule.interval ?? 1,
    by_day: schedule.byDay ?? [],
    by_month_day: schedule.byMonthDay ?? [],
    opens_at: schedule.opensAt,
    closes_at: schedule.closesAt,
    timezone: schedule.timezone,
    valid_from: schedule.validFrom ?? null,
    valid_to: schedule.validTo ?? null,
    by_appointment: schedule.byAppointment ?? false,
    description: schedule.description || null,
  }));
}

function exceptionRows(exceptions: readonly ScheduleExceptionDraft[] | null | undefined, owner: Row): Row[] {
  return (exceptions ?? []).map((exception, position) => ({
    id: uuid(),
    location_id: null,
    service_id: null,
    ...owner,
    position,
    starts_on: exception.startsOn,
    ends_on: exception.endsOn ?? exception.startsOn,
    opens_at: exception.opensAt ?? null,
    closes_at: exception.closesAt ?? null,
    timezone: exception.timezone,
    description: exception.description || null,
  }));
}
