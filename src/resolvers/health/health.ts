import { Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { describedEnum } from '../../schema/enums.js';
import type { RequestContext } from '../context.js';

const HealthState = describedEnum('HealthState', 'What a check of the hub has found.', {
  OK: 'All is well.',
  NOTE: 'It works, but somebody may want to know.',
  WRONG: 'Somebody has to do something; the text says what.',
});

@ObjectType({ description: 'What one check of the hub has found.' })
export class HealthCheck {
  @Field(() => String, { description: 'What was looked at, such as `Jobs`, `Mails`, `Index` or `Disk`.' })
  name!: string;

  @Field(() => HealthState, { description: 'Whether it is in order.' })
  state!: keyof typeof HealthState;

  @Field(() => String, { description: 'What was found, and what to do about it, in plain words (English).' })
  text!: string;
}

@ObjectType({ description: 'Whether the hub is in order.' })
export class HealthReport {
  @Field(() => Boolean, { description: 'Whether no check has found anything wrong.' })
  healthy!: boolean;

  @Field(() => [HealthCheck], { description: 'All checks. There may be several with one name.' })
  checks!: HealthCheck[];
}

@Resolver()
export class HealthFields {
  @Query(() => HealthReport, {
    description:
      'Whether the hub is in order: disk, database, search and its index, files, background jobs, mails. The same as `npx hearth doctor` says. It looks at everything anew, so ask for it no more than once a minute.',
  })
  async health(@Ctx() { services }: RequestContext): Promise<HealthReport> {
    const findings = await services.health.examine();
    return {
      healthy: findings.every(({ state }) => state !== 'wrong'),
      checks: findings.map(({ check, state, text }) => ({
        name: check,
        state: state.toUpperCase() as keyof typeof HealthState,
        text,
      })),
    };
  }
}
