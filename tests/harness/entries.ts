import { expect } from '@jest/globals';
import type { TestHub } from './hub.js';
import type { Problem } from './people.js';

/** The types of entries, as they are called in the names of mutations and inputs. */
export type EntryTypeName = 'Resource' | 'ExpertArticle' | 'SuccessStory' | 'PartnerOrganization';

/** What saving a draft answers. */
export interface SavedDraft {
  readonly revision: { readonly entryId: string; readonly number: number } | null;
  readonly errors: readonly Problem[];
}

const SAVED = 'revision { entryId number } errors { code message path }';

/** Makes an entry with its first draft. */
export async function createEntry(hub: TestHub, as: string, type: EntryTypeName, input: object): Promise<string> {
  const { data, errors } = await hub.query<{ saved: SavedDraft }>(
    `mutation ($input: ${type}Input!) { saved: create${type}(input: $input) { ${SAVED} } }`,
    { input },
    { as },
  );
  expect(errors).toBeUndefined();
  expect(data.saved.errors).toEqual([]);
  return data.saved.revision!.entryId;
}

/** Tries to save a draft over the revision of that number. */
export async function updateEntry(
  hub: TestHub,
  as: string,
  type: EntryTypeName,
  { id, revision, input }: { readonly id: string; readonly revision: number; readonly input: object },
): Promise<SavedDraft> {
  const { data, errors } = await hub.query<{ saved: SavedDraft }>(
    `mutation ($id: ID!, $revision: Int!, $input: ${type}Input!) {
      saved: update${type}(id: $id, revision: $revision, input: $input) { ${SAVED} } }`,
    { id, revision, input },
    { as },
  );
  expect(errors).toBeUndefined();
  return data.saved;
}
