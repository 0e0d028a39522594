import { Arg, Ctx, Field, ID, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { FieldChangeKind, WordChangeKind } from '../../schema/enums.js';
import { Refused } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { payload } from '../payload.js';
import { SaveEntryPayload } from './entry-mutations.js';

@ObjectType({ description: 'A piece of a text that was compared with another.' })
export class WordChange {
  @Field(() => WordChangeKind, { description: 'In which of the two it stands.' })
  kind!: WordChangeKind;

  @Field(() => String, { description: 'The piece, with its blanks: all pieces together are the texts.' })
  text!: string;
}

@ObjectType({ description: 'A field, or an element of a list, that differs between two revisions.' })
export class FieldChange {
  @Field(() => FieldChangeKind, { description: 'How it differs. What has both changed and moved is there twice.' })
  kind!: FieldChangeKind;

  @Field(() => [String], {
    description:
      'Where: names of fields; within lists the language or key of the element, else its place in the later list (of what was removed: in the earlier one), such as `["translations", "en", "title"]`.',
  })
  path!: string[];

  @Field(() => String, {
    nullable: true,
    description: 'What it was, as JSON text. Null when it was not there. Of what has moved its place, counted from 0.',
  })
  before!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What it is then, as JSON text. Null when it is not there. Of what has moved its place, counted from 0.',
  })
  after!: string | null;

  @Field(() => [WordChange], {
    nullable: true,
    description: 'For a text that was there before, word by word; very long ones line by line. Null for all else.',
  })
  words!: WordChange[] | null;
}

const ENTRY = { description: 'Id of the entry.' };

@Resolver()
export class HistoryFields {
  @Query(() => [FieldChange], {
    nullable: true,
    description:
      'What differs from one revision of an entry to another, field by field, and in lists element by element: telephone numbers are known by their number, opening hours by their days, sources by their title. Null when there are no such revisions, or not for you.',
  })
  async compareRevisions(
    @Arg('entryId', () => ID, ENTRY) entryId: string,
    @Arg('from', () => Int, { description: 'Number of the earlier revision.' }) from: number,
    @Arg('to', () => Int, { description: 'Number of the later revision.' }) to: number,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object[] | null> {
    try {
      const changes = await services.history.compare(viewer, entryId, from, to);
      return changes.map((change) => ({ ...change, before: json(change.before), after: json(change.after) }));
    } catch (error) {
      if (error instanceof Refused) return null;
      throw error;
    }
  }

  @Mutation(() => SaveEntryPayload, {
    description:
      'Makes an older revision the newest draft of an entry, as a new revision. The public sees nothing of it until `publishEntry`.',
  })
  restoreRevision(
    @Arg('id', () => ID, ENTRY) id: string,
    @Arg('number', () => Int, { description: 'Number of the revision to bring back.' }) number: number,
    @Arg('revision', () => Int, {
      description: 'Number of the newest revision you know. Refused with VersionConflict when there is a newer one.',
    })
    revision: number,
    @Arg('withoutMissing', () => Boolean, {
      nullable: true,
      description:
        'True: what the revision refers to and is gone since (topics, experts, entries, files, members) is left out; pictures and links in texts leave their words. `note` of the new revision says where. When absent or false, each is named and nothing is restored.',
    })
    withoutMissing: boolean | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({
      revision: (await services.history.restore(viewer, id, number, revision, { withoutMissing })).revisionId,
    }));
  }

  @Mutation(() => SaveEntryPayload, {
    description:
      'Gives a revision a name to find it by, such as "before the summer". No autosave takes its place then.',
  })
  nameRevision(
    @Arg('id', () => ID, ENTRY) id: string,
    @Arg('number', () => Int, { description: 'Number of the revision.' }) number: number,
    @Arg('name', () => String, { nullable: true, description: 'The name, up to 80 characters. Null takes it away.' })
    name: string | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ revision: (await services.history.name(viewer, id, number, name)).revisionId }));
  }
}

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
