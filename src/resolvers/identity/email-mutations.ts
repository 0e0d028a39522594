import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Member } from '../../entities/identity/member.js';
import { DateTime } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import { askerOf, type RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { MailPayload } from './mail-payload.js';
import { begin, COOKIE } from './session-mutations.js';

@ObjectType({ description: 'What confirming an e-mail address answers.' })
export class VerifyEmailPayload {
  @Field(() => Member, { nullable: true, description: 'Whose address is confirmed. Null when it was refused.' })
  member?: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Of the session that has begun: send it with each request as `Authorization: Bearer <token>`. Null when you were signed in already, it was refused, or it is in the cookie.',
  })
  token?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the session ends unless it is used before then, which prolongs it. Null when none has begun.',
  })
  expiresAt?: string;

  errors!: UserError[];
}
errorsField(VerifyEmailPayload);

@ObjectType({ description: 'What confirming a change of the e-mail address answers.' })
export class ConfirmEmailChangePayload {
  @Field(() => Boolean, {
    nullable: true,
    description:
      'True when the address has changed; false when the other of the two addresses has yet to agree. Null when it was refused.',
  })
  changed?: boolean;

  errors!: UserError[];
}
errorsField(ConfirmEmailChangePayload);

@Resolver()
export class EmailMutations {
  @Mutation(() => MailPayload, {
    description: 'Sends you a mail to confirm your e-mail address with. The code in it works for 24 hours.',
  })
  requestEmailVerification(@Ctx() context: RequestContext): Promise<object> {
    return payload(async () => {
      await context.services.identity.verification.request(context.viewer, askerOf(context));
      return {};
    });
  }

  @Mutation(() => VerifyEmailPayload, {
    description:
      'Confirms an e-mail address by the code in the mail. Who is not signed in gives the password they chose when they signed up, and is signed in by that: one step from the mail into the hub. Without it a mail to somebody whose address a stranger has used would open the account to that stranger. A wrong password leaves the code as it is; after 10 within 15 minutes it fails with RATE_LIMITED.',
  })
  verifyEmail(
    @Arg('token', () => String, { description: 'The code.' }) token: string,
    @Arg('password', () => String, {
      nullable: true,
      description: 'The password chosen when signing up. Not needed when you are signed in to the account.',
    })
    password: string | null | undefined,
    @Arg('cookie', () => Boolean, { defaultValue: false, description: COOKIE }) cookie: boolean,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { services, viewer } = context;
    return payload(async () => {
      const given = { token, password };
      const { memberId, session } = await services.identity.verification.verify(viewer, given, context.session.device);
      return session ? begin(context, session, cookie) : { member: memberId };
    });
  }

  @Mutation(() => MailPayload, {
    description:
      'Begins to change your e-mail address: sends a mail with a code to the present and one to the new address. The change counts once both were confirmed, within 24 hours.',
  })
  requestEmailChange(
    @Arg('newEmail', () => String, { description: 'The new e-mail address.' }) newEmail: string,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      await context.services.identity.emailChange.request(context.viewer, newEmail, askerOf(context));
      return {};
    });
  }

  @Mutation(() => ConfirmEmailChangePayload, {
    description: 'Agrees to a change of the e-mail address by the code in one of the two mails.',
  })
  confirmEmailChange(
    @Arg('token', () => String, { description: 'The code.' }) token: string,
    @Ctx() { services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ changed: await services.identity.emailChange.confirm(token) }));
  }
}
