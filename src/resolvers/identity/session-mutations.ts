import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Member } from '../../entities/identity/member.js';
import { DateTime } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import type { Session } from '../../services/identity/sessions.js';
import { SecondFactorNeeded } from '../../services/identity/two-factor.js';
import { askerOf, type RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';

export const COOKIE =
  'Set it on a web page of this site: the browser keeps the session in a cookie that scripts cannot read, and `token` is null.';

const DEVICE =
  'Keep it on the device, also after signing out, and send it as header `Hearth-Device: <deviceToken>` when signing in: wrong tries of strangers then do not keep you out. It opens nothing by itself. Null when it was refused, or is in a cookie.';

@InputType({ description: 'Who signs up.' })
export class SignUpInput {
  @Field(() => String, { description: 'E-mail address; no other member sees it.' })
  email!: string;

  @Field(() => String, { description: 'Password of 10 to 128 characters that is not one of the most common.' })
  password!: string;

  @Field(() => String, { description: 'The name to be known by, of 1 to 80 characters.' })
  name!: string;
}

@InputType({ description: 'Who signs in.' })
export class SignInInput {
  @Field(() => String, { description: 'E-mail address of the account.' })
  email!: string;

  @Field(() => String, { description: 'Its password.' })
  password!: string;

  @Field(() => Boolean, { defaultValue: false, description: COOKIE })
  cookie!: boolean;
}

@InputType({ description: 'A new password for your account.' })
export class ChangePasswordInput {
  @Field(() => String, { description: 'The password until now.' })
  currentPassword!: string;

  @Field(() => String, { description: 'The new one, of 10 to 128 characters, not one of the most common.' })
  newPassword!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether all your API keys are revoked as well: say yes when somebody else may know the old password.',
  })
  revokeApiKeys!: boolean;
}

@ObjectType({ description: 'A session that has begun.' })
export class SessionPayload {
  @Field(() => Member, { nullable: true, description: 'You. Null when it was refused.' })
  member?: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Send it with each request as `Authorization: Bearer <token>`. Null when it was refused, or is in the cookie.',
  })
  token?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the session ends unless it is used before then, which prolongs it. Null when it was refused.',
  })
  expiresAt?: string;

  @Field(() => String, { nullable: true, description: DEVICE })
  deviceToken?: string | null;

  errors!: UserError[];
}
errorsField(SessionPayload);

@ObjectType({ description: 'A session that has begun, or what is needed to begin it.' })
export class SignInPayload {
  @Field(() => Member, { nullable: true, description: 'You. Null when it was refused, or needs the second factor.' })
  member?: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Send it with each request as `Authorization: Bearer <token>`. Null when it was refused, needs the second factor, or is in the cookie.',
  })
  token?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the session ends unless it is used before then, which prolongs it. Null when there is none.',
  })
  expiresAt?: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Set when the account has a second factor, in place of a session: ask for a code and call `signInWithTwoFactor` within 10 minutes.',
  })
  twoFactorToken?: string;

  @Field(() => String, { nullable: true, description: DEVICE })
  deviceToken?: string | null;

  errors!: UserError[];
}
errorsField(SignInPayload);

@ObjectType({ description: 'What signing out answers.' })
export class SignOutPayload {
  @Field(() => Boolean, { description: 'Whether there was a session to end.' })
  signedOut!: boolean;

  errors!: UserError[];
}
errorsField(SignOutPayload);

@ObjectType({ description: 'What signing up answers.' })
export class SignUpPayload {
  @Field(() => Boolean, {
    nullable: true,
    description:
      'True where the hub lets nobody in before they have confirmed their address: ask the person to look for the mail, and call `verifyEmail` with the code in it and the password. False where `signIn` comes next. The same for every address; null when it was refused.',
  })
  mustConfirmEmail?: boolean;

  errors!: UserError[];
}
errorsField(SignUpPayload);

/** Hands a new session to the caller: the rest of the request is the member's already. */
export async function begin(
  { session, services }: RequestContext,
  { token, expiresAt, memberId }: Session,
  cookie: boolean,
): Promise<object> {
  const deviceToken = await services.identity.welcome(memberId, session.deviceToken);
  await session.begin(token, cookie);
  if (cookie) session.keepDevice(deviceToken);
  const handed = cookie ? { token: null, deviceToken: null } : { token, deviceToken };
  return { member: memberId, ...handed, expiresAt: expiresAt.toISOString() };
}

/** Hands over the session that signing in begins, or the token to bring with the second factor. */
export async function beginOrAsk(context: RequestContext, signIn: Promise<Session>, cookie: boolean): Promise<object> {
  try {
    return await begin(context, await signIn, cookie);
  } catch (error) {
    if (!(error instanceof SecondFactorNeeded)) throw error;
    return { twoFactorToken: error.token };
  }
}

@Resolver()
export class SessionMutations {
  @Mutation(() => SignUpPayload, {
    description:
      'Makes an account: you become a member with a handle made from your name, and get a mail to confirm your e-mail address with. Where `mustConfirmEmail` is true, `verifyEmail` comes next; elsewhere `signIn`, which may stand in the same request. The answer is the same when the address has an account already; then nothing changes, and a mail says so to its owner.',
  })
  signUp(
    @Arg('input', () => SignUpInput, { description: 'Who signs up.' }) input: SignUpInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      const { identity } = context.services;
      await identity.signUp(input, askerOf(context));
      return { mustConfirmEmail: identity.confirmationRequired };
    });
  }

  @Mutation(() => SignInPayload, {
    description:
      'Signs in. With a second factor it answers `twoFactorToken` instead. The refusal is the same for an unknown address, a wrong password, and the right one of an account whose address must be confirmed first; the last brings another mail for that, up to 5 an hour. After 10 wrong tries within 15 minutes from a network address it fails with RATE_LIMITED for that address, and after 50 at an account for devices on which nobody has signed in to it before (`deviceToken`).',
  })
  signIn(
    @Arg('input', () => SignInInput, { description: 'Who signs in.' }) input: SignInInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { email, password, cookie } = input;
    const given = { email, password, device: context.session.device, ...askerOf(context) };
    return payload(() => beginOrAsk(context, context.services.identity.signIn(given), cookie));
  }

  @Mutation(() => SignOutPayload, { description: 'Ends your session at once and takes its cookie away.' })
  signOut(@Ctx() { session }: RequestContext): Promise<object> {
    return payload(async () => {
      const signedOut = session.token !== undefined;
      await session.end();
      return { signedOut };
    });
  }

  @Mutation(() => SessionPayload, {
    description:
      'Changes your password. All your sessions end, and a new one begins. Your API keys go on unless `revokeApiKeys` says otherwise, so that what runs with them does not stop.',
  })
  changePassword(
    @Arg('input', () => ChangePasswordInput, { description: 'The old and the new password.' })
    input: ChangePasswordInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { token, inCookie, device } = context.session;
    return payload(async () =>
      begin(context, await context.services.identity.changePassword(token!, input, device), inCookie),
    );
  }
}
