import { expect } from '@jest/globals';
import type { TestHub } from './hub.js';

/** A resource as an editor saves it: whole enough to be published. */
export const resource = (title: string, more: object = {}) => ({
  kind: 'CHECKLIST',
  cost: 'FREE',
  url: 'https://example.org',
  translations: [{ locale: 'en', title, body: `The words of ${title}.` }],
  ...more,
});

const CREATE = `mutation ($input: ResourceInput!) { saved: createResource(input: $input) { revision { entryId } errors { message } } }`;
const UPDATE = `mutation ($id: ID!, $revision: Int!, $input: ResourceInput!) {
  saved: updateResource(id: $id, revision: $revision, input: $input) { revision { number } errors { message } } }`;
const PUBLISH = `mutation ($id: ID!, $revision: Int!, $locales: [Locale!]) {
  saved: publishEntry(id: $id, revision: $revision, locales: $locales) { errors { message } } }`;

interface Saved<T> {
  saved: { revision: T; errors: object[] };
}

/** Saves the first draft of a resource and answers the id of the entry. */
export async function draftResource(hub: TestHub, as: string, input: object): Promise<string> {
  const { data } = await hub.query<Saved<{ entryId: string }>>(CREATE, { input }, { as });
  expect(data.saved.errors).toEqual([]);
  return data.saved.revision.entryId;
}

/** Saves another draft over the revision of that number. */
export async function saveResource(
  hub: TestHub,
  as: string,
  id: string,
  revision: number,
  input: object,
): Promise<void> {
  const { data } = await hub.query<Saved<{ number: number }>>(UPDATE, { id, revision, input }, { as });
  expect(data.saved).toMatchObject({ revision: { number: revision + 1 }, errors: [] });
}

/** Publishes the revision of that number, which must be the newest. */
export async function publishResource(
  hub: TestHub,
  as: string,
  id: string,
  revision: number,
  locales?: readonly string[],
): Promise<void> {
  const { data } = await hub.query<Saved<null>>(PUBLISH, { id, revision, locales }, { as });
  expect(data.saved.errors).toEqual([]);
}

/** The titles that the public reads in a language, by the id of the entry; null where it reads nothing. */
export async function publicTitles(hub: TestHub, ids: readonly string[], locale = 'en'): Promise<(string | null)[]> {
  const fields = ids.map((id, i) => `r${i}: resource(id: "${id}", locale: "${locale}", fallback: []) { title }`);
  const { data, errors } = await hub.query<Record<string, { title: string } | null>>(`{ ${fields.join(' ')} }`);
  expect(errors).toBeUndefined();
  return ids.map((_, i) => data[`r${i}`]?.title ?? null);
}
