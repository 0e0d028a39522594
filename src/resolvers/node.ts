import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Query, Resolver } from 'type-graphql';
import { Member } from '../entities/identity/member.js';
import { JsonText } from '../read/reader.js';
import { Node } from '../schema/node.js';
import { Locale } from '../schema/scalars.js';
import type { RequestContext } from './context.js';
import { isUuid } from './root-fields.js';

@Resolver()
export class NodeFields {
  @Query(() => Node, {
    nullable: true,
    description: 'Any object by its id. Null when there is none, or none that you may see.',
  })
  async node(
    @Arg('id', () => ID, { description: 'The `id` of the object.' }) id: string,
    @Arg('locale', () => Locale, { nullable: true, description: 'The language you want the texts in.' }) locale:
      | string
      | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    return isUuid(id) ? context.read(locale).byId(info, id) : new JsonText('null');
  }

  @Query(() => Member, { nullable: true, description: 'You. Null when you are not signed in.' })
  async me(@Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo): Promise<unknown> {
    const { memberId } = context.viewer;
    return memberId ? context.read().byId(info, memberId) : new JsonText('null');
  }
}
