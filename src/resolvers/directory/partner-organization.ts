import { Field } from 'type-graphql';
import { SUBJECTS } from '../../access/subjects.js';
import { Location } from '../../entities/directory/location.js';
import { PartnerOrganization } from '../../entities/directory/partner-organization.js';
import { Phone } from '../../entities/directory/phone.js';
import { Schedule } from '../../entities/directory/schedule.js';
import { ScheduleException } from '../../entities/directory/schedule-exception.js';
import { Service, ServiceTranslation } from '../../entities/directory/service.js';
import { Member } from '../../entities/identity/member.js';
import { overlaps } from '../../read/collection.js';
import { bind, embedded, foreignKey, many, one, through, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { OpenState } from '../../schema/enums.js';
import { Locale } from '../../schema/scalars.js';
import { byEntrySlug, entryBinding, entryFilters, entryOrders, richTextWithMedia } from '../content/entry.js';
import { rootFields } from '../root-fields.js';

/** The state by the hours of all that meet the condition: open where any is, closed where any hours hold today. */
function openState(condition: (row: string) => string): string {
  return `(select case when bool_or(h.open and not h.by_appointment) then 'OPEN' when bool_or(h.open) then 'BY_APPOINTMENT'
      when bool_or(h.today) then 'CLOSED' else 'NOT_KNOWN' end
    from (
      select schedule_is_open(s, now()) as open, s.by_appointment,
        (now() at time zone s.timezone)::date between coalesce(s.valid_from, '-infinity') and coalesce(s.valid_to, 'infinity') as today
      from schedule s where ${condition('s')}
      union all
      select exception_is_open(x, now()), false, (now() at time zone x.timezone)::date between x.starts_on and x.ends_on
      from schedule_exception x where ${condition('x')}
    ) h)`;
}

function organizationState(id: string): string {
  return openState(
    (row) =>
      `(${row}.location_id in (select lo.id from location lo where lo.organization_id = ${id}) or ${row}.service_id in (select se.id from service se where se.organization_id = ${id} and ${SUBJECTS.Service.there!('se')}))`,
  );
}

/** True or false, or null when it is not known. */
function openNow(state: string): string {
  return `(case ${state} when 'OPEN' then true when 'NOT_KNOWN' then null else false end)`;
}

const OF_ANY = ' Of an organisation: whether any of its locations or services is.';
for (const [type, more] of [
  [PartnerOrganization, OF_ANY],
  [Location, ''],
  [Service, ''],
] as const) {
  Field(() => OpenState, {
    description: `Whether it is open at this moment, by its hours, their exceptions and their time zones.${more}`,
  })(type.prototype, 'openState');
  Field(() => Boolean, {
    nullable: true,
    description: `Whether \`openState\` is \`OPEN\`. Null when it is not known.${more}`,
  })(type.prototype, 'openNow');
}

collection(PartnerOrganization, {
  orders: entryOrders,
  filters: {
    ...entryFilters,
    cities: {
      type: () => [String],
      description: 'With a location in any of these towns.',
      condition: (cities: unknown, row, statement) =>
        `exists (select 1 from location lc where lc.organization_id = ${row.base}.id and lower(lc.city) = any(select lower(c) from unnest(${statement.bind(cities, 'text[]')}) c))`,
    },
    languages: {
      type: () => [Locale],
      description: 'Where any of these languages is spoken.',
      condition: overlaps('languages'),
    },
    openNow: {
      type: () => Boolean,
      description: 'Open at this moment (true) or not known to be (false).',
      condition: (open: unknown, row) => `${organizationState(`${row.base}.id`)} ${open ? '=' : '<>'} 'OPEN'`,
    },
  },
});

/** Kept as a whole: nobody is looked for by where letters go. */
const postalAddress = embedded(
  Object.fromEntries(
    ['street', 'postalCode', 'city', 'region', 'country'].map((name) => [
      name,
      value((row) => `${row.base}.postal_address->>'${name}'`),
    ]),
  ),
  (row) => `${row.base}.postal_address is not null`,
);

const children = { throughParent: true } as const;

bind(
  PartnerOrganization,
  entryBinding({
    fields: {
      name: value((row) => `${row.text}.title`),
      body: richTextWithMedia(),
      openState: value((row) => organizationState(`${row.base}.id`)),
      openNow: value((row) => openNow(organizationState(`${row.base}.id`))),
      postalAddress,
      partnership: embedded(
        {
          kind: value((row) => `${row.base}.partnership_kind`),
          since: value((row) => `${row.base}.partnership_since`),
        },
        (row) => `${row.base}.partnership_kind is not null`,
      ),
    },
    relations: {
      locations: many(Location, foreignKey('organization_id'), 'position', 'Its places.', children),
      services: many(Service, foreignKey('organization_id'), 'position', 'What it does for people.', children),
      phones: many(
        Phone,
        foreignKey('organization_id'),
        'position',
        'Its telephone numbers; those of a location or service are there.',
        children,
      ),
      verifiedBy: one(Member, 'verified_by', 'Who checked the data last. Null when nobody has.'),
    },
  }),
);

bind(Location, {
  fields: {
    address: embedded(
      {
        street: value((row) => `${row.base}.street`),
        postalCode: value((row) => `${row.base}.postal_code`),
        city: value((row) => `${row.base}.city`),
        region: value((row) => `${row.base}.region`),
        country: value((row) => `${row.base}.country`),
      },
      (row) =>
        `num_nonnulls(${['street', 'postal_code', 'city', 'region', 'country'].map((name) => `${row.base}.${name}`).join(', ')}) > 0`,
    ),
    postalAddress,
    openState: value((row) => openState((hours) => `${hours}.location_id = ${row.base}.id`)),
    openNow: value((row) => openNow(openState((hours) => `${hours}.location_id = ${row.base}.id`))),
  },
  relations: {
    organization: one(
      PartnerOrganization,
      'organization_id',
      'Whose place it is. Null when it is not published in the languages asked for.',
    ),
    services: many(
      Service,
      through('service_location', 'location_id', 'service_id'),
      'position',
      'What is offered there.',
      children,
    ),
    phones: many(Phone, foreignKey('location_id'), 'position', 'Telephone numbers of the place.', children),
    schedules: many(Schedule, foreignKey('location_id'), 'position', 'Opening hours.', children),
    scheduleExceptions: many(
      ScheduleException,
      foreignKey('location_id'),
      'position',
      'Days on which these hours do not hold, such as holidays.',
      children,
    ),
  },
});

bind(Service, {
  translation: { entity: ServiceTranslation, foreignKey: 'service_id' },
  fields: {
    openState: value((row) => openState((hours) => `${hours}.service_id = ${row.base}.id`)),
    openNow: value((row) => openNow(openState((hours) => `${hours}.service_id = ${row.base}.id`))),
  },
  relations: {
    organization: one(
      PartnerOrganization,
      'organization_id',
      'Who offers it. Null when it is not published in the languages asked for.',
    ),
    locations: many(
      Location,
      through('service_location', 'service_id', 'location_id'),
      'position',
      'Where it is offered.',
      children,
    ),
    phones: many(Phone, foreignKey('service_id'), 'position', 'Telephone numbers of the service.', children),
    schedules: many(Schedule, foreignKey('service_id'), 'position', 'When it is offered.', children),
    scheduleExceptions: many(
      ScheduleException,
      foreignKey('service_id'),
      'position',
      'Days on which these hours do not hold, such as holidays.',
      children,
    ),
  },
});

bind(Phone, {});
bind(Schedule, {});
bind(ScheduleException, {});

export const PartnerOrganizationFields = rootFields(PartnerOrganization, {
  list: 'partnerOrganizations',
  one: 'partnerOrganization',
  of: 'partner organisations',
  lookUp: byEntrySlug('PARTNER_ORGANIZATION'),
});
