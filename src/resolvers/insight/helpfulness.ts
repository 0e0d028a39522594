import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { Translation } from '../../entities/content/translation.js';
import { Locale } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { listSize } from '../list-size.js';
import { errorsField, payload } from '../payload.js';

const MOST = 100;

@ObjectType({
  description: 'What saying whether a text has helped led to. It tells no counts, nor whether there was a vote before.',
})
export class HelpfulnessPayload {
  errors!: UserError[];
}
errorsField(HelpfulnessPayload);

const ENTRY = { description: 'Id of the entry that was read, of any type.' };
const LOCALE = { description: 'The language it was read in: its `resolvedLocale`.' };

@Resolver()
export class HelpfulnessFields {
  @Mutation(() => HelpfulnessPayload, {
    description:
      'Answers "Did this help you?" below an entry, for anyone, signed in or not. One answer counts for each text, network address and day (UTC): until midnight the last one. Nothing is kept of who gave it, in the audit log neither. Let the browser send it: a server of yours would be one reader only, unless the hub trusts it as a proxy.',
  })
  rateHelpfulness(
    @Arg('id', () => ID, ENTRY) id: string,
    @Arg('locale', () => Locale, LOCALE) locale: string,
    @Arg('helpful', () => Boolean, { description: 'Whether it helped.' }) helpful: boolean,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return rate(context, id, locale, helpful);
  }

  @Mutation(() => HelpfulnessPayload, {
    description:
      'Takes back what was answered to "Did this help you?" today, from the same network address. Nothing changes when there was no answer; after midnight (UTC) nobody knows any more whose it was.',
  })
  retractHelpfulness(
    @Arg('id', () => ID, ENTRY) id: string,
    @Arg('locale', () => Locale, LOCALE) locale: string,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return rate(context, id, locale, null);
  }

  @Query(() => [Translation], {
    description:
      'Published texts that help the smallest part of those who answer, as far as that is sure: what to rewrite, the worst first. Counted each night; only texts that somebody was not helped by are listed.',
  })
  async leastHelpful(
    @Arg('locale', () => Locale, {
      nullable: true,
      description: 'Only texts in this language, which all names in the answer are in, too. Absent: in all languages.',
    })
    locale: string | null,
    @Arg('first', () => Int, { defaultValue: 20, description: 'How many, 1 to 100.' }) first: number,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    const ids = await context.services.helpfulness.leastHelpful(locale, listSize(first, MOST));
    return context.read(locale).data(info, ids);
  }
}

function rate(context: RequestContext, id: string, locale: string, helpful: boolean | null): Promise<object> {
  const { viewer, services, session } = context;
  return payload(async () => {
    await services.helpfulness.rate(viewer, { id, locale, address: session.address }, helpful);
    return {};
  });
}
