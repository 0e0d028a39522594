import { Field, Int, ObjectType } from 'type-graphql';
import { EntryDraftUnion } from './drafts/drafts.js';
import { DateTime } from './scalars.js';
import { UserError } from './user-error.js';

@ObjectType({ description: 'A field that you and others have changed in different ways.' })
export class FieldCollision {
  @Field(() => [String], {
    description:
      'Where, as in `FieldChange`: names of fields, and within lists the language or key of the element, such as `["translations", "en", "title"]`; of elements without one the place in `merged`. A path that ends at a list is about the list as a whole: that both have sorted it in different ways, or have written different things in place of one element; `merged` has what both have written.',
  })
  path!: string[];

  @Field(() => String, { nullable: true, description: 'What it was when you began, as JSON text. Null for nothing.' })
  before!: string | null;

  @Field(() => String, { nullable: true, description: 'What others have made of it, as JSON text. Null for nothing.' })
  theirs!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What you have made of it, as JSON text: this is in `merged`. Null for nothing.',
  })
  yours!: string | null;
}

@ObjectType({
  implements: UserError,
  description:
    'Someone else has saved since you began. `merged` is what you have written with their changes to other fields brought in: show the `collisions`, let the person choose, and save it with `currentRevision`.',
})
export class VersionConflict extends UserError {
  @Field(() => Int, { description: 'Number of the newest revision.' })
  currentRevision!: number;

  @Field(() => String, { nullable: true, description: 'Name of the member who saved it. Null when they have left.' })
  savedBy!: string | null;

  @Field(() => DateTime, { description: 'When they saved it.' })
  savedAt!: string;

  @Field(() => [[String]], {
    nullable: true,
    description:
      'The fields that others have changed since the revision you began with, each as in `FieldChange.path`. Null when that revision is not known any more.',
  })
  changedPaths!: string[][] | null;

  @Field(() => EntryDraftUnion, {
    nullable: true,
    description:
      'Your draft with the changes of others to fields that you have not changed; where both did, yours stands and `collisions` has theirs. Null when there is nothing to bring together, as `notMerged` says.',
  })
  merged!: object | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why there is no `merged`, for people (English). Null when there is one.',
  })
  notMerged!: string | null;

  @Field(() => [FieldCollision], { description: 'The fields that both have changed in different ways.' })
  collisions!: FieldCollision[];
}
