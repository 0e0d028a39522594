import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Int, Query, Resolver } from 'type-graphql';
import { Entry } from '../../entities/content/entry.js';
import { Locale } from '../../schema/scalars.js';
import type { RequestContext } from '../context.js';
import { listSize } from '../list-size.js';
import { isUuid } from '../root-fields.js';
import { SEARCH_COST } from './search-arguments.js';

@Resolver()
export class RelatedFields {
  @Query(() => [Entry], {
    nullable: true,
    description:
      'What to read after an entry, the best first: what its editors picked (`relatedEntries`), then what is most like it by topics, title and terms. Never the entry itself, and only what is published. Null when there is no such entry, or none that you may see. Without the search engine only what was picked.',
  })
  async related(
    @Arg('id', () => ID, { description: 'The entry that is being read.' }) id: string,
    @Arg('first', () => Int, { nullable: true, description: 'How many, 1 to 20; 6 unless told.' }) first: number | null,
    @Arg('locale', () => Locale, {
      nullable: true,
      description: "The reader's language. Absent: as the request prefers (Accept-Language).",
    })
    locale: string | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    const howMany = listSize(first ?? 6, 20);
    if (!isUuid(id)) return null;
    const read = context.read(locale);
    read.work(SEARCH_COST);
    return read.data(info, await context.services.relatedReading.of(id.toLowerCase(), read.scope, howMany));
  }
}
