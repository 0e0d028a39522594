import { Arg, Ctx, Field, ID, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { DateTime } from '../../schema/scalars.js';
import { Refused, type UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { isUuid } from '../root-fields.js';

@ObjectType({ description: 'A device on which you are signed in.' })
export class Session {
  @Field(() => ID, { description: 'Id, to end it with.' })
  id!: string;

  @Field(() => DateTime, { description: 'When you signed in.' })
  createdAt!: string;

  @Field(() => DateTime, { description: 'When it was used last, give or take an hour.' })
  lastUsedAt!: string;

  @Field(() => Boolean, { description: 'Whether it is the one you ask with.' })
  current!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'What you signed in with, such as `Firefox on Windows`. Null when it is not known.',
  })
  device!: string | null;
}

@ObjectType({ description: 'What ending a session answers.' })
export class EndSessionPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the session that has ended. Null when it was refused.' })
  endedId?: string;

  errors!: UserError[];
}
errorsField(EndSessionPayload);

@ObjectType({ description: 'What ending your other sessions answers.' })
export class EndOtherSessionsPayload {
  @Field(() => Int, { description: 'How many have ended.' })
  ended!: number;

  errors!: UserError[];
}
errorsField(EndOtherSessionsPayload);

@Resolver()
export class SessionFields {
  @Query(() => [Session], { description: 'Where you are signed in: this session first, then those used last.' })
  async sessions(@Ctx() { viewer, services, session }: RequestContext): Promise<object[]> {
    const open = await services.identity.sessionsOf(viewer, session.token!);
    return open.map((one) => ({
      ...one,
      createdAt: one.createdAt.toISOString(),
      lastUsedAt: one.lastUsedAt.toISOString(),
    }));
  }

  @Mutation(() => EndSessionPayload, {
    description: 'Ends one of your sessions at once, such as the one on a device that was lost.',
  })
  endSession(
    @Arg('id', () => ID, { description: 'Id of the session.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      if (!isUuid(id)) throw Refused.because('NOT_FOUND', 'You have no such session. It may have ended.', 'id');
      await services.identity.endSession(viewer, id);
      return { endedId: id };
    });
  }

  @Mutation(() => EndOtherSessionsPayload, { description: 'Ends all your sessions but this one at once.' })
  endOtherSessions(@Ctx() { viewer, services, session }: RequestContext): Promise<object> {
    return payload(async () => ({ ended: await services.identity.endOtherSessions(viewer, session.token!) }));
  }
}
