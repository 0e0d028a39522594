import { Field, ID } from 'type-graphql';
import { Audience } from '../enums.js';
import { Locale } from '../scalars.js';
import { draft } from './draft.js';

/** What every type of entry has in a language. */
@draft('EntryText', 'The texts of an entry in one language.')
export class EntryTextDraft {
  @Field(() => Locale, { description: 'The language; each one once.' })
  locale!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Name in the address of the page. Made from the title when absent.',
  })
  slug?: string | null;

  @Field(() => String, { nullable: true, description: 'The title, up to 200 characters. Required to publish.' })
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'One or two sentences, up to 500 characters.' })
  summary?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The text in Markdown. Required to publish. `![](media:<id>)` shows an uploaded picture with its alternative text, `![…](media:<id>)` with these words in its place. `[…](media:<id>)` links to an uploaded file, `[…](entry:<id>)` to another entry, wherever its page is by then. HTML is shown as it was typed, but for tags that only format words, such as `<b>` and `<br>`.',
  })
  body?: string | null;

  @Field(() => String, { nullable: true, description: 'What may upset a reader, in a sentence.' })
  contentWarning?: string | null;

  @Field(() => [String], { nullable: true, description: 'Other words under which search shall find it; never shown.' })
  searchTerms?: string[] | null;
}

/** What every type of entry has in every language. */
export abstract class EntryDraft {
  abstract translations?: EntryTextDraft[] | null;
  topicIds?: string[] | null;
  relatedEntryIds?: string[] | null;
  audiences?: Audience[] | null;
  coverImageId?: string | null;
}

/** Declares the fields of `EntryDraft` on a draft class. */
export function entryFields(type: { prototype: EntryDraft }): void {
  Field(() => [ID], { nullable: true, description: 'Ids of the topics, the most important first.' })(
    type.prototype,
    'topicIds',
  );
  Field(() => [ID], {
    nullable: true,
    description: 'Ids of entries to read next, in this order; up to 20. To publish, they must be public.',
  })(type.prototype, 'relatedEntryIds');
  Field(() => [Audience], { nullable: true, description: 'For whom it is meant.' })(type.prototype, 'audiences');
  Field(() => ID, {
    nullable: true,
    description:
      'Id of the picture that stands for it, a `MediaAsset`. To publish, it needs an alternative text in each language, or to be decorative.',
  })(type.prototype, 'coverImageId');
}
