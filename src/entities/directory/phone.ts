import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Locale } from '../../schema/scalars.js';

@ObjectType({ description: 'A telephone number (HSDS phone).' })
@Entity({ name: 'phone' })
export class Phone {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'organization_id', nullable: true })
  organizationId!: string | null;

  @Column('uuid', { name: 'location_id', nullable: true })
  locationId!: string | null;

  @Column('uuid', { name: 'service_id', nullable: true })
  serviceId!: string | null;

  @Column('int')
  position!: number;

  @Field(() => String, { description: 'The number as people there write it.' })
  @Column('text')
  number!: string;

  @Field(() => String, { nullable: true, description: 'Extension to dial after the number. Null when there is none.' })
  @Column('text', { nullable: true })
  extension!: string | null;

  @Field(() => String, { nullable: true, description: 'Who answers, or what it is for. Null when nothing was noted.' })
  @Column('text', { nullable: true })
  label!: string | null;

  @Field(() => [Locale], { description: 'Languages spoken on the phone. Empty when not known.' })
  @Column('text', { array: true })
  languages!: string[];
}
