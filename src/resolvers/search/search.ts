import { type GraphQLObjectType, type GraphQLResolveInfo, getNamedType } from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import { Arg, Args, Ctx, Info, Int, Query, Resolver } from 'type-graphql';
import { Locale } from '../../schema/scalars.js';
import { FACETS, type SearchHit, type SearchResult } from '../../search/engine.js';
import { canonicalSlug } from '../../services/content/slug.js';
import type { Found } from '../../services/search/search-service.js';
import type { Support } from '../../services/support/crisis-care.js';
import type { RequestContext } from '../context.js';
import { listSize } from '../list-size.js';
import { facetLabels } from './facet-labels.js';
import {
  checkNear,
  cursorsOf,
  MAXIMUM_QUERY,
  pageSize,
  readOffset,
  SEARCH_COST,
  SearchArguments,
  SearchByTypeArguments,
  type SearchDemand,
  searchFor,
  textOf,
  whereabouts,
} from './search-arguments.js';
import { type DidYouMean, SearchConnection, SearchGroups, Suggestion } from './search-types.js';
import { withLists } from './with-lists.js';

/** The answer of a search that failed, where there is help to show all the same. */
const NOTHING: Found = { hits: [], total: 0, facets: {}, didYouMean: null, incomplete: false, degraded: true };
/** What completing a word costs, in fields read from tables. */
const SUGGEST_COST = 100;
const DEFAULT_PER_TYPE = 5;
const MAXIMUM_PER_TYPE = 20;

@Resolver()
export class SearchFields {
  @Query(() => SearchConnection, {
    description:
      'Finds published content and public threads by words, forgiving typing errors. Threads in spaces for members are not searched.',
  })
  async search(
    @Args(() => SearchArguments) args: SearchArguments,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    const size = pageSize(args.first);
    const offset = readOffset(args);
    checkNear(args);
    const where = whereabouts(context, args);
    const asked = fieldsAsked(info);
    const read = context.read(args.locale);
    read.work(SEARCH_COST);
    return withLists(context, async ({ crisisCare, pins }, condition) => {
      const support = crisisCare.supportFor(textOf(args), where);
      const search = {
        ...searchFor(args),
        offset,
        limit: Math.max(1, size),
        facets: asked.has('facets') ? FACETS : [],
        highlight: asked.has('edges'),
      };
      const result = await found(context.services.search.search(search, pins), support);
      const hits = size === 0 ? [] : result.hits;
      const counting = counted(context, args, support);
      const cursorAt = cursorsOf(args);
      const answer = {
        support,
        searchId: counting.searchId,
        degraded: result.degraded,
        incomplete: result.incomplete,
        totalCount: result.total,
        didYouMean: correction(result),
        nodes: hits.map(({ ownerId }) => ownerId),
        edges: edges(hits, offset, cursorAt),
        pageInfo: {
          hasNextPage: offset + hits.length < result.total,
          hasPreviousPage: offset > 0,
          startCursor: hits.length ? cursorAt(offset + 1) : null,
          endCursor: hits.length ? cursorAt(offset + hits.length) : null,
        },
        facets: facets(result, read.scope.locales),
      };
      const data = await read.dataWhile(info, answer, condition);
      if (data && !result.incomplete) counting.answered(result.total);
      return data;
    });
  }

  @Query(() => SearchGroups, {
    description:
      'Finds like `search` and answers the first of each type, for a page that shows them side by side. Get more of a type with `search` for this type alone.',
  })
  async searchByType(
    @Args(() => SearchByTypeArguments) args: SearchByTypeArguments,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    const perType = listSize(args.first ?? DEFAULT_PER_TYPE, MAXIMUM_PER_TYPE);
    checkNear(args);
    const where = whereabouts(context, args);
    const read = context.read(args.locale);
    read.work(SEARCH_COST);
    return withLists(context, async ({ crisisCare, pins }, condition) => {
      const support = crisisCare.supportFor(textOf(args), where);
      const search = {
        ...searchFor(args),
        offset: 0,
        limit: MAXIMUM_PER_TYPE,
        perType,
        facets: ['type' as const],
        highlight: true,
      };
      const result = await found(context.services.search.search(search, pins), support);
      const counting = counted(context, args, support);
      const answer = {
        support,
        searchId: counting.searchId,
        degraded: result.degraded,
        incomplete: result.incomplete,
        totalCount: result.total,
        didYouMean: correction(result),
        groups: [...Map.groupBy(result.hits, ({ type }) => type)].map(([type, hits]) => ({
          type,
          totalCount: result.facets.type?.find(({ value }) => value === type)?.count ?? hits.length,
          nodes: hits.map(({ ownerId }) => ownerId),
          edges: edges(hits, 0, cursorsOf({ ...args, types: [type] })),
        })),
      };
      const data = await read.dataWhile(info, answer, condition);
      if (data && !result.incomplete) counting.answered(result.total);
      return data;
    });
  }

  @Query(() => [Suggestion], { description: 'Completions of what is being typed into a search box, the best first.' })
  async suggest(
    @Arg('prefix', () => String, { description: 'What has been typed so far.' }) prefix: string,
    @Arg('locale', () => Locale, { nullable: true, description: "The reader's language. Absent: any." }) locale:
      | string
      | null,
    @Arg('first', () => Int, { nullable: true, description: 'How many, 1 to 20; 8 unless told.' }) howMany:
      | number
      | null,
    @Arg('country', () => String, {
      nullable: true,
      description: "The reader's country, such as `DE` (ISO 3166-1), for `support`. Absent: as for `search`.",
    })
    country: string | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    const limit = listSize(howMany ?? 8, 20);
    const where = whereabouts(context, { locale, country });
    const read = context.read(locale);
    read.work(SUGGEST_COST);
    return withLists(context, async ({ crisisCare }, condition) => {
      const support = crisisCare.supportFor(prefix.slice(0, MAXIMUM_QUERY), where);
      const completing = prefix.trim() ? context.services.search.suggest(prefix.slice(0, 100), locale, limit) : [];
      const texts = support ? await Promise.resolve(completing).catch(() => []) : await completing;
      const suggestions = texts.map((text) => ({ text }));
      const name = read.scope.locales.map((tag) => support?.names[tag]).find((known) => known !== undefined);
      const help = support ? [{ text: name ?? Object.values(support.names)[0] ?? prefix, support }] : [];
      return read.dataWhile(info, [...help, ...suggestions].slice(0, limit), condition);
    });
  }
}

/** What the search finds. Where someone needs help, they get it even when the search fails: with an empty answer then. */
async function found(finding: Promise<Found>, support: Support | null): Promise<Found> {
  return support ? finding.catch(() => NOTHING) : finding;
}

/** How the first page of a search by words is counted, and the id for reporting clicks; null where none may be kept. */
function counted(
  context: RequestContext,
  args: SearchDemand & { after?: string | null },
  support: Support | null,
): { searchId: string | null; answered: (total: number) => void } {
  const { locales, searchLog } = context.services;
  if (args.after || args.query.trim() === '') return { searchId: null, answered: () => {} };
  if (support) return { searchId: null, answered: () => searchLog.supported(support.kinds) };
  const locale = locales.nearest(args.locale ?? context.read().scope.locales[0]!);
  const topic = args.topics?.length === 1 ? canonicalSlug(args.topics[0]!) : '';
  return searchLog.begin({ text: textOf(args), locale, topic, address: context.session.address });
}

function correction({ didYouMean: text, hits }: SearchResult): DidYouMean | null {
  return text === null ? null : { text, ownerIds: hits.map(({ ownerId }) => ownerId) };
}

function edges(hits: readonly SearchHit[], offset: number, cursorAt: (place: number) => string) {
  return hits.map(({ ownerId, locale, highlight, distanceKm, pinned }, place) => ({
    cursor: cursorAt(offset + place + 1),
    node: ownerId,
    locale,
    highlight,
    distanceKm,
    pinned,
  }));
}

function fieldsAsked(info: GraphQLResolveInfo): Set<string> {
  const type = getNamedType(info.returnType) as GraphQLObjectType;
  const fields = collectSubfields(info.schema, info.fragments, info.variableValues, type, info.fieldNodes);
  return new Set([...fields.values()].map((nodes) => nodes[0]!.name.value));
}

function facets(result: SearchResult, locales: readonly string[]) {
  return Object.entries(result.facets).map(([facet, values]) => ({
    name: facet.toUpperCase(),
    values: values.map(({ value, count }) => ({
      value,
      count,
      // The database knows the names of topics.
      ...(facet === 'topic' ? { topic: value } : { label: facetLabels(facet, value, locales) }),
    })),
  }));
}
