import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Entry } from '../../entities/content/entry.js';
import { SearchPin } from '../../entities/search/search-pin.js';
import { byColumns } from '../../read/collection.js';
import { bind, json, many, through } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { Locale } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { rootFields } from '../root-fields.js';
import { STARTED_FROM } from '../update-arguments.js';

collection(SearchPin, {
  orders: { NEWEST: { description: 'Made last first.', order: byColumns('-created_at::timestamptz') } },
  filters: {},
});

bind(SearchPin, {
  fields: {
    entryIds: json(
      (row) =>
        `(select coalesce(jsonb_agg(pe.entry_id order by pe.position), '[]') from search_pin_entry pe where pe.pin_id = ${row.base}.id)`,
    ),
  },
  relations: {
    entries: many(
      Entry,
      through('search_pin_entry', 'pin_id', 'entry_id'),
      'position',
      'Those of the entries that are published, in their order.',
    ),
  },
});

export const SearchPinFields = rootFields(SearchPin, {
  list: 'searchPins',
  one: 'searchPin',
  of: 'pins: what is found first for certain queries',
});

@InputType({ description: 'What can be set on a pin. Where it is changed, what is absent stays as it is.' })
export class SearchPinInput {
  @Field(() => [String], {
    nullable: true,
    description:
      '1 to 50 whole queries of up to 100 characters. Capitals, accents, marks and spaces make no difference. A new pin needs them.',
  })
  queries?: string[] | null;

  @Field(() => Locale, { nullable: true, description: 'For readers of this language only. Null: for all.' })
  locale?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Ids of 1 to 10 entries, in the order in which they shall be found. A new pin needs them.',
  })
  entryIds?: string[] | null;
}

@ObjectType({ description: 'What saving a pin led to.' })
export class SearchPinPayload {
  @Field(() => SearchPin, { nullable: true, description: 'The pin as it is now. Null when there are errors.' })
  searchPin?: string;

  errors!: UserError[];
}
errorsField(SearchPinPayload);

@ObjectType({ description: 'What deleting a pin led to.' })
export class DeleteSearchPinPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the pin that was. Null when there are errors.' })
  deletedId?: string;

  errors!: UserError[];
}
errorsField(DeleteSearchPinPayload);

@Resolver()
export class SearchPinMutations {
  @Mutation(() => SearchPinPayload, {
    description:
      'Pins entries to queries: they are found first, in this order, wherever the filters and the language of the reader let them be found. Takes effect at once.',
  })
  createSearchPin(
    @Arg('input', () => SearchPinInput, { description: 'The new pin.' }) input: SearchPinInput,
    @Ctx() { services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ searchPin: await services.searchEditing.createPin(input) }));
  }

  @Mutation(() => SearchPinPayload, { description: 'Changes a pin: what is absent stays, null clears.' })
  updateSearchPin(
    @Arg('id', () => ID, { description: 'Id of the pin.' }) id: string,
    @Arg('input', () => SearchPinInput, { description: 'What shall be different.' }) input: SearchPinInput,
    @Arg('revision', () => Int, STARTED_FROM) revision: number | null | undefined,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ searchPin: await services.searchEditing.updatePin(viewer, id, input, revision) }));
  }

  @Mutation(() => DeleteSearchPinPayload, { description: 'Deletes a pin.' })
  deleteSearchPin(
    @Arg('id', () => ID, { description: 'Id of the pin.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ deletedId: await services.searchEditing.deletePin(viewer, id) }));
  }
}
