import type { GraphQLResolveInfo } from 'graphql';
import { Field, ID, InputType, Int } from 'type-graphql';
import { ExpertArticle } from '../../entities/content/expert-article.js';
import { Resource } from '../../entities/content/resource.js';
import { Revision } from '../../entities/content/revision.js';
import { SuccessStory } from '../../entities/content/success-story.js';
import { PartnerOrganization } from '../../entities/directory/partner-organization.js';
import { collectionOf } from '../../read/declare/collection.js';
import { Refused } from '../../schema/user-error.js';
import type { Selection } from '../../services/bulk/selected-entries.js';
import type { RequestContext } from '../context.js';
import './expert-article.js';
import './resource.js';
import './revision.js';
import './success-story.js';
import '../directory/partner-organization.js';

/** Most entries that are changed at once: more would keep everyone else waiting. */
const MOST_ENTRIES = 1000;

/** The lists by whose filters entries are selected, and the column with the id of the entry. */
const LISTS = {
  revisions: { of: Revision, column: 'entry_id' },
  resources: { of: Resource, column: 'id' },
  expertArticles: { of: ExpertArticle, column: 'id' },
  successStories: { of: SuccessStory, column: 'id' },
  partnerOrganizations: { of: PartnerOrganization, column: 'id' },
} as const;
type ListName = keyof typeof LISTS;

@InputType({ description: 'An entry as you know it.' })
export class KnownEntry {
  @Field(() => ID, { description: 'Id of the entry.' })
  id!: string;

  @Field(() => Int, {
    description: 'Number of its newest revision that you know. When there is a newer one, VersionConflict says whose.',
  })
  revision!: number;
}

@InputType({
  description:
    'Which entries something is to be done with, at most 1000: `ids`, `known`, or the filter of a list just as the list takes it. Give exactly one. Only what you see in the list is selected.',
})
export class EntrySelection implements Partial<Record<ListName, object | null>> {
  @Field(() => [ID], { nullable: true, description: 'Ids of entries.' })
  ids?: string[] | null;

  @Field(() => [KnownEntry], {
    nullable: true,
    description:
      'Entries with the revisions that you have read: nothing happens when others have saved one of them since.',
  })
  known?: KnownEntry[] | null;

  declare revisions?: object | null;
  declare resources?: object | null;
  declare expertArticles?: object | null;
  declare successStories?: object | null;
  declare partnerOrganizations?: object | null;
}
for (const [name, { of }] of Object.entries(LISTS)) {
  const description =
    of === Revision
      ? 'Entries of `revisions` with this filter, drafts that were never published among them; by their newest revision only.'
      : `Entries of \`${name}\` with this filter. Empty: all of them.`;
  Field(() => collectionOf(of).filter!, { nullable: true, description })(EntrySelection.prototype, name);
}

/** The entries that are selected, each once. @throws Refused when it is not said which, or they are too many */
export async function selectedEntries(
  selection: EntrySelection,
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<Pick<Selection, 'ids' | 'known'>> {
  const given = (['ids', 'known', ...Object.keys(LISTS)] as ('ids' | 'known' | ListName)[]).filter(
    (name) => selection[name] != null,
  );
  const [name] = given;
  if (given.length !== 1 || !name) {
    const message = `Say which entries: give exactly one of ids, known, ${Object.keys(LISTS).join(', ')}.`;
    throw Refused.because('INVALID', message, 'entries');
  }
  if (name === 'known') checkOnce(selection.known!);
  const ids =
    name === 'ids'
      ? selection.ids!
      : name === 'known'
        ? selection.known!.map(({ id }) => id)
        : await idsIn(name, selection, context, info);
  const distinct = [...new Set(ids.map((id) => id.toLowerCase()))];
  if (distinct.length > MOST_ENTRIES) {
    const message = `More than ${MOST_ENTRIES} entries are selected. Narrow the filter, or take them in several goes.`;
    throw Refused.because('INVALID', message, 'entries', name);
  }
  return { ids: distinct, known: new Map(selection.known?.map(({ id, revision }) => [id.toLowerCase(), revision])) };
}

/** @throws Refused naming an entry that is there twice: it cannot be known with two newest revisions */
function checkOnce(known: readonly KnownEntry[]): void {
  const seen = new Set<string>();
  const problems = known.flatMap(({ id }, i) =>
    seen.size === seen.add(id.toLowerCase()).size
      ? [
          {
            code: 'INVALID' as const,
            message: 'This entry is in the list twice.',
            path: ['entries', 'known', i, 'id'],
          },
        ]
      : [],
  );
  if (problems.length) throw Refused.all(problems);
}

async function idsIn(
  name: ListName,
  selection: EntrySelection,
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<string[]> {
  const { of, column } = LISTS[name];
  const given = selection[name] as { readonly newest?: boolean | null };
  if (name === 'revisions' && given.newest === false) {
    const message = 'Entries are selected by their newest revisions. Leave this out.';
    throw Refused.because('INVALID', message, 'entries', name, 'newest');
  }
  const filter = name === 'revisions' ? { ...given, newest: true } : { ...given };
  return context.read().values(info, of.name, column, filter, MOST_ENTRIES + 1);
}
