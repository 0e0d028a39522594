import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Entry } from '../../entities/content/entry.js';
import { Revision } from '../../entities/content/revision.js';
import { DateTime, Locale } from '../../schema/scalars.js';
import type { EntryChange as Change } from '../../services/bulk/entry-change.js';
import { cancelledActionsField } from './cancelled-actions.js';
import { NO_EFFECTS, publicationEffectFields } from './publication-effects.js';

@ObjectType({ description: 'What has happened to one of many entries, or would happen.' })
export class EntryChange {
  @Field(() => ID, { description: 'Id of the entry.' })
  entryId!: string;

  @Field(() => Revision, {
    nullable: true,
    description:
      'Its newest revision: for its title. Null when you may not read it, and for a draft that a dry run would save.',
  })
  content?: string;

  @Field(() => Entry, { nullable: true, description: 'The entry as the public sees it now. Null when it does not.' })
  entry?: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'Number of the revision that became public, or of the newest draft when topics were changed. Null for all else.',
  })
  revision?: number | null;

  @Field(() => [Locale], { description: 'The languages that became public or were taken back. Empty for all else.' })
  locales!: string[];

  @Field(() => [ID], {
    nullable: true,
    description: 'Ids of the topics in the newest draft, when topics were changed. Null for all else.',
  })
  topicIds?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Ids of the topics under which the public sees it now. Null when that has not changed: it is not public, you may not publish it, or it stood there already.',
  })
  publicTopicIds?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the member who saved the newest revision before this. Null when they have left.',
  })
  savedBy?: string | null;

  @Field(() => DateTime, { description: 'When that was.' })
  savedAt!: string;

  @Field(() => [String], {
    description:
      'Names of the members who had saved what was not public yet of its newest draft before this: ask them before it is published. What was only tagged in bulk does not count.',
  })
  writtenBy!: readonly string[];
}
cancelledActionsField(EntryChange);
publicationEffectFields(EntryChange);

/** What has happened to an entry, as its fields are read. */
export function asEntryChange({ before, ...change }: Change): object {
  return {
    revision: null,
    locales: [],
    topicIds: null,
    publicTopicIds: null,
    ...NO_EFFECTS,
    ...change,
    entry: change.entryId,
    savedBy: before.saved_by,
    savedAt: before.saved_at.toISOString(),
    writtenBy: before.written_by,
  };
}
