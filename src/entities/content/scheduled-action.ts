import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { DateTime, LocalDateTime, Locale } from '../../schema/scalars.js';
import {
  ScheduledActionCancelReason,
  ScheduledActionKind,
  ScheduledActionState,
} from '../../schema/scheduled-actions.js';
import { UserError } from '../../schema/user-error.js';

@ObjectType({
  implements: Node,
  description:
    'That an entry is to be published or taken back, or a release to go live, at a certain time. It stays as a record when that has happened, failed or was called off. For those who may read the revisions of the entry; of releases for editors.',
})
@Entity({ name: 'scheduled_action' })
export class ScheduledAction extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => ScheduledActionKind, { description: 'What is to happen.' })
  @Column('text')
  action!: ScheduledActionKind;

  @Field(() => ScheduledActionState, { description: 'What has become of it.' })
  @Column('text')
  state!: ScheduledActionState;

  @Field(() => ID, { nullable: true, description: 'Id of the entry it is about. Null for a release.' })
  @Column('uuid', { name: 'entry_id', nullable: true })
  entryId!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Id of the release that is to go live as a whole, if it is about one.',
  })
  @Column('uuid', { name: 'release_id', nullable: true })
  releaseId!: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Number of the revision that becomes public: what is saved later does not change it. Null when the entry is to be taken back.',
  })
  @Column('int', { nullable: true })
  revision!: number | null;

  @Field(() => [Locale], { nullable: true, description: 'The languages it is about. Null: all of them.' })
  @Column('text', { array: true, nullable: true })
  locales!: string[] | null;

  @Field(() => LocalDateTime, { description: 'When, as a clock in `timeZone` shows it.' })
  @Column('timestamp', { name: 'wall_clock' })
  at!: string;

  @Field(() => String, { description: 'The time zone by its IANA name, such as `Europe/Berlin`.' })
  @Column('text', { name: 'time_zone' })
  timeZone!: string;

  @Field(() => DateTime, {
    description: 'The instant that `at` and `timeZone` mean. It follows when the rules of the time zone change.',
  })
  @Column('timestamptz', { name: 'due_at' })
  dueAt!: Date;

  @Field(() => DateTime, { description: 'When it was planned.' })
  @Column('timestamptz', { name: 'scheduled_at' })
  scheduledAt!: Date;

  @Column('uuid', { name: 'scheduled_by', nullable: true })
  scheduledById!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it happened, failed or was called off. Null while it is still to come.',
  })
  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column('uuid', { name: 'cancelled_by', nullable: true })
  cancelledById!: string | null;

  @Field(() => ScheduledActionCancelReason, {
    nullable: true,
    description: 'Why it was called off. Null when it was not.',
  })
  @Column('text', { name: 'cancel_reason', nullable: true })
  cancelReason!: ScheduledActionCancelReason | null;

  @Field(() => [UserError], { description: 'Why it failed, all of it. Empty when it did not.' })
  @Column('jsonb')
  errors!: object[];
}
