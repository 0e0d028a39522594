import { Arg, Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { DateTime, Locale } from '../../schema/scalars.js';
import type { SearchToken as Token } from '../../services/search/direct-search.js';
import type { RequestContext } from '../context.js';

@ObjectType({
  description:
    'What a browser needs to search in Meilisearch by itself, for instance with InstantSearch. It finds what `search` finds for a reader of `locale`, and nothing else; but what was just taken back, it finds until it is indexed.',
})
export class SearchToken implements Token {
  @Field(() => String, { description: 'Address of the Meilisearch server.' })
  url!: string;

  @Field(() => String, { description: 'The only index that the token lets search.' })
  indexUid!: string;

  @Field(() => String, { description: 'The API key to give to the client: a tenant token of Meilisearch.' })
  token!: string;

  @Field(() => DateTime, {
    description: 'Until when the server takes the token: a quarter of an hour. Get a new one shortly before.',
  })
  expiresAt!: string;

  @Field(() => Locale, {
    description: 'Whose texts are found: the language of the site that is nearest to the one asked for.',
  })
  locale!: string;
}

@Resolver()
export class SearchTokenFields {
  @Query(() => SearchToken, {
    description:
      'A token with which a browser searches in Meilisearch without the hub in between. DIRECT_SEARCH_UNAVAILABLE when the hub searches with PostgreSQL, or Meilisearch gives no key: search with `search` then. RATE_LIMITED after 300 from one network address in a quarter of an hour. Such searches answer no `support`: ask `search` for it, too. They ask the index alone, and so find what was taken back, with its text, until a worker has indexed that: where that must not be, search with `search`.',
  })
  searchToken(
    @Arg('locale', () => Locale, {
      nullable: true,
      description: "The reader's language. Absent: as the request prefers (Accept-Language).",
    })
    locale: string | null,
    @Ctx() context: RequestContext,
  ): Promise<SearchToken> {
    const { address } = context.session;
    return context.services.directSearch.token(locale ?? context.read().scope.locales[0]!, address);
  }
}
