import { Field, Int, ObjectType } from 'type-graphql';
import { ChildEntity, Column } from 'typeorm';
import { EntryType } from '../../schema/enums.js';
import { RichText } from '../../schema/rich-text.js';
import { CalendarDate, DateTime, Locale } from '../../schema/scalars.js';
import { Entry } from './entry.js';

@ObjectType({ description: 'Who tells a story.' })
export class Storyteller {
  @Field(() => String, { description: 'The name they chose to be known by.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Who they are in their own words, such as "mother of two". Null when they prefer not to say.',
  })
  relation!: string | null;
}

@ObjectType({ description: 'The consent under which a story is published. Only editors can read it.' })
export class Consent {
  @Field(() => String, { description: 'Who gave it, by their real name.' })
  givenBy!: string;

  @Field(() => CalendarDate, { description: 'When it was given.' })
  givenOn!: string;

  @Field(() => String, { description: 'What was agreed to.' })
  scope!: string;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'The last day on which the story may be shown. Null when there is no end.',
  })
  expiresOn!: string | null;

  @Field(() => Int, { nullable: true, description: 'The version of the text (`consentText`) that was agreed to.' })
  textVersion!: number | null;

  @Field(() => Locale, {
    nullable: true,
    description: 'The language in which that text was read. Null when it was not recorded.',
  })
  textLocale!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was withdrawn; the story is hidden from that moment. Null when it stands.',
  })
  withdrawnAt!: string | null;
}

@ObjectType({ implements: Entry, description: 'A parent tells of their own experience, with their consent.' })
@ChildEntity(EntryType.SUCCESS_STORY)
export class SuccessStory extends Entry {
  @Field(() => String, { description: 'The sentence that holds the story together.' })
  quote!: string;

  @Field(() => RichText, { description: 'The story.' })
  body!: RichText;

  @Field(() => String, {
    nullable: true,
    description: 'What may upset a reader. Null when there is nothing of the kind.',
  })
  contentWarning!: string | null;

  @Field(() => Storyteller, { description: 'Who tells it.' })
  storyteller!: Storyteller;

  @Column('text', { name: 'storyteller_name' })
  storytellerName!: string;

  @Field(() => Consent, { nullable: true, description: 'The consent given. Null unless you are an editor.' })
  consent!: Consent | null;

  @Column('text', { name: 'consent_given_by' })
  consentGivenBy!: string;

  @Column('date', { name: 'consent_given_on' })
  consentGivenOn!: string;

  @Column('text', { name: 'consent_scope' })
  consentScope!: string;

  @Column('date', { name: 'consent_expires_on', nullable: true })
  consentExpiresOn!: string | null;

  @Column('int', { name: 'consent_text_version', nullable: true })
  consentTextVersion!: number | null;

  @Column('text', { name: 'consent_text_locale', nullable: true })
  consentTextLocale!: string | null;

  /** Whether a member sent it in. */
  @Column('boolean', { name: 'sent_in' })
  sentIn!: boolean;

  @Column('timestamptz', { name: 'consent_withdrawn_at', nullable: true })
  consentWithdrawnAt!: Date | null;
}
