import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Member } from '../../entities/identity/member.js';
import { Role } from '../../schema/enums.js';
import { Locale } from '../../schema/scalars.js';
import { Refused, type UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { isUuid } from '../root-fields.js';

@InputType({ description: 'What you say of yourself. What is absent stays as it is.' })
export class UpdateProfileInput {
  @Field(() => String, { nullable: true, description: 'The name to be known by, of 1 to 80 characters.' })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What you say of yourself, in at most 1000 characters. Null clears it.',
  })
  biography?: string | null;

  @Field(() => Locale, { nullable: true, description: 'The language you prefer. Null clears it.' })
  locale?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Short unique name for addresses and mentions: 2 to 40 small letters a to z, digits and hyphens.',
  })
  handle?: string | null;
}

@ObjectType({ description: 'What changing a member answers.' })
export class MemberPayload {
  @Field(() => Member, { nullable: true, description: 'The member as they are now. Null when it was refused.' })
  member?: string;

  errors!: UserError[];
}
errorsField(MemberPayload);

@Resolver()
export class MemberMutations {
  @Mutation(() => MemberPayload, { description: 'Changes what others see of you, and the language you prefer.' })
  updateProfile(
    @Arg('input', () => UpdateProfileInput, { description: 'What to change.' }) input: UpdateProfileInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      await services.identity.updateProfile(viewer, input);
      return { member: viewer.memberId };
    });
  }

  @Mutation(() => MemberPayload, {
    description:
      'Gives a member exactly these roles, from their next request on. The last admin cannot cease to be one.',
  })
  updateMemberRoles(
    @Arg('memberId', () => ID, { description: 'Id of the member.' }) memberId: string,
    @Arg('roles', () => [Role], { description: 'All roles they shall have.' }) roles: Role[],
    @Ctx() { services }: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      if (!isUuid(memberId)) throw Refused.because('NOT_FOUND', 'There is no such member.', 'memberId');
      await services.identity.updateMemberRoles(memberId, roles);
      return { member: memberId };
    });
  }
}
