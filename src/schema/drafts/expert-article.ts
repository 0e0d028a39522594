import { Field, ID, Int } from 'type-graphql';
import { CalendarDate } from '../scalars.js';
import { draft } from './draft.js';
import { EntryDraft, EntryTextDraft, entryFields } from './entry.js';

@draft('ExpertArticleText', 'The texts of an article in one language.')
export class ExpertArticleTextDraft extends EntryTextDraft {
  @Field(() => [String], { nullable: true, description: 'The main points, each a sentence.' })
  keyTakeaways?: string[] | null;
}

@draft('Citation', 'A source an article rests on.')
export class CitationDraft {
  @Field(() => String, { description: 'Title of the work.' })
  title!: string;

  @Field(() => String, { nullable: true, description: 'Who wrote it.' })
  authors?: string | null;

  @Field(() => String, { nullable: true, description: 'Who published it.' })
  publisher?: string | null;

  @Field(() => Int, { nullable: true, description: 'Year of publication.' })
  year?: number | null;

  @Field(() => String, { nullable: true, description: 'Where it can be read.' })
  url?: string | null;

  @Field(() => String, { nullable: true, description: 'Licence under which text was taken over from it.' })
  license?: string | null;
}

@draft('ExpertArticle', 'An article as editors work on it.')
export class ExpertArticleDraft extends EntryDraft {
  @Field(() => [ExpertArticleTextDraft], { nullable: true, description: 'The texts, one for each language.' })
  override translations?: ExpertArticleTextDraft[] | null;

  @Field(() => [ID], { nullable: true, description: 'Ids of the experts who wrote it.' })
  expertIds?: string[] | null;

  @Field(() => [CitationDraft], { nullable: true, description: 'The sources.' })
  sources?: CitationDraft[] | null;

  @Field(() => ID, { nullable: true, description: 'Id of the expert who checked it; not one of the authors.' })
  reviewerId?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'When it was checked.' })
  reviewedOn?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'When it should be checked again.' })
  reviewDueOn?: string | null;
}
entryFields(ExpertArticleDraft);
