import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { Location } from '../../entities/directory/location.js';
import { Phone } from '../../entities/directory/phone.js';
import { Schedule } from '../../entities/directory/schedule.js';
import { Service, ServiceTranslation } from '../../entities/directory/service.js';
import type { PartnerOrganizationDraft, PhoneDraft, ScheduleDraft } from '../../schema/drafts/partner-organization.js';

/** Rows a statement takes at once: PostgreSQL allows 65,535 parameters. */
const CHUNK = 500;

/**
 * Makes the rows below an organisation what its draft says. A location or service whose key is still there keeps its
 * id, so that links to it live on; the others go.
 */
export async function writeOrganizationRows(
  manager: EntityManager,
  organizationId: string,
  draft: PartnerOrganizationDraft,
): Promise<void> {
  const locationIds = await keepIds(manager, 'location', organizationId, draft.locations ?? []);
  const serviceIds = await keepIds(manager, 'service', organizationId, draft.services ?? []);
  await manager.query(
    `delete from phone where organization_id = $1 or location_id = any($2::uuid[]) or service_id = any($3::uuid[])`,
    [organizationId, [...locationIds.values()], [...serviceIds.values()]],
  );
  await manager.query('delete from schedule where location_id = any($1::uuid[]) or service_id = any($2::uuid[])', [
    [...locationIds.values()],
    [...serviceIds.values()],
  ]);

  const locations = (draft.locations ?? []).map((location, position) => ({
    id: locationIds.get(location.key)!,
    organizationId,
    key: location.key,
    position,
    name: location.name || null,
    description: location.description || null,
    transportation: location.transportation || null,
    street: location.address?.street || null,
    postalCode: location.address?.postalCode || null,
    city: location.address?.city || null,
    region: location.address?.region || null,
    country: location.address?.country || null,
    latitude: location.latitude ?? null,
    longitude: location.longitude ?? null,
    accessibility: location.accessibility ?? [],
  }));
  const services = (draft.services ?? []).map((service, position) => ({
    id: serviceIds.get(service.key)!,
    organizationId,
    key: service.key,
    position,
    eligibleMinAge: service.eligibleMinAge ?? null,
    eligibleMaxAge: service.eligibleMaxAge ?? null,
    fee: service.fee ?? null,
    languages: service.languages ?? [],
    url: service.url || null,
    email: service.email || null,
  }));
  await inChunks(locations, (rows) => manager.upsert(Location, rows, ['id']));
  await inChunks(services, (rows) => manager.upsert(Service, rows, ['id']));

  const texts = (draft.services ?? []).flatMap((service) =>
    (service.translations ?? [])
      .filter((text) => text.name?.trim())
      .map((text) => ({
        serviceId: serviceIds.get(service.key)!,
        locale: text.locale,
        name: text.name!.trim(),
        description: text.description || null,
        eligibility: text.eligibility || null,
        applicationProcess: text.applicationProcess || null,
        fees: text.fees || null,
        waitTime: text.waitTime || null,
      })),
  );
  await manager.query('delete from service_translation where service_id = any($1::uuid[])', [[...serviceIds.values()]]);
  await inChunks(texts, (rows) => manager.insert(ServiceTranslation, rows));

  const links = (draft.services ?? []).flatMap((service) =>
    (service.locations ?? []).map(
      (key, position) => [serviceIds.get(service.key)!, locationIds.get(key)!, position] as const,
    ),
  );
  await manager.query('delete from service_location where service_id = any($1::uuid[])', [[...serviceIds.values()]]);
  await manager.query(
    'insert into service_location (service_id, location_id, position) select * from unnest($1::uuid[], $2::uuid[], $3::int[]) on conflict do nothing',
    [links.map((link) => link[0]), links.map((link) => link[1]), links.map((link) => link[2])],
  );

  const phones = [
    ...phoneRows(draft.phones, { organizationId }),
    ...(draft.locations ?? []).flatMap((location) =>
      phoneRows(location.phones, { locationId: locationIds.get(location.key)! }),
    ),
    ...(draft.services ?? []).flatMap((service) =>
      phoneRows(service.phones, { serviceId: serviceIds.get(service.key)! }),
    ),
  ];
  await inChunks(phones, (rows) => manager.insert(Phone, rows));
  const schedules = [
    ...(draft.locations ?? []).flatMap((location) =>
      scheduleRows(location.schedules, { locationId: locationIds.get(location.key)! }),
    ),
    ...(draft.services ?? []).flatMap((service) =>
      scheduleRows(service.schedules, { serviceId: serviceIds.get(service.key)! }),
    ),
  ];
  await inChunks(schedules, (rows) => manager.insert(Schedule, rows));
}

/** Ids by key: those of rows that stay, new ones for new keys. Rows whose key is gone are deleted. */
async function keepIds(
  manager: EntityManager,
  table: 'location' | 'service',
  organizationId: string,
  items: readonly { key: string }[],
): Promise<Map<string, string>> {
  const keys = items.map(({ key }) => key);
  await manager.query(`delete from ${table} where organization_id = $1 and key <> all($2::text[])`, [
    organizationId,
    keys,
  ]);
  const known: { id: string; key: string }[] = await manager.query(
    `select id, key from ${table} where organization_id = $1`,
    [organizationId],
  );
  const ids = new Map(known.map(({ id, key }) => [key, id]));
  for (const key of keys) if (!ids.has(key)) ids.set(key, uuid());
  return ids;
}

interface PhoneOwner {
  organizationId?: string;
  locationId?: string;
  serviceId?: string;
}

function phoneRows(phones: readonly PhoneDraft[] | null | undefined, owner: PhoneOwner) {
  return (phones ?? []).map((phone, position) => ({
    id: uuid(),
    organizationId: null,
    locationId: null,
    serviceId: null,
    ...owner,
    position,
    number: phone.number,
    extension: phone.extension || null,
    label: phone.label || null,
    languages: phone.languages ?? [],
  }));
}

function scheduleRows(
  schedules: readonly ScheduleDraft[] | null | undefined,
  owner: { locationId?: string; serviceId?: string },
) {
  return (schedules ?? []).map((schedule, position) => ({
    id: uuid(),
    locationId: null,
    serviceId: null,
    ...owner,
    position,
    frequency: schedule.frequency,
    interval: schedule.interval ?? 1,
    byDay: schedule.byDay ?? [],
    byMonthDay: schedule.byMonthDay ?? [],
    opensAt: schedule.opensAt,
    closesAt: schedule.closesAt,
    timezone: schedule.timezone,
    validFrom: schedule.validFrom ?? null,
    validTo: schedule.validTo ?? null,
    description: schedule.description || null,
  }));
}

async function inChunks<T>(rows: readonly T[], write: (rows: T[]) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < rows.length; i += CHUNK) await write(rows.slice(i, i + CHUNK));
}
