import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { SearchSynonymSet } from '../../entities/search/search-synonym-set.js';
import { byColumns, oneOf } from '../../read/collection.js';
import { bind } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { Locale } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { rootFields } from '../root-fields.js';
import { STARTED_FROM } from '../update-arguments.js';

collection(SearchSynonymSet, {
  orders: { NEWEST: { description: 'Made last first.', order: byColumns('-created_at::timestamptz') } },
  filters: {
    locales: { type: () => [Locale], description: 'For any of these languages.', condition: oneOf('locale') },
  },
});

bind(SearchSynonymSet, {});

export const SearchSynonymSetFields = rootFields(SearchSynonymSet, {
  list: 'searchSynonymSets',
  one: 'searchSynonymSet',
  of: 'sets of synonyms that editors gave to search',
});

@InputType({
  description: 'What can be set on a set of synonyms. Where it is changed, what is absent stays as it is.',
})
export class SearchSynonymSetInput {
  @Field(() => Locale, {
    nullable: true,
    description: 'The language of the texts and queries; one of the hub. A new set needs it.',
  })
  locale?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      '2 to 50 words or phrases of up to five words and 100 characters; with `from`, one is enough. A new set needs them.',
  })
  words?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'One way: who looks for any of these 1 to 50 also finds the words, but not the other way round. Null: each of the words finds the others.',
  })
  from?: string[] | null;
}

@ObjectType({ description: 'What saving a set of synonyms led to.' })
export class SearchSynonymSetPayload {
  @Field(() => SearchSynonymSet, { nullable: true, description: 'The set as it is now. Null when there are errors.' })
  searchSynonymSet?: string;

  errors!: UserError[];
}
errorsField(SearchSynonymSetPayload);

@ObjectType({ description: 'What deleting a set of synonyms led to.' })
export class DeleteSearchSynonymSetPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the set that was. Null when there are errors.' })
  deletedId?: string;

  errors!: UserError[];
}
errorsField(DeleteSearchSynonymSetPayload);

@Resolver()
export class SearchSynonymSetMutations {
  @Mutation(() => SearchSynonymSetPayload, {
    description: 'Tells search that words mean the same. It takes effect within moments, for all texts there are.',
  })
  createSearchSynonymSet(
    @Arg('input', () => SearchSynonymSetInput, { description: 'The new set.' }) input: SearchSynonymSetInput,
    @Ctx() { services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ searchSynonymSet: await services.searchEditing.createSynonymSet(input) }));
  }

  @Mutation(() => SearchSynonymSetPayload, {
    description: 'Changes a set of synonyms: what is absent stays, null clears.',
  })
  updateSearchSynonymSet(
    @Arg('id', () => ID, { description: 'Id of the set.' }) id: string,
    @Arg('input', () => SearchSynonymSetInput, { description: 'What shall be different.' })
    input: SearchSynonymSetInput,
    @Arg('revision', () => Int, STARTED_FROM) revision: number | null | undefined,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({
      searchSynonymSet: await services.searchEditing.updateSynonymSet(viewer, id, input, revision),
    }));
  }

  @Mutation(() => DeleteSearchSynonymSetPayload, { description: 'Deletes a set of synonyms.' })
  deleteSearchSynonymSet(
    @Arg('id', () => ID, { description: 'Id of the set.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ deletedId: await services.searchEditing.deleteSynonymSet(viewer, id) }));
  }
}
