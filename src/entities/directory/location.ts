import { Field, Float, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Address } from '../../schema/address.js';
import { PlaceAccessibility } from '../../schema/enums.js';
import { Node } from '../../schema/node.js';

@ObjectType({ implements: Node, description: 'A place where an organisation offers something (HSDS location).' })
@Entity({ name: 'location' })
export class Location extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId!: string;

  /** Names the location within its organisation; services refer to it, and it keeps its id over new revisions. */
  @Column('text')
  key!: string;

  @Column('int')
  position!: number;

  @Field(() => String, { nullable: true, description: 'Name of the place. Null when it has none of its own.' })
  @Column('text', { nullable: true })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'A few words on the place. Null when there are none.' })
  @Column('text', { nullable: true })
  description!: string | null;

  @Field(() => String, { nullable: true, description: 'How to get there. Null when nothing was noted.' })
  @Column('text', { nullable: true })
  transportation!: string | null;

  @Field(() => Address, {
    nullable: true,
    description: 'Where the place is, for visitors. Null when it is not known or not public.',
  })
  address!: Address | null;

  @Field(() => Address, {
    nullable: true,
    description: 'Where letters to the place go. Null when no address but its own is known.',
  })
  postalAddress!: Address | null;

  @Column('text', { nullable: true })
  street!: string | null;

  @Column('text', { name: 'postal_code', nullable: true })
  postalCode!: string | null;

  @Column('text', { nullable: true })
  city!: string | null;

  @Column('text', { nullable: true })
  region!: string | null;

  @Column('text', { nullable: true })
  country!: string | null;

  @Field(() => Float, { nullable: true, description: 'Degrees north (WGS 84). Null when the place is not on the map.' })
  @Column('float8', { nullable: true })
  latitude!: number | null;

  @Field(() => Float, { nullable: true, description: 'Degrees east (WGS 84). Null when the place is not on the map.' })
  @Column('float8', { nullable: true })
  longitude!: number | null;

  @Field(() => [PlaceAccessibility], { description: 'How the place is accessible.' })
  @Column('text', { array: true })
  accessibility!: PlaceAccessibility[];
}
