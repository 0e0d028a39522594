import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { CalendarDate, LocalTime } from '../../schema/scalars.js';

@ObjectType({
  description:
    'Days on which the usual hours do not hold, such as holidays (HSDS holiday schedule). Without hours of its own it is closed on each of them.',
})
@Entity({ name: 'schedule_exception' })
export class ScheduleException {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'location_id', nullable: true })
  locationId!: string | null;

  @Column('uuid', { name: 'service_id', nullable: true })
  serviceId!: string | null;

  @Column('int')
  position!: number;

  @Field(() => CalendarDate, { description: 'The first day.' })
  @Column('date', { name: 'starts_on' })
  startsOn!: string;

  @Field(() => CalendarDate, { description: 'The last day; the first one when it is one day.' })
  @Column('date', { name: 'ends_on' })
  endsOn!: string;

  @Field(() => LocalTime, {
    nullable: true,
    description: 'When it opens on each of these days, by the clock there. Null when it is closed.',
  })
  @Column('text', { name: 'opens_at', nullable: true })
  opensAt!: string | null;

  @Field(() => LocalTime, {
    nullable: true,
    description:
      'When it closes on each of these days. Earlier than `opensAt` means the next day. Null when it is closed.',
  })
  @Column('text', { name: 'closes_at', nullable: true })
  closesAt!: string | null;

  @Field(() => String, { description: 'Time zone by its IANA name, such as `Europe/Berlin`.' })
  @Column('text')
  timezone!: string;

  @Field(() => String, { nullable: true, description: 'Why, such as "summer break". Null when nothing was noted.' })
  @Column('text', { nullable: true })
  description!: string | null;
}
