import { Field, Int } from 'type-graphql';
import { CalendarDate, Locale } from '../scalars.js';
import { draft } from './draft.js';
import { EntryDraft, EntryTextDraft, entryFields } from './entry.js';

@draft('SuccessStoryText', 'The texts of a story in one language.')
export class SuccessStoryTextDraft extends EntryTextDraft {
  @Field(() => String, {
    nullable: true,
    description: 'The sentence that holds the story together. Required to publish.',
  })
  quote?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Who the teller is in their own words, such as "mother of two".',
  })
  storytellerRelation?: string | null;
}

@draft('Consent', 'The consent under which a story may be published.')
export class ConsentDraft {
  @Field(() => String, { description: 'Who gave it, by their real name. Only editors see it.' })
  givenBy!: string;

  @Field(() => CalendarDate, { description: 'When it was given.' })
  givenOn!: string;

  @Field(() => String, { description: 'What was agreed to.' })
  scope!: string;

  @Field(() => CalendarDate, { nullable: true, description: 'The last day on which the story may be shown.' })
  expiresOn?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The version of the text (`consentText`) that was agreed to, also on paper. Absent: the one that held on that day.',
  })
  textVersion?: number | null;

  @Field(() => Locale, { nullable: true, description: 'The language in which that text was read.' })
  textLocale?: string | null;
}

@draft('SuccessStory', 'A story as editors work on it.')
export class SuccessStoryDraft extends EntryDraft {
  @Field(() => [SuccessStoryTextDraft], { nullable: true, description: 'The texts, one for each language.' })
  override translations?: SuccessStoryTextDraft[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'The name the teller chose to be known by. Required to publish.',
  })
  storytellerName?: string | null;

  @Field(() => ConsentDraft, { nullable: true, description: 'The consent. Required to publish.' })
  consent?: ConsentDraft | null;
}
entryFields(SuccessStoryDraft);
