import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Space } from '../../entities/community/space.js';
import { PartnerOrganization } from '../../entities/directory/partner-organization.js';
import { AccessGrant } from '../../entities/identity/access-grant.js';
import { Member } from '../../entities/identity/member.js';
import { bind, one } from '../../read/declare/bind.js';
import { Role } from '../../schema/enums.js';
import { Locale } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';

bind(AccessGrant, {
  relations: {
    member: one(Member, 'member_id', 'Who has it.', { nullable: false }),
    space: one(Space, 'space_id', 'The space it is for. Null when it is for something else.'),
    organization: one(
      PartnerOrganization,
      'organization_id',
      'The organisation it is for. Null when it is not published, or the grant is for something else.',
    ),
    grantedBy: one(Member, 'granted_by', 'Who gave it. Null when they have left.'),
  },
});

@InputType({
  description: 'A role for one place: exactly one of `spaceId`, `organizationId` and `locale`. See docs/access.md.',
})
export class GrantAccessInput {
  @Field(() => ID, { description: 'The member to give it to.' })
  memberId!: string;

  @Field(() => Role, {
    description: 'MODERATOR for a space, PARTNER for an organisation, or CONTRIBUTOR for a language (a translator).',
  })
  role!: Role;

  @Field(() => ID, { nullable: true, description: 'The space it is for.' })
  spaceId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The organisation it is for, published or not.' })
  organizationId?: string | null;

  @Field(() => Locale, { nullable: true, description: 'The language it is for.' })
  locale?: string | null;
}

@ObjectType({ description: 'What giving a role for one place led to.' })
export class GrantAccessPayload {
  @Field(() => AccessGrant, { nullable: true, description: 'What the member has now. Null when there are errors.' })
  grant?: string;

  errors!: UserError[];
}
errorsField(GrantAccessPayload);

@ObjectType({ description: 'What taking a role for one place away led to.' })
export class RevokeAccessPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the grant that is gone. Null when there are errors.' })
  revokedId?: string;

  errors!: UserError[];
}
errorsField(RevokeAccessPayload);

@Resolver()
export class AccessGrantMutations {
  @Mutation(() => GrantAccessPayload, {
    description:
      'Gives a member a role for one space, organisation or language, from their next request on. For admins.',
  })
  grantAccess(
    @Arg('input', () => GrantAccessInput, { description: 'Who gets which role for what.' }) input: GrantAccessInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ grant: await services.grants.grant(viewer, input) }));
  }

  @Mutation(() => RevokeAccessPayload, {
    description: 'Takes a role for one place away, from the next request on. For admins.',
  })
  revokeAccess(
    @Arg('id', () => ID, { description: 'Id of the grant.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ revokedId: await services.grants.revoke(viewer, id) }));
  }
}
