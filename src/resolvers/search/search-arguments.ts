import { ArgsType, Field, Float, InputType, Int } from 'type-graphql';
import { DEFAULT_PAGE_SIZE, MAXIMUM_PAGE_SIZE } from '../../read/connection.js';
import { fingerprint } from '../../read/cursor.js';
import { badInput } from '../../schema/bad-input.js';
import { Audience, describedEnum } from '../../schema/enums.js';
import { Locale } from '../../schema/scalars.js';
import type { SearchType } from '../../search/engine.js';
import { canonicalSlug } from '../../services/content/slug.js';
import type { Whereabouts } from '../../services/support/crisis-care.js';
import type { RequestContext } from '../context.js';

/** How deep one can page: engines rank no further, and nobody reads on. */
const MAXIMUM_OFFSET = 10_000;
/** As many characters of a query are looked at. */
export const MAXIMUM_QUERY = 1_000;
/** What a search costs, in fields read from tables. */
export const SEARCH_COST = 800;

export const SearchTypeEnum = describedEnum('SearchType', 'What can be found.', {
  RESOURCE: 'Guides, checklists, hotlines and other resources.',
  EXPERT_ARTICLE: 'Articles by experts.',
  SUCCESS_STORY: 'Stories of parents.',
  PARTNER_ORGANIZATION: 'Organisations nearby.',
  DISCUSSION_THREAD: 'Threads of the community.',
});

const SearchOrder = describedEnum('SearchOrder', 'The orders in which search can answer.', {
  RELEVANCE: 'What fits the words best first.',
  DISTANCE: 'The nearest first; goes with `near`.',
  NEWEST: 'Published last first.',
});

@InputType({ description: 'A circle on the map.' })
export class NearInput {
  @Field(() => Float, { description: 'Degrees north of its middle (WGS 84), -90 to 90.' })
  latitude!: number;

  @Field(() => Float, { description: 'Degrees east of its middle (WGS 84), -180 to 180.' })
  longitude!: number;

  @Field(() => Float, { defaultValue: 25, description: 'Its radius in kilometres, over 0 and up to 20,000.' })
  radiusKm!: number;
}

@ArgsType()
export class SearchDemand {
  @Field(() => String, {
    description:
      'What is looked for, as typed. The last word may be unfinished. What stands in "double quotes" must be there just so, a word or quote with a minus sign before it must not. An empty text finds everything, newest first.',
  })
  query!: string;

  @Field(() => Locale, {
    nullable: true,
    description:
      "The reader's language: each thing is found once, in the text this reader would be shown. Where that finds nothing, all languages are searched. Absent: in any language.",
  })
  locale?: string | null;

  @Field(() => [SearchTypeEnum], { nullable: true, description: 'Only things of these types.' })
  types?: SearchType[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Only things about any of these topics (slugs), or a topic below one of them.',
  })
  topics?: string[] | null;

  @Field(() => [Audience], { nullable: true, description: 'Only things meant for any of these audiences.' })
  audiences?: Audience[] | null;

  @Field(() => NearInput, {
    nullable: true,
    description:
      'Only things with a place within this circle: organisations. It narrows nothing when `types` asks for none that has places, since guidance is the same everywhere.',
  })
  near?: NearInput | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The reader's country, such as `DE` (ISO 3166-1): whose hotlines `support` shows. Absent: where the request seems to come from, else the country of the site.",
  })
  country?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True: only organisations that are open at this moment, by the clock where they are. Counts and totals obey it.',
  })
  openNow?: boolean | null;

  @Field(() => SearchOrder, { nullable: true, description: 'The order; RELEVANCE unless told.' })
  orderBy?: keyof typeof SearchOrder | null;
}

@ArgsType()
export class SearchArguments extends SearchDemand {
  @Field(() => Int, { nullable: true, description: 'How many, 0 to 100; 20 unless told.' })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Start after the result with this cursor.' })
  after?: string | null;
}

@ArgsType()
export class SearchByTypeArguments extends SearchDemand {
  @Field(() => Int, { nullable: true, description: 'How many of each type, 1 to 20; 5 unless told.' })
  first?: number | null;
}

export function textOf({ query }: SearchDemand): string {
  return query.slice(0, MAXIMUM_QUERY);
}

/** What the arguments say of what is looked for. */
export function searchFor(args: SearchDemand) {
  const near = mayHavePlaces(args.types) ? args.near : null;
  return {
    text: textOf(args),
    locale: args.locale ?? null,
    ...(args.types ? { types: args.types } : {}),
    ...(args.topics ? { topics: args.topics.map(canonicalSlug) } : {}),
    ...(args.audiences ? { audiences: args.audiences } : {}),
    ...(args.openNow ? { openNow: true } : {}),
    ...(near ? { near } : {}),
    order: args.orderBy === 'DISTANCE' && !near ? ('RELEVANCE' as const) : (args.orderBy ?? 'RELEVANCE'),
  };
}

/** Whether any of the types is one whose things have places. Guidance is the same wherever its reader is. */
function mayHavePlaces(types: SearchDemand['types']): boolean {
  return !types || types.includes('PARTNER_ORGANIZATION');
}

/** @throws GraphQLError BAD_USER_INPUT when the country is none */
export function whereabouts(
  context: RequestContext,
  { locale, country }: Pick<SearchDemand, 'locale' | 'country'>,
): Whereabouts {
  const region = (locale && new Intl.Locale(locale).region) || context.languageRegion;
  return { country: readCountry(country) ?? context.country, region };
}

function readCountry(country: string | null | undefined): string | null {
  if (country == null) return null;
  if (!/^[A-Za-z]{2}$/.test(country)) {
    throw badInput('A country is two letters (ISO 3166-1), such as DE.', 'country');
  }
  return country.toUpperCase();
}

/** @throws GraphQLError BAD_USER_INPUT for a circle that is none */
export function checkNear({ near, orderBy }: SearchDemand): void {
  if (orderBy === 'DISTANCE' && !near) throw badInput('The order DISTANCE needs "near".', 'orderBy');
  if (!near) return;
  if (Math.abs(near.latitude) > 90) throw badInput('A latitude is from -90 to 90.', 'near');
  if (Math.abs(near.longitude) > 180) throw badInput('A longitude is from -180 to 180.', 'near');
  if (!(near.radiusKm > 0 && near.radiusKm <= 20_000))
    throw badInput('A radius is over 0 and up to 20,000 kilometres.', 'near');
}

/** @throws GraphQLError BAD_USER_INPUT */
export function pageSize(first: number | null | undefined): number {
  const size = first ?? DEFAULT_PAGE_SIZE;
  if (size < 0 || size > MAXIMUM_PAGE_SIZE)
    throw badInput(
      `"first" must be from 0 to ${MAXIMUM_PAGE_SIZE}; it is ${size}. Get more with the next page.`,
      'first',
    );
  return size;
}

/** How many results stand before the page. @throws GraphQLError BAD_USER_INPUT */
export function readOffset(args: SearchArguments): number {
  const { after } = args;
  if (after == null) return 0;
  const [name, search, place] = Buffer.from(after, 'base64url').toString('latin1').split(':');
  if (name !== 'search' || search !== fingerprint(searchFor(args)) || !/^\d{1,6}$/.test(place ?? '')) {
    const message =
      '"after" is not a cursor of this search. Pass one that came with the same words, language, filters and order.';
    throw badInput(message, 'after');
  }
  if (Number(place) > MAXIMUM_OFFSET)
    throw badInput(
      `Search does not page beyond ${MAXIMUM_OFFSET} results. Narrow it with more words or filters.`,
      'after',
    );
  return Number(place);
}

/** Names places in the results of this search. */
export function cursorsOf(args: SearchDemand): (place: number) => string {
  const search = fingerprint(searchFor(args));
  return (place) => Buffer.from(`search:${search}:${place}`).toString('base64url');
}
