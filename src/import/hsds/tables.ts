import { z } from 'zod';

/** A value, or null where nothing stands. PostgreSQL keeps no NUL characters. */
const cell = z.string().transform((text) => text.replaceAll('\0', '').trim() || null);
const needed = z
  .string()
  .transform((text) => text.replaceAll('\0', '').trim())
  .refine((text) => text !== '', 'is missing');

/** The columns that say what a phone, schedule or language belongs to. */
const belonging = {
  service_at_location_id: cell,
  service_id: cell,
  location_id: cell,
  organization_id: cell,
  /** Contacts are not taken; a row that belongs to one only is told so. */
  contact_id: cell,
};

/**
 * The tables that are taken, by their columns that are taken; HSDS 1.1 and 3.0 together. They stand in the order in
 * which they are read: what others refer to comes first.
 */
export const TABLES = {
  organization: z.object({
    id: needed,
    name: needed,
    alternate_name: cell,
    description: cell,
    email: cell,
    url: cell,
    website: cell,
    legal_status: cell,
  }),
  service: z.object({
    id: cell,
    organization_id: needed,
    name: needed,
    description: cell,
    url: cell,
    email: cell,
    status: cell,
    application_process: cell,
    wait_time: cell,
    fees: cell,
    fees_description: cell,
    eligibility_description: cell,
    minimum_age: cell,
    maximum_age: cell,
  }),
  serviceAtLocation: z.object({ id: cell, service_id: needed, location_id: needed }),
  location: z.object({
    id: cell,
    organization_id: cell,
    name: cell,
    description: cell,
    transportation: cell,
    latitude: cell,
    longitude: cell,
  }),
  address: z.object({
    id: cell,
    location_id: cell,
    organization_id: cell,
    attention: cell,
    address_1: cell,
    address_2: cell,
    address_3: cell,
    address_4: cell,
    city: cell,
    region: cell,
    state_province: cell,
    postal_code: cell,
    country: cell,
    address_type: cell,
  }),
  phone: z.object({
    id: cell,
    ...belonging,
    number: needed,
    extension: cell,
    type: cell,
    language: cell,
    description: cell,
  }),
  schedule: z.object({
    id: cell,
    ...belonging,
    weekday: cell,
    opens_at: cell,
    closes_at: cell,
    valid_from: cell,
    valid_to: cell,
    dtstart: cell,
    until: cell,
    timezone: cell,
    freq: cell,
    interval: cell,
    byday: cell,
    bymonthday: cell,
    byweekno: cell,
    byyearday: cell,
    count: cell,
    description: cell,
  }),
  holiday: z.object({
    id: cell,
    ...belonging,
    closed: cell,
    opens_at: cell,
    closes_at: cell,
    start_date: needed,
    end_date: cell,
    description: cell,
  }),
  accessibility: z.object({ id: cell, location_id: needed, accessibility: cell, description: cell, details: cell }),
  eligibility: z.object({ id: cell, service_id: needed, eligibility: needed }),
  language: z.object({ id: cell, phone_id: cell, ...belonging, name: cell, code: cell, language: cell }),
};

export type TableName = keyof typeof TABLES;
export type Cells<T extends TableName> = z.output<(typeof TABLES)[T]>;

/** The names that files of a table go by, without `.csv`: those of HSDS 3.0, of 1.1, and both in the singular. */
export const FILES: Record<TableName, readonly string[]> = {
  organization: ['organizations', 'organization'],
  service: ['services', 'service'],
  serviceAtLocation: ['service_at_location', 'service_at_locations', 'services_at_location'],
  location: ['locations', 'location'],
  address: ['physical_addresses', 'physical_address', 'addresses', 'address', 'postal_addresses', 'postal_address'],
  phone: ['phones', 'phone'],
  schedule: ['schedules', 'schedule', 'regular_schedules', 'regular_schedule'],
  holiday: ['holiday_schedules', 'holiday_schedule'],
  accessibility: ['accessibility', 'accessibility_for_disabilities'],
  eligibility: ['eligibility', 'eligibilities'],
  language: ['languages', 'language'],
};
