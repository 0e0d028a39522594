import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { ApiKey } from '../../entities/identity/api-key.js';
import { Member } from '../../entities/identity/member.js';
import { byColumns } from '../../read/collection.js';
import { bind, one } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { ApiKeyScope } from '../../schema/api-key-scope.js';
import { DateTime } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { rootFields } from '../root-fields.js';

collection(ApiKey, {
  orders: { NEWEST: { description: 'Made last first.', order: byColumns('-created_at::timestamptz') } },
  filters: {},
});

bind(ApiKey, {
  relations: { owner: one(Member, 'owner_id', 'In whose name it acts.', { nullable: false }) },
});

export const ApiKeyFields = rootFields(ApiKey, {
  list: 'apiKeys',
  one: 'apiKey',
  of: 'API keys: your own ones, or all for admins, revoked and expired ones included',
});

@InputType({ description: 'A new API key of yours.' })
export class CreateApiKeyInput {
  @Field(() => String, { description: 'What it is for, in 1 to 80 characters.' })
  name!: string;

  @Field(() => ApiKeyScope, { description: 'What it may do: as little as will do.' })
  scope!: ApiKeyScope;

  @Field(() => DateTime, { nullable: true, description: 'Until when it works. Absent: until it is revoked.' })
  expiresAt?: Date | string | null;
}

@ObjectType({ description: 'What making an API key led to.' })
export class CreateApiKeyPayload {
  @Field(() => ApiKey, { nullable: true, description: 'The key as others see it. Null when there are errors.' })
  apiKey?: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The key itself: send it with each request as `Authorization: Bearer <secret>`. It is shown now and never again. Null when there are errors.',
  })
  secret?: string;

  errors!: UserError[];
}
errorsField(CreateApiKeyPayload);

@ObjectType({ description: 'What revoking an API key led to.' })
export class RevokeApiKeyPayload {
  @Field(() => ApiKey, { nullable: true, description: 'The key that works no more. Null when there are errors.' })
  apiKey?: string;

  errors!: UserError[];
}
errorsField(RevokeApiKeyPayload);

@Resolver()
export class ApiKeyMutations {
  @Mutation(() => CreateApiKeyPayload, {
    description:
      'Makes an API key of yours. It works until it expires or is revoked, also when your password changes. Only people can make keys, not keys.',
  })
  createApiKey(
    @Arg('input', () => CreateApiKeyInput, { description: 'What the key is for.' }) input: CreateApiKeyInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      const { id, secret } = await services.apiKeys.create(viewer, input);
      return { apiKey: id, secret };
    });
  }

  @Mutation(() => RevokeApiKeyPayload, {
    description: 'Makes an API key worthless, from the next request on. Your own, or any for admins.',
  })
  revokeApiKey(
    @Arg('id', () => ID, { description: 'Id of the key.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ apiKey: await services.apiKeys.revoke(viewer, id) }));
  }
}
