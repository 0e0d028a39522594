import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, ID, Info, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Locale } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import type { EntryChange as Change } from '../../services/bulk/entry-change.js';
import type { Selection } from '../../services/bulk/selected-entries.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { asEntryChange, EntryChange } from './entry-change.js';
import { EntrySelection, selectedEntries } from './entry-selection.js';

@ObjectType({ description: 'What doing something with many entries led to: with all of them, or with none.' })
export class BulkPayload {
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it was a dry run, and nothing has changed. Null when there are errors.',
  })
  dryRun?: boolean;

  @Field(() => Int, {
    nullable: true,
    description: 'How many entries changed, or would change. Null when there are errors.',
  })
  count?: number;

  @Field(() => [EntryChange], {
    description:
      'The entries that changed, or would change; those that were as wanted already are left out. Empty when there are errors.',
  })
  changes!: Change[];

  errors!: UserError[];
}
errorsField(BulkPayload);

const ENTRIES = { description: 'Which entries.' };
const LOCALES = { nullable: true, description: 'Only these languages. Absent: all that they have.' };
const DRY_RUN = {
  nullable: true,
  description:
    'True: nothing changes, and the answer says what would happen, or what stands in the way. False when absent.',
};
const ALL_OR_NONE =
  'All of them or none: what stands in the way of any is named in `errors`, by `EntryError` with the entry, and by `VersionConflict` where you know an older revision than the newest; its path begins with the id of the entry.';

type Perform = (selection: Selection) => Promise<readonly Change[]>;

function bulk(
  entries: EntrySelection,
  dryRun: boolean | null,
  context: RequestContext,
  info: GraphQLResolveInfo,
  perform: Perform,
): Promise<object> {
  return payload(async () => {
    const selected = await selectedEntries(entries, context, info);
    const changes = await perform({ ...selected, dryRun: dryRun ?? false });
    return {
      dryRun: dryRun ?? false,
      count: changes.length,
      changes: changes.map(asEntryChange),
    };
  });
}

@Resolver()
export class BulkMutations {
  @Mutation(() => BulkPayload, {
    description: `Brings the newest revisions of many entries before the public. ${ALL_OR_NONE}`,
  })
  publishEntries(
    @Arg('entries', () => EntrySelection, ENTRIES) entries: EntrySelection,
    @Arg('locales', () => [Locale], LOCALES) locales: string[] | null,
    @Arg('dryRun', () => Boolean, DRY_RUN) dryRun: boolean | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return bulk(entries, dryRun, context, info, (selection) =>
      context.services.bulkActions.publish(context.viewer, selection, locales ?? null),
    );
  }

  @Mutation(() => BulkPayload, { description: `Takes many entries back from the public. ${ALL_OR_NONE}` })
  unpublishEntries(
    @Arg('entries', () => EntrySelection, ENTRIES) entries: EntrySelection,
    @Arg('locales', () => [Locale], LOCALES) locales: string[] | null,
    @Arg('dryRun', () => Boolean, DRY_RUN) dryRun: boolean | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return bulk(entries, dryRun, context, info, (selection) =>
      context.services.bulkActions.unpublish(context.viewer, selection, locales ?? null),
    );
  }

  @Mutation(() => BulkPayload, {
    description: `Adds topics to many entries, or takes topics from them: in their newest drafts, by a new revision each, and in public at once where you may publish. Nothing else of the drafts becomes public. ${ALL_OR_NONE}`,
  })
  tagEntries(
    @Arg('entries', () => EntrySelection, ENTRIES) entries: EntrySelection,
    @Arg('add', () => [ID], { nullable: true, description: 'Ids of topics to add, behind those that are there.' })
    add: string[] | null,
    @Arg('remove', () => [ID], { nullable: true, description: 'Ids of topics to take away.' })
    remove: string[] | null,
    @Arg('note', () => String, { nullable: true, description: 'Why, for the history. Up to 500 characters.' })
    note: string | null,
    @Arg('dryRun', () => Boolean, DRY_RUN) dryRun: boolean | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return bulk(entries, dryRun, context, info, (selection) =>
      context.services.bulkActions.changeTopics(context.viewer, selection, {
        add: add ?? [],
        remove: remove ?? [],
        note,
      }),
    );
  }

  @Mutation(() => BulkPayload, {
    description: `Moves many entries from one topic to another: where an entry has the first, the other takes its place, in its newest draft, by a new revision, and in public at once where you may publish. Entries without it stay as they are. Nothing else of the drafts becomes public. ${ALL_OR_NONE}`,
  })
  moveEntries(
    @Arg('entries', () => EntrySelection, ENTRIES) entries: EntrySelection,
    @Arg('from', () => ID, { description: 'Id of the topic they leave.' }) from: string,
    @Arg('to', () => ID, { description: 'Id of the topic they come to.' }) to: string,
    @Arg('note', () => String, { nullable: true, description: 'Why, for the history. Up to 500 characters.' })
    note: string | null,
    @Arg('dryRun', () => Boolean, DRY_RUN) dryRun: boolean | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return bulk(entries, dryRun, context, info, (selection) =>
      context.services.bulkActions.changeTopics(context.viewer, selection, {
        add: [],
        remove: [],
        replace: { from, to },
        note,
      }),
    );
  }

  @Mutation(() => BulkPayload, {
    description: `Puts many entries into the trash. The public no longer sees them; \`restoreEntries\` brings them back. ${ALL_OR_NONE}`,
  })
  deleteEntries(
    @Arg('entries', () => EntrySelection, ENTRIES) entries: EntrySelection,
    @Arg('dryRun', () => Boolean, DRY_RUN) dryRun: boolean | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return bulk(entries, dryRun, context, info, (selection) =>
      context.services.bulkActions.trash(context.viewer, selection),
    );
  }

  @Mutation(() => BulkPayload, {
    description: `Takes many entries out of the trash. They are not published by that. ${ALL_OR_NONE}`,
  })
  restoreEntries(
    @Arg('entries', () => EntrySelection, ENTRIES) entries: EntrySelection,
    @Arg('dryRun', () => Boolean, DRY_RUN) dryRun: boolean | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return bulk(entries, dryRun, context, info, (selection) =>
      context.services.bulkActions.restore(context.viewer, selection),
    );
  }
}
