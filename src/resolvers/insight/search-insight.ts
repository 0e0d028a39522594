import type { GraphQLResolveInfo } from 'graphql';
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  Float,
  ID,
  Info,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from 'type-graphql';
import { badInput } from '../../schema/bad-input.js';
import { CalendarDate, Locale } from '../../schema/scalars.js';
import { SupportKind } from '../../schema/support.js';
import { Refused, type UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { listSize } from '../list-size.js';
import { errorsField, payload } from '../payload.js';
import { isUuid } from '../root-fields.js';
import { SearchResult } from '../search/search-types.js';

const MOST = 100;

@ArgsType()
class PeriodArguments {
  @Field(() => CalendarDate, { description: 'The first day (UTC).' })
  from!: string;

  @Field(() => CalendarDate, { description: 'The last day (UTC); it is counted too.' })
  to!: string;

  @Field(() => Locale, { nullable: true, description: 'Only searches of readers of this language. Absent: all.' })
  locale?: string | null;

  @Field(() => Int, { defaultValue: 20, description: 'How many lines each list has at most, 1 to 100.' })
  first!: number;
}

@ArgsType()
class NeedsArguments extends PeriodArguments {
  @Field(() => String, { nullable: true, description: 'Only searches that were limited to this topic (a slug).' })
  topic?: string | null;
}

@ObjectType({ description: 'Something that several people have searched for.' })
export class SearchedQuery {
  @Field(() => String, { description: 'What was typed, in small letters.' })
  query!: string;

  @Field(() => Locale, { description: 'The language of the readers.' })
  locale!: string;

  @Field(() => String, { nullable: true, description: 'Slug of the topic the search was limited to. Null without.' })
  topic!: string | null;

  @Field(() => Int, { description: 'How often it was searched for.' })
  searches!: number;

  @Field(() => Float, { description: 'In which part of the searches nothing was found, 0 to 1.' })
  noResultRate!: number;

  @Field(() => Float, { description: 'How many results were opened a search, 0 to 1.' })
  clickThroughRate!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'The mean place of what was opened, from 1. Null without clicks.',
  })
  meanPosition!: number | null;
}

@ObjectType({ description: 'A result that was opened from searches.' })
export class OpenedResult {
  @Field(() => SearchResult, { nullable: true, description: 'What was opened. Null when it is not public any more.' })
  node!: string;

  @Field(() => Int, { description: 'How often.' })
  clicks!: number;

  @Field(() => Float, { description: 'Its mean place in the results, from 1.' })
  meanPosition!: number;
}

@ObjectType({ description: 'How often help was offered for a kind of distress.' })
export class SupportCount {
  @Field(() => SupportKind, { description: 'What it was about.' })
  kind!: SupportKind;

  @Field(() => Int, { description: 'How many searches had words of it.' })
  searches!: number;
}

@ObjectType({
  description:
    'What was searched for in some days. It knows queries and counts, not people: a query is listed only for days on which several different callers typed it, and never when it had an address, a number or words of distress in it.',
})
export class SearchInsights {
  @Field(() => Int, { description: 'How many searches there were, without those in distress.' })
  searches!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'In which part of them nothing was found, 0 to 1. Null without searches.',
  })
  noResultRate!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'How many results were opened a search, 0 to 1. Null without searches.',
  })
  clickThroughRate!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'The mean place of what was opened, from 1. Null without clicks.',
  })
  meanPosition!: number | null;

  @Field(() => [SearchedQuery], { description: 'What was searched for most.' })
  topQueries!: SearchedQuery[];

  @Field(() => [SearchedQuery], { description: 'What was searched for most and mostly not found.' })
  topQueriesWithoutResults!: SearchedQuery[];

  @Field(() => [OpenedResult], { description: 'What was opened most, in any language.' })
  topResults!: OpenedResult[];

  @Field(() => [SupportCount], { description: 'How many searches were answered with help, in any language.' })
  support!: SupportCount[];
}

@ObjectType({ description: 'What reporting a click led to.' })
export class ReportSearchClickPayload {
  errors!: UserError[];
}
errorsField(ReportSearchClickPayload);

@Resolver()
export class SearchInsightFields {
  @Query(() => SearchInsights, { description: 'What people search for, and whether they find it.' })
  async searchInsights(
    @Args(() => PeriodArguments) args: PeriodArguments,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    const period = periodOf(args);
    const { searchInsight } = context.services;
    const [sums, topQueries, topQueriesWithoutResults, results, support] = await Promise.all([
      searchInsight.sums(period),
      searchInsight.queries(period, args.first),
      searchInsight.needs(period, args.first, null),
      searchInsight.results(period, args.first),
      searchInsight.supports(period),
    ]);
    const topResults = results.map(({ ownerId, ...counts }) => ({ node: ownerId, ...counts }));
    return context.read(args.locale).data(info, { ...sums, topQueries, topQueriesWithoutResults, topResults, support });
  }

  @Query(() => [SearchedQuery], {
    description:
      'What people look for and do not find, the most wanted first: what to write next, or which words to add.',
  })
  searchNeeds(@Args(() => NeedsArguments) args: NeedsArguments, @Ctx() { services }: RequestContext): Promise<unknown> {
    return services.searchInsight.needs(periodOf(args), args.first, args.topic ?? null);
  }

  @Mutation(() => ReportSearchClickPayload, {
    description:
      'Tells that a reader opened a result. Nothing about the reader is kept, in the audit log neither. Send it and go on: it is counted within seconds.',
  })
  reportSearchClick(
    @Arg('searchId', () => ID, { description: '`searchId` of the answer.' }) searchId: string,
    @Arg('id', () => ID, { description: 'Id of the result.' }) id: string,
    @Arg('position', () => Int, { description: 'Its place in the whole list, from 1.' }) position: number,
    @Ctx() { services }: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      if (position < 1 || position > 10_000) {
        throw Refused.because('INVALID', 'A position is from 1 to 10,000.', 'position');
      }
      if (!isUuid(id)) throw Refused.because('INVALID', 'This is not the id of a result.', 'id');
      if (!services.searchLog.clickedOn(searchId, id, position)) {
        throw Refused.because('NOT_FOUND', 'There was no such search: pass `searchId` as it was answered.', 'searchId');
      }
      return {};
    });
  }
}

function periodOf({ from, to, locale, first }: PeriodArguments) {
  if (from > to) throw badInput('"from" must not be after "to".', 'from');
  listSize(first, MOST);
  return { from, to, locale: locale ?? null };
}
