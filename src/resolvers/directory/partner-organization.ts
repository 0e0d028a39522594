import { Field } from 'type-graphql';
import { SUBJECTS } from '../../access/subjects.js';
import { Location } from '../../entities/directory/location.js';
import { PartnerOrganization } from '../../entities/directory/partner-organization.js';
import { Phone } from '../../entities/directory/phone.js';
import { Schedule } from '../../entities/directory/schedule.js';
import { Service, ServiceTranslation } from '../../entities/directory/service.js';
import { Member } from '../../entities/identity/member.js';
import { overlaps } from '../../read/collection.js';
import { bind, embedded, foreignKey, many, one, through, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { Locale } from '../../schema/scalars.js';
import { byEntrySlug, entryBinding, entryFilters, entryOrders, richTextWithMedia } from '../content/entry.js';
import { rootFields } from '../root-fields.js';

/** True or false by the schedules that meet the condition on `s`; null when there are none. */
function openNow(condition: string): string {
  return `(select bool_or(schedule_is_open(s, now())) from schedule s where ${condition})`;
}

function organizationOpenNow(id: string): string {
  return openNow(
    `s.location_id in (select lo.id from location lo where lo.organization_id = ${id}) or s.service_id in (select se.id from service se where se.organization_id = ${id} and ${SUBJECTS.Service.there!('se')})`,
  );
}

const OPEN_NOW =
  'Whether it is open at this moment, by its schedules and their time zones. Null when no schedules are known.';

Field(() => Boolean, {
  nullable: true,
  description: `${OPEN_NOW} Open means that any of its locations or services is.`,
})(PartnerOrganization.prototype, 'openNow');
Field(() => Boolean, { nullable: true, description: OPEN_NOW })(Location.prototype, 'openNow');
Field(() => Boolean, { nullable: true, description: OPEN_NOW })(Service.prototype, 'openNow');

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
      condition: (open: unknown, row) =>
        `coalesce(${organizationOpenNow(`${row.base}.id`)}, false) = ${open ? 'true' : 'false'}`,
    },
  },
});

const children = { throughParent: true } as const;

bind(
  PartnerOrganization,
  entryBinding({
    fields: {
      name: value((row) => `${row.text}.title`),
      body: richTextWithMedia(),
      openNow: value((row) => organizationOpenNow(`${row.base}.id`)),
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
    openNow: value((row) => openNow(`s.location_id = ${row.base}.id`)),
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
  },
});

bind(Service, {
  translation: { entity: ServiceTranslation, foreignKey: 'service_id' },
  fields: { openNow: value((row) => openNow(`s.service_id = ${row.base}.id`)) },
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
  },
});

bind(Phone, {});
bind(Schedule, {});

export const PartnerOrganizationFields = rootFields(PartnerOrganization, {
  list: 'partnerOrganizations',
  one: 'partnerOrganization',
  of: 'partner organisations',
  lookUp: byEntrySlug('PARTNER_ORGANIZATION'),
});
