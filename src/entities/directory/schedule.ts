import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Frequency } from '../../schema/enums.js';
import { CalendarDate, LocalTime } from '../../schema/scalars.js';

@ObjectType({ description: 'Opening hours as a repeating rule, shaped like RFC 5545 (iCalendar) and HSDS schedules.' })
@Entity({ name: 'schedule' })
export class Schedule {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'location_id', nullable: true })
  locationId!: string | null;

  @Column('uuid', { name: 'service_id', nullable: true })
  serviceId!: string | null;

  @Column('int')
  position!: number;

  @Field(() => Frequency, { description: 'How often it repeats.' })
  @Column('text')
  frequency!: Frequency;

  @Field(() => Int, { description: 'Every how many days, weeks or months; 1 is each. Counted from `validFrom`.' })
  @Column('int')
  interval!: number;

  @Field(() => [String], {
    description:
      'Days of the week, `MO` to `SU`; in monthly schedules with a number, such as `1SA` (first Saturday) or `-1FR` (last Friday).',
  })
  @Column('text', { name: 'by_day', array: true })
  byDay!: string[];

  @Field(() => [Int], { description: 'Days of the month, 1 to 31; negative ones count from its end.' })
  @Column('int', { name: 'by_month_day', array: true })
  byMonthDay!: number[];

  @Field(() => LocalTime, { description: 'When it opens, by the clock there.' })
  @Column('text', { name: 'opens_at' })
  opensAt!: string;

  @Field(() => LocalTime, {
    description: 'When it closes, by the clock there. Earlier than `opensAt` means the next day.',
  })
  @Column('text', { name: 'closes_at' })
  closesAt!: string;

  @Field(() => String, { description: 'Time zone by its IANA name, such as `Europe/Berlin`.' })
  @Column('text')
  timezone!: string;

  @Field(() => CalendarDate, { nullable: true, description: 'First day on which it holds. Null when it always did.' })
  @Column('date', { name: 'valid_from', nullable: true })
  validFrom!: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Last day on which it holds. Null when it has no end.' })
  @Column('date', { name: 'valid_to', nullable: true })
  validTo!: string | null;

  @Field(() => Boolean, { description: 'Whether these hours are only for those who have an appointment.' })
  @Column('boolean', { name: 'by_appointment' })
  byAppointment!: boolean;

  @Field(() => String, { nullable: true, description: 'A note, such as "ring twice". Null when there is none.' })
  @Column('text', { nullable: true })
  description!: string | null;
}
