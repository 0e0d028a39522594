import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Invitation } from '../../entities/identity/invitation.js';
import { Role } from '../../schema/enums.js';
import { Locale } from '../../schema/scalars.js';
import { Refused, type UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { isUuid } from '../root-fields.js';
import { begin, COOKIE, SessionPayload } from './session-mutations.js';

@InputType({ description: 'Whom to invite, and as what.' })
export class InviteMemberInput {
  @Field(() => String, { description: 'Their e-mail address.' })
  email!: string;

  @Field(() => [Role], { description: 'What they may do here once they have accepted; at least one role.' })
  roles!: Role[];

  @Field(() => Locale, {
    nullable: true,
    description: 'The language to write to them in, which they then prefer as members. Absent: the first of the site.',
  })
  locale?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What to call them, in 1 to 80 characters. They may choose another name.',
  })
  name?: string | null;
}

@InputType({ description: 'How to accept an invitation.' })
export class AcceptInvitationInput {
  @Field(() => String, { description: 'The code in the mail.' })
  token!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'For a new account: password of 10 to 128 characters that is not one of the most common. Not looked at when you are signed in.',
  })
  password?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The name to be known by, of 1 to 80 characters. Absent: the one in the invitation.',
  })
  name?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: COOKIE })
  cookie!: boolean;
}

@ObjectType({ description: 'What inviting someone answers.' })
export class InviteMemberPayload {
  @Field(() => Invitation, { nullable: true, description: 'The invitation. Null when it was refused.' })
  invitation?: string;

  errors!: UserError[];
}
errorsField(InviteMemberPayload);

@ObjectType({ description: 'What taking an invitation back answers.' })
export class RevokeInvitationPayload {
  @Field(() => ID, { nullable: true, description: 'Its id. Null when it was refused.' })
  revokedId?: string;

  errors!: UserError[];
}
errorsField(RevokeInvitationPayload);

@Resolver()
export class InvitationMutations {
  @Mutation(() => InviteMemberPayload, {
    description:
      'Invites someone by mail, for 7 days, whether or not they have an account; you are not told which. The invitation ends when you are no admin any more. Who was invited before gets a new mail; the code in the old one works no more.',
  })
  inviteMember(
    @Arg('input', () => InviteMemberInput, { description: 'Whom to invite.' }) input: InviteMemberInput,
    @Ctx() { viewer, services, session }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({
      invitation: await services.identity.invitations.invite(viewer, input, session.address),
    }));
  }

  @Mutation(() => RevokeInvitationPayload, {
    description: 'Takes an invitation back: the code in its mail works no more.',
  })
  revokeInvitation(
    @Arg('id', () => ID, { description: 'Id of the invitation.' }) id: string,
    @Ctx() { services }: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      if (!isUuid(id)) throw Refused.because('NOT_FOUND', 'There is no such invitation.', 'id');
      await services.identity.invitations.revoke(id);
      return { revokedId: id };
    });
  }

  @Mutation(() => SessionPayload, {
    description:
      'Accepts an invitation by the code in the mail. Who is signed in, to the account with the address that was invited, gets the roles besides those they have; `token` and `expiresAt` are null, for the session goes on. Anybody else gets an account with the roles and is signed in, and the e-mail address counts as confirmed; where the address has an account already, it is refused with TAKEN: have them sign in and send the same code again.',
  })
  acceptInvitation(
    @Arg('input', () => AcceptInvitationInput, { description: 'The code, and how to be known.' })
    input: AcceptInvitationInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { viewer, services, session } = context;
    return payload(async () => {
      const accepted = await services.identity.invitations.accept(viewer, input, session.device);
      if (accepted.session) return begin(context, accepted.session, input.cookie);
      await session.reload();
      return { member: accepted.memberId };
    });
  }
}
