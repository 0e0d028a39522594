import { Arg, Ctx, Field, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { UserError } from '../../schema/user-error.js';
import { askerOf, type RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { MailPayload } from './mail-payload.js';
import { beginOrAsk, COOKIE, SignInPayload } from './session-mutations.js';

const EMAIL = 'E-mail address of the account.';
const ALIKE = 'The answer is the same whether or not the address has an account.';

@InputType({ description: 'A new password in place of a lost one.' })
export class ResetPasswordInput {
  @Field(() => String, { description: 'The code in the mail.' })
  token!: string;

  @Field(() => String, { description: 'The new password, of 10 to 128 characters, not one of the most common.' })
  newPassword!: string;
}

@ObjectType({ description: 'What choosing a new password answers.' })
export class ResetPasswordPayload {
  @Field(() => Int, {
    nullable: true,
    description:
      'How many API keys of the account worked until now and do no more: tell the person when it is not 0, for what uses the keys needs new ones. Null when it was refused.',
  })
  revokedApiKeys?: number;

  @Field(() => String, {
    nullable: true,
    description:
      'Send it as header `Hearth-Device: <deviceToken>` with the `signIn` that follows: wrong tries of strangers then do not keep the person out. Null when it was refused.',
  })
  deviceToken?: string;

  errors!: UserError[];
}
errorsField(ResetPasswordPayload);

@InputType({ description: 'Who signs in by a mail.' })
export class SignInWithMagicLinkInput {
  @Field(() => String, { description: 'The code in the mail.' })
  token!: string;

  @Field(() => Boolean, { defaultValue: false, description: COOKIE })
  cookie!: boolean;
}

@Resolver()
export class RecoveryMutations {
  @Mutation(() => MailPayload, {
    description: `Sends a mail to choose a new password with. The code in it works for an hour. When 20 have gone to an address within an hour, asked for from several places, no further one is sent: those work. ${ALIKE}`,
  })
  requestPasswordReset(
    @Arg('email', () => String, { description: EMAIL }) email: string,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      await context.services.identity.passwordReset.request(email, askerOf(context));
      return {};
    });
  }

  @Mutation(() => ResetPasswordPayload, {
    description:
      'Sets a new password by the code in the mail. All sessions of the account end, all its API keys are revoked and all sign-in providers unlinked, and codes in other mails are worth nothing, so that nobody keeps a way in; sign in with the new password. The e-mail address counts as confirmed.',
  })
  resetPassword(
    @Arg('input', () => ResetPasswordInput, { description: 'The code and the new password.' })
    input: ResetPasswordInput,
    @Ctx() { services }: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      const { memberId, revokedKeys } = await services.identity.passwordReset.reset(input);
      const deviceToken = await services.identity.welcome(memberId, undefined);
      return { revokedApiKeys: revokedKeys, deviceToken };
    });
  }

  @Mutation(() => MailPayload, {
    description: `Sends a mail to sign in with, without a password. The code in it works for 15 minutes. ${ALIKE}`,
  })
  requestMagicLink(
    @Arg('email', () => String, { description: EMAIL }) email: string,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      await context.services.identity.magicLinks.request(email, askerOf(context));
      return {};
    });
  }

  @Mutation(() => SignInPayload, {
    description:
      'Signs in by the code in the mail. With a second factor it answers `twoFactorToken` instead. If the e-mail address was not confirmed before, it is now, and the password, all sessions and all API keys from before are gone: anyone could have made the account with that address. `requestPasswordReset` gives it a new password.',
  })
  signInWithMagicLink(
    @Arg('input', () => SignInWithMagicLinkInput, { description: 'The code.' }) input: SignInWithMagicLinkInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { services, session } = context;
    return payload(() =>
      beginOrAsk(context, services.identity.magicLinks.signIn(input.token, session.device), input.cookie),
    );
  }
}
