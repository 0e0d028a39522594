import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, ID, Info, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { SavedView } from '../../entities/content/saved-view.js';
import { Member } from '../../entities/identity/member.js';
import { alphabetical, byColumns, oneOf } from '../../read/collection.js';
import { bind, one } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { SavedViewList } from '../../schema/saved-view-list.js';
import { Json } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { rootFields } from '../root-fields.js';
import { STARTED_FROM } from '../update-arguments.js';

collection(SavedView, {
  orders: {
    POSITION: { description: 'By the place their owners gave them.', order: byColumns('position::int') },
    NAME: { description: 'By name, as in a dictionary.', order: alphabetical('base', 'name') },
  },
  filters: {
    lists: { type: () => [SavedViewList], description: 'Of any of these lists.', condition: oneOf('list') },
    own: {
      type: () => Boolean,
      description: 'Only your own (true) or only those that others share (false).',
      condition: (own: unknown, row, statement) =>
        `(${row.base}.owner_id is not distinct from ${statement.viewerId()}) = ${own ? 'true' : 'false'}`,
    },
  },
});

bind(SavedView, {
  relations: { owner: one(Member, 'owner_id', 'Whose it is. Null when they have left.') },
});

export const SavedViewFields = rootFields(SavedView, {
  list: 'savedViews',
  one: 'savedView',
  of: 'saved views: your own ones and those that are shared',
});

@InputType({
  description: 'What can be set on a saved view. Where it is changed, what is absent stays as it is, and null clears.',
})
export class SavedViewInput {
  @Field(() => String, {
    nullable: true,
    description: 'What it is called, in 1 to 80 characters. A new view needs a name.',
  })
  name?: string | null;

  @Field(() => SavedViewList, {
    nullable: true,
    description:
      'Of which list it is. A new view needs one; `filter` and `orderBy` do not stay when it becomes one of another list.',
  })
  list?: SavedViewList | null;

  @Field(() => Json, {
    nullable: true,
    description: 'The `filter` of the list, in exactly its shape. Null: none.',
  })
  filter?: unknown;

  @Field(() => String, { nullable: true, description: 'The `orderBy` of the list. Null: its usual order.' })
  orderBy?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'The fields to show, 1 to 50 in this order: `title`, or `createdBy.name` for a field of a field. They must be fields of what is listed. A new view needs them.',
  })
  columns?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether all who write content see it; for editors. Null: only you do.',
  })
  shared?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Its place among the views; lower comes first. Absent: as it is, or behind your others.',
  })
  position?: number | null;
}

@ObjectType({ description: 'What saving a view led to.' })
export class SavedViewPayload {
  @Field(() => SavedView, { nullable: true, description: 'The view as it is now. Null when there are errors.' })
  savedView?: string;

  errors!: UserError[];
}
errorsField(SavedViewPayload);

@ObjectType({ description: 'What deleting a saved view led to.' })
export class DeleteSavedViewPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the view that was. Null when there are errors.' })
  deletedId?: string;

  errors!: UserError[];
}
errorsField(DeleteSavedViewPayload);

@Resolver()
export class SavedViewMutations {
  @Mutation(() => SavedViewPayload, { description: 'Saves a view of yours.' })
  createSavedView(
    @Arg('input', () => SavedViewInput, { description: 'The new view.' }) input: SavedViewInput,
    @Ctx() { viewer, services }: RequestContext,
    @Info() { schema }: GraphQLResolveInfo,
  ): Promise<object> {
    return payload(async () => ({ savedView: await services.savedViews.create(viewer, schema, input) }));
  }

  @Mutation(() => SavedViewPayload, {
    description: 'Changes a view of yours: what is absent stays, null clears. Admins may change shared ones, too.',
  })
  updateSavedView(
    @Arg('id', () => ID, { description: 'Id of the view.' }) id: string,
    @Arg('input', () => SavedViewInput, { description: 'What shall be different.' }) input: SavedViewInput,
    @Arg('revision', () => Int, STARTED_FROM) revision: number | null | undefined,
    @Ctx() { viewer, services }: RequestContext,
    @Info() { schema }: GraphQLResolveInfo,
  ): Promise<object> {
    return payload(async () => ({ savedView: await services.savedViews.update(viewer, schema, id, input, revision) }));
  }

  @Mutation(() => DeleteSavedViewPayload, {
    description: 'Deletes a view of yours; admins may delete shared ones, too.',
  })
  deleteSavedView(
    @Arg('id', () => ID, { description: 'Id of the view.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ deletedId: await services.savedViews.remove(viewer, id) }));
  }
}
