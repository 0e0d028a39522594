import { Field } from 'type-graphql';
import type { GraphQLClass } from '../../schema/connection.js';
import { Locale } from '../../schema/scalars.js';

/** Declares what publishing an entry has meant beyond the texts of the languages that were published. */
export function publicationEffectFields(type: GraphQLClass): void {
  Field(() => [[String]], {
    nullable: true,
    description:
      'What has no language goes live with any. These are the paths of such fields that the public sees differently now in every language, each as in `FieldChange.path`: such as `["url"]` or `["services", "counselling", "email"]`. Of an entry that was not public before, all that have a value. Null for all but publishing.',
  })(type.prototype, 'sharedChanges');
  Field(() => [Locale], {
    nullable: true,
    description:
      'Languages in which the public still reads the entry although the published revision has no text in them: `unpublishEntry` takes them back. Null for all but publishing.',
  })(type.prototype, 'stillPublic');
}

/** What these fields say of all but publishing. */
export const NO_EFFECTS = { sharedChanges: null, stillPublic: null };
