import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ServiceFee } from '../../schema/enums.js';
import { Node } from '../../schema/node.js';
import { Locale } from '../../schema/scalars.js';

@ObjectType({ implements: Node, description: 'Something an organisation does for people (HSDS service).' })
@Entity({ name: 'service' })
export class Service extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId!: string;

  /** Names the service within its organisation; it keeps its id over new revisions. */
  @Column('text')
  key!: string;

  @Column('int')
  position!: number;

  @Field(() => String, { description: 'Name of the service.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What is offered. Null when nothing was noted.' })
  description!: string | null;

  @Field(() => String, { nullable: true, description: 'Who may use it. Null when nothing was noted.' })
  eligibility!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'How to get it: register, call, just come. Null when nothing was noted.',
  })
  applicationProcess!: string | null;

  @Field(() => String, { nullable: true, description: 'What it costs, in words. Null when nothing was noted.' })
  fees!: string | null;

  @Field(() => String, { nullable: true, description: 'How long one waits. Null when nothing was noted.' })
  waitTime!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Lowest age of those it is for, in years. Null when there is none.',
  })
  @Column('int', { name: 'eligible_min_age', nullable: true })
  eligibleMinAge!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Highest age of those it is for, in years. Null when there is none.',
  })
  @Column('int', { name: 'eligible_max_age', nullable: true })
  eligibleMaxAge!: number | null;

  @Field(() => ServiceFee, { nullable: true, description: 'What it costs, as a kind. Null when it is not known.' })
  @Column('text', { nullable: true })
  fee!: ServiceFee | null;

  @Field(() => [Locale], { description: 'Languages in which it is offered.' })
  @Column('text', { array: true })
  languages!: string[];

  @Field(() => String, { nullable: true, description: 'Page of the service on the web. Null when there is none.' })
  @Column('text', { nullable: true })
  url!: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address of the service. Null when there is none.' })
  @Column('text', { nullable: true })
  email!: string | null;
}

/** The texts of a service in one locale. */
@Entity({ name: 'service_translation' })
export class ServiceTranslation {
  @PrimaryColumn('uuid', { name: 'service_id' })
  serviceId!: string;

  @PrimaryColumn('text')
  locale!: string;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text', { nullable: true })
  eligibility!: string | null;

  @Column('text', { name: 'application_process', nullable: true })
  applicationProcess!: string | null;

  @Column('text', { nullable: true })
  fees!: string | null;

  @Column('text', { name: 'wait_time', nullable: true })
  waitTime!: string | null;
}
