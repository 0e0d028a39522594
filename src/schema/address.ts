import { Field, ObjectType } from 'type-graphql';

@ObjectType({ description: 'The address of a place, or one for letters.' })
export class Address {
  @Field(() => String, {
    nullable: true,
    description: 'Street and number, and what else stands above the town. Null when it is not public.',
  })
  street!: string | null;

  @Field(() => String, { nullable: true, description: 'Postal code. Null when it is not known.' })
  postalCode!: string | null;

  @Field(() => String, { nullable: true, description: 'Town. Null when it is not known.' })
  city!: string | null;

  @Field(() => String, { nullable: true, description: 'State, county or region. Null when it is not known.' })
  region!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Country as two letters (ISO 3166-1). Null when it is not known.',
  })
  country!: string | null;
}
