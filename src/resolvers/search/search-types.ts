import { createUnionType, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { DiscussionThread } from '../../entities/community/discussion-thread.js';
import { ExpertArticle } from '../../entities/content/expert-article.js';
import { Resource } from '../../entities/content/resource.js';
import { SuccessStory } from '../../entities/content/success-story.js';
import { PartnerOrganization } from '../../entities/directory/partner-organization.js';
import { Hotline } from '../../entities/support/hotline.js';
import { SupportTopic } from '../../entities/support/support-topic.js';
import { inData } from '../../read/declare/data.js';
import type { DataType } from '../../read/model.js';
import { PageInfo } from '../../schema/connection.js';
import { describedEnum } from '../../schema/enums.js';
import { isPublicText } from '../../search/documents.js';
import type { SearchType } from '../../search/engine.js';
import { waitsForIndexing } from '../../search/indexing.js';
import { SearchTypeEnum } from './search-arguments.js';

const SearchFacetName = describedEnum('SearchFacetName', 'By what results can be counted.', {
  TYPE: 'What it is; the values are those of SearchType.',
  TOPIC: 'What it is about; the values are slugs of topics.',
  AUDIENCE: 'For whom it is; the values are those of Audience.',
  LOCALE: 'The language it is in; the values are language tags.',
});

export const SearchResult = createUnionType({
  name: 'SearchResult',
  description: 'Something that was found.',
  types: () => [Resource, ExpertArticle, SuccessStory, PartnerOrganization, DiscussionThread] as const,
});

@ObjectType({ description: 'Where a result matches, as safe HTML: all is escaped but `<mark>` around what matches.' })
export class SearchHighlight {
  @Field(() => String, { description: 'The whole title.' })
  title!: string;

  @Field(() => String, {
    description: 'The part of the text that fits best. Empty when only the title matches and there is no text.',
  })
  snippet!: string;
}

@ObjectType({ description: 'A result with its place in the list.' })
export class SearchEdge {
  @Field(() => String, { description: 'The place of the result, for `after`.' })
  cursor!: string;

  @Field(() => SearchResult, {
    nullable: true,
    description: 'What was found. It is there: an edge of what has been taken back in this moment is left out.',
  })
  node!: unknown;

  @Field(() => SearchHighlight, {
    nullable: true,
    description:
      'Where it matches. Null when the query was empty, and as long as a text that has just been changed is not indexed anew: what it said before is not shown.',
  })
  highlight!: SearchHighlight | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Kilometres from the middle of `near` to its nearest place. Null without `near`.',
  })
  distanceKm!: number | null;

  @Field(() => Boolean, { description: 'Whether editors want it found first for this query.' })
  pinned!: boolean;
}

// The engine leaves out what was taken back; this is for what was so since it answered. What has changed since it was
// indexed is a result, but nothing that the index says of it is shown.
inData(SearchEdge, { highlight: { guard: (edge) => `not ${waitsForIndexing(`(${edge}->>'node')`)}` } }, (edge) =>
  isPublicText(`(${edge}->>'node')::uuid`, `${edge}->>'locale'`),
);

/** A correction is spelled as the texts of these results are. */
export interface DidYouMean {
  readonly text: string;
  readonly ownerIds: readonly string[];
}

const DID_YOU_MEAN: DataType['fields'] = {
  didYouMean: {
    sql: (answer) => `case when not exists (
      select from jsonb_array_elements_text(${answer}->'didYouMean'->'ownerIds') as owner
      where ${waitsForIndexing('owner')}) then ${answer}->'didYouMean'->>'text' end`,
  },
};

@ObjectType({ description: 'How many results have a certain value.' })
export class SearchFacetValue {
  @Field(() => String, { description: 'The value, for filters.' })
  value!: string;

  @Field(() => String, { description: 'The value as a reader knows it, in their language.' })
  label!: string;

  @Field(() => Int, { description: 'How many results have it.' })
  count!: number;
}

inData(
  SearchFacetValue,
  {
    label: {
      sql: (value, statement) => `coalesce(${value}->>'label', (
      select x.name from topic tp join topic_translation x on x.topic_id = tp.id where tp.slug = ${value}->>'topic'
      order by array_position(${statement.locales()}, x.locale) limit 1), ${value}->>'value')`,
    },
  },
  // A topic that is no more, or is called otherwise, until what was about it is indexed anew.
  (value) => `(${value}->>'topic' is null or exists (select from topic where slug = ${value}->>'topic'))`,
);

@ObjectType({
  description:
    'Results counted by one of their properties. A filter on the property itself does not narrow its counts.',
})
export class SearchFacet {
  @Field(() => SearchFacetName, { description: 'The property.' })
  name!: keyof typeof SearchFacetName;

  @Field(() => [SearchFacetValue], { description: 'Its values, the most frequent first; 100 at most.' })
  values!: SearchFacetValue[];
}

@ObjectType({
  description:
    'Help for someone who seems to be in distress. Show it above everything else. Nothing about it is stored.',
})
export class Support {
  @Field(() => String, {
    nullable: true,
    description: 'The country whose hotlines come first (ISO 3166-1). Null when it is not known.',
  })
  country!: string | null;

  @Field(() => [SupportTopic], { description: 'What the distress seems to be; one at least.' })
  topics!: string[];

  @Field(() => [Hotline], {
    description:
      'Where there is help: first those of the country, the one to call first at the top, then those for all countries.',
  })
  hotlines!: string[];
}

@ObjectType({ description: 'A page of results.' })
export class SearchConnection {
  @Field(() => Support, {
    nullable: true,
    description:
      'Help, where the query has words of violence, abuse, suicide or a medical emergency in it, in any language. It is there whatever the filters, on every page, and when nothing was found. Null otherwise.',
  })
  support!: unknown;

  @Field(() => ID, {
    nullable: true,
    description:
      'For `reportSearchClick`, when a reader opens a result. Null on later pages, without words, and where there is `support`.',
  })
  searchId!: string | null;

  @Field(() => Boolean, {
    description:
      'Whether the usual search engine does not answer at the moment: another one has answered, which may order results differently, or none, with `support` only.',
  })
  degraded!: boolean;

  @Field(() => Boolean, {
    description:
      'Whether the search took too long and was ended: what is here are some of the results, found by the words as typed and in no reliable order, or none. `totalCount` and `facets` count those only. Ask for less at once (fewer words and quotes, more filters), or try again.',
  })
  incomplete!: boolean;

  @Field(() => [SearchResult], { description: 'What was found. What has been taken back in this moment is left out.' })
  nodes!: string[];

  @Field(() => [SearchEdge], { description: 'What was found, with highlights and distances.' })
  edges!: SearchEdge[];

  @Field(() => PageInfo, { description: 'Where the page lies.' })
  pageInfo!: PageInfo;

  @Field(() => Int, { description: 'How many results there are on all pages.' })
  totalCount!: number;

  @Field(() => String, {
    nullable: true,
    description:
      'The query as its words are spelled in what was found, where they were not found as typed: "todler" was taken for "toddler". Null when there is nothing to correct.',
  })
  didYouMean!: string | null;

  @Field(() => [SearchFacet], {
    description: 'The results counted by type, topic, audience and language. Counted only when asked for.',
  })
  facets!: SearchFacet[];
}

inData(SearchConnection, DID_YOU_MEAN);

@ObjectType({ description: 'The first results of one type.' })
export class SearchGroup {
  @Field(() => SearchTypeEnum, { description: 'The type.' })
  type!: SearchType;

  @Field(() => Int, { description: 'How many results of this type there are in all.' })
  totalCount!: number;

  @Field(() => [SearchResult], {
    description: 'The first of them. What has been taken back in this moment is left out.',
  })
  nodes!: string[];

  @Field(() => [SearchEdge], {
    description: 'The first of them, with highlights and distances. The cursors go with `search` for this type alone.',
  })
  edges!: SearchEdge[];
}

@ObjectType({ description: 'What was found, type by type.' })
export class SearchGroups {
  @Field(() => Support, { nullable: true, description: 'Help, as for `search`. Null where nobody seems to need it.' })
  support!: unknown;

  @Field(() => [SearchGroup], { description: 'The types of which there are results, in the order of SearchType.' })
  groups!: SearchGroup[];

  @Field(() => Int, { description: 'How many results there are of all types.' })
  totalCount!: number;

  @Field(() => String, { nullable: true, description: 'As for `search`.' })
  didYouMean!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'As for `search`; the place of a result is the one within its type.',
  })
  searchId!: string | null;

  @Field(() => Boolean, { description: 'As for `search`.' })
  degraded!: boolean;

  @Field(() => Boolean, { description: 'As for `search`.' })
  incomplete!: boolean;
}

inData(SearchGroups, DID_YOU_MEAN);

@ObjectType({ description: 'A completion of what is being typed.' })
export class Suggestion {
  @Field(() => String, { description: 'The text to search for.' })
  text!: string;

  @Field(() => Support, {
    nullable: true,
    description:
      'Help, on the first of the suggestions, where what has been typed has words of distress in it. Null otherwise.',
  })
  support?: unknown;
}
