import { Field, ObjectType } from 'type-graphql';
import { ChildEntity, Column } from 'typeorm';
import { Address } from '../../schema/address.js';
import { EntryType, PartnershipKind, PlaceAccessibility } from '../../schema/enums.js';
import { RichText } from '../../schema/rich-text.js';
import { CalendarDate, Locale } from '../../schema/scalars.js';
import { Entry } from '../content/entry.js';

@ObjectType({ description: 'How an organisation works with the centre.' })
export class Partnership {
  @Field(() => PartnershipKind, { description: 'The kind of partnership.' })
  kind!: PartnershipKind;

  @Field(() => CalendarDate, { nullable: true, description: 'Since when. Null when it is not known.' })
  since!: string | null;
}

/** Terms follow the Human Services Data Specification (HSDS) 3. */
@ObjectType({
  implements: Entry,
  description:
    'An organisation that helps families, with its places and services. The terms are those of HSDS, the Human Services Data Specification.',
})
@ChildEntity(EntryType.PARTNER_ORGANIZATION)
export class PartnerOrganization extends Entry {
  @Field(() => String, { description: 'The name of the organisation; the same as `title`.' })
  name!: string;

  @Field(() => RichText, { description: 'Who they are and what they do.' })
  body!: RichText;

  @Field(() => String, { nullable: true, description: 'Web site. Null when there is none.' })
  @Column('text', { nullable: true })
  url!: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address for the public. Null when there is none.' })
  @Column('text', { nullable: true })
  email!: string | null;

  @Field(() => Address, {
    nullable: true,
    description: 'Where letters to it go; where visitors go is in `locations`. Null when it is not known.',
  })
  postalAddress!: Address | null;

  @Field(() => String, {
    nullable: true,
    description: 'Legal form, such as a registered association. Null when it is not known.',
  })
  @Column('text', { name: 'legal_status', nullable: true })
  legalStatus!: string | null;

  @Field(() => [Locale], { description: 'Languages spoken there.' })
  @Column('text', { array: true })
  languages!: string[];

  @Field(() => [PlaceAccessibility], { description: 'What holds for all of its places.' })
  @Column('text', { name: 'place_accessibility', array: true })
  accessibility!: PlaceAccessibility[];

  @Field(() => Partnership, {
    nullable: true,
    description: 'How it works with the centre. Null when it is listed but no partner.',
  })
  partnership!: Partnership | null;

  @Column('text', { name: 'partnership_kind', nullable: true })
  partnershipKind!: PartnershipKind | null;

  @Column('date', { name: 'partnership_since', nullable: true })
  partnershipSince!: string | null;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'When someone from the centre last checked that all of this is true. Null when nobody has.',
  })
  @Column('date', { name: 'verified_on', nullable: true })
  verifiedOn!: string | null;

  @Column('uuid', { name: 'verified_by', nullable: true })
  verifiedById!: string | null;
}
