import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { UserError } from '../../schema/user-error.js';
import { askerOf, type RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { beginOrAsk, COOKIE, SignInPayload } from './session-mutations.js';

@ObjectType({ description: 'Another place with whose account one can sign in here, by OpenID Connect.' })
export class SignInProvider {
  @Field(() => ID, { description: 'Id, to begin with.' })
  id!: string;

  @Field(() => String, { description: 'Its name, for a button.' })
  name!: string;

  @Field(() => Boolean, { description: 'Whether your account is linked with it. False for visitors.' })
  linked!: boolean;
}

@InputType({ description: 'With which provider to sign in.' })
export class BeginSignInWithProviderInput {
  @Field(() => ID, { description: 'Id of the provider.' })
  provider!: string;

  @Field(() => String, {
    description:
      'Page of your front end to which the provider shall send the browser back, without ? and #. The provider must know it, too.',
  })
  redirectTo!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'True to link the provider with the account you are signed in to, and not to sign in.',
  })
  link!: boolean;
}

@ObjectType({ description: 'How signing in with a provider goes on.' })
export class BeginSignInWithProviderPayload {
  @Field(() => String, { nullable: true, description: 'Send the browser there. Null when it was refused.' })
  url?: string;

  @Field(() => String, {
    nullable: true,
    description:
      'A secret to keep in this browser (`sessionStorage`) until it comes back, within 15 minutes. Null when it was refused.',
  })
  request?: string;

  errors!: UserError[];
}
errorsField(BeginSignInWithProviderPayload);

@InputType({ description: 'What the browser brings back from a provider.' })
export class ProviderAnswerInput {
  @Field(() => String, { description: 'The secret that `beginSignInWithProvider` gave to this browser.' })
  request!: string;

  @Field(() => String, { description: 'The whole address of the page the provider has sent the browser to.' })
  address!: string;
}

@InputType({ description: 'Who comes back from a provider to sign in.' })
export class SignInWithProviderInput extends ProviderAnswerInput {
  @Field(() => Boolean, { defaultValue: false, description: COOKIE })
  cookie!: boolean;
}

@ObjectType({ description: 'What linking a provider, or giving it up, answers.' })
export class SignInProvidersPayload {
  @Field(() => [SignInProvider], {
    nullable: true,
    description: 'All providers as they are now. Null when it was refused.',
  })
  signInProviders?: object[];

  errors!: UserError[];
}
errorsField(SignInProvidersPayload);

@Resolver()
export class SignInProviderFields {
  @Query(() => [SignInProvider], {
    description: 'The providers with which one can sign in, in the order of their buttons. Empty when there are none.',
  })
  signInProviders(@Ctx() { viewer, services }: RequestContext): Promise<object[]> {
    return services.identity.providers.offered(viewer);
  }

  @Mutation(() => BeginSignInWithProviderPayload, {
    description:
      'Begins to sign in with a provider: keep `request` in the browser and send it to `url`. The provider sends it back to your page, which calls `signInWithProvider`.',
  })
  beginSignInWithProvider(
    @Arg('input', () => BeginSignInWithProviderInput, { description: 'With which one.' })
    input: BeginSignInWithProviderInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(() => services.identity.providers.begin(viewer, input));
  }

  @Mutation(() => SignInPayload, {
    description:
      'Signs in whoever comes back from a provider. Who is new gets an account when the provider has confirmed their e-mail address; else that address leads to the account that has it, as `signInWithMagicLink` does. With a second factor it answers `twoFactorToken` instead.',
  })
  signInWithProvider(
    @Arg('input', () => SignInWithProviderInput, { description: 'What the browser brings back.' })
    input: SignInWithProviderInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { services, session } = context;
    const { locale } = askerOf(context);
    return payload(() =>
      beginOrAsk(context, services.identity.providers.signIn(input, locale, session.device), input.cookie),
    );
  }

  @Mutation(() => SignInProvidersPayload, {
    description: 'Links your account with a provider, after `beginSignInWithProvider` with `link`.',
  })
  linkSignInProvider(
    @Arg('input', () => ProviderAnswerInput, { description: 'What the browser brings back.' })
    input: ProviderAnswerInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      await services.identity.providers.link(viewer, input);
      return { signInProviders: await services.identity.providers.offered(viewer) };
    });
  }

  @Mutation(() => SignInProvidersPayload, {
    description: 'Takes a provider off your account. Your password and your mailbox still sign you in.',
  })
  unlinkSignInProvider(
    @Arg('provider', () => ID, { description: 'Id of the provider.' }) provider: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      await services.identity.providers.unlink(viewer, provider);
      return { signInProviders: await services.identity.providers.offered(viewer) };
    });
  }
}
