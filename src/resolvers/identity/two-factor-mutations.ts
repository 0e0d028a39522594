import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Refused, type UserError } from '../../schema/user-error.js';
import { askerOf, type RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { isUuid } from '../root-fields.js';
import { MemberPayload } from './member-mutations.js';
import { begin, COOKIE, SessionPayload } from './session-mutations.js';

@InputType({ description: 'The second factor: exactly one of `code` and `recoveryCode`.' })
export class SignInWithTwoFactorInput {
  @Field(() => String, { description: 'The `twoFactorToken` that signing in answered.' })
  twoFactorToken!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The 6 digits that the authenticator app shows. They work once, also when they have turned it on.',
  })
  code?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'One of the recovery codes, when the app is lost, with or without hyphen, in small letters or capitals. It works once.',
  })
  recoveryCode?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: COOKIE })
  cookie!: boolean;
}

@ObjectType({ description: 'What to put into an authenticator app, and codes to keep.' })
export class EnableTwoFactorPayload {
  @Field(() => String, {
    nullable: true,
    description: 'Address `otpauth://…` to show as a QR code for the app. Null when it was refused.',
  })
  totpUri?: string;

  @Field(() => [String], {
    nullable: true,
    description:
      'Each signs in once in place of a code of the app. They are shown this one time only: have them written down. Null when it was refused.',
  })
  recoveryCodes?: readonly string[];

  errors!: UserError[];
}
errorsField(EnableTwoFactorPayload);

@Resolver()
export class TwoFactorMutations {
  @Mutation(() => EnableTwoFactorPayload, {
    description:
      'Begins to turn two-factor authentication on for you. It is on once `confirmTwoFactor` has shown that your app works. Your e-mail address must be confirmed.',
  })
  enableTwoFactor(
    @Arg('password', () => String, { description: 'Your password.' }) password: string,
    @Ctx() { viewer, services, session }: RequestContext,
  ): Promise<object> {
    return payload(() => services.identity.twoFactor.enable(viewer, session.token!, password));
  }

  @Mutation(() => SessionPayload, {
    description:
      'Turns two-factor authentication on: from now on signing in, by password or by mail, needs a code as well. A new session takes the place of this one; others go on.',
  })
  confirmTwoFactor(
    @Arg('code', () => String, { description: 'The 6 digits that the authenticator app shows.' }) code: string,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { viewer, services, session } = context;
    const { token, inCookie } = session;
    return payload(async () =>
      begin(context, await services.identity.twoFactor.confirm(viewer, token!, code), inCookie),
    );
  }

  @Mutation(() => SessionPayload, {
    description:
      'Turns two-factor authentication off; the recovery codes work no more. A new session takes the place of this one; others go on.',
  })
  disableTwoFactor(
    @Arg('password', () => String, { description: 'Your password.' }) password: string,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { viewer, services, session } = context;
    const { token, inCookie } = session;
    return payload(async () =>
      begin(context, await services.identity.twoFactor.disable(viewer, token!, password), inCookie),
    );
  }

  @Mutation(() => MemberPayload, {
    description:
      'Takes the second factor off for a member who has lost their app and their recovery codes. All their sessions end, and a mail tells them. Make sure first that it is really they who ask.',
  })
  resetTwoFactor(
    @Arg('memberId', () => ID, { description: 'Id of the member; not yourself.' }) memberId: string,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      if (!isUuid(memberId))
        throw Refused.because('NOT_FOUND', 'There is no such member with a second factor.', 'memberId');
      await context.services.identity.twoFactor.reset(context.viewer, memberId, askerOf(context).locale);
      return { member: memberId };
    });
  }

  @Mutation(() => SessionPayload, {
    description:
      'Ends signing in to an account with a second factor. After 5 wrong codes begin to sign in anew. After 10 at an account within 15 minutes from a network address it fails with RATE_LIMITED for that address, and after 20 in all for devices on which nobody has signed in to the account before (`deviceToken`).',
  })
  signInWithTwoFactor(
    @Arg('input', () => SignInWithTwoFactorInput, { description: 'The second factor.' })
    input: SignInWithTwoFactorInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { services, session } = context;
    return payload(async () => begin(context, await services.identity.twoFactor.signIn(input, session), input.cookie));
  }
}
