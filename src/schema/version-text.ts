import { Field, ObjectType } from 'type-graphql';
import { Locale } from './scalars.js';

@ObjectType({ description: 'What a version says in one language.' })
export class VersionText {
  @Field(() => Locale, { description: 'The language.' })
  locale!: string;

  @Field(() => String, { description: 'What it says, in Markdown as it was typed.' })
  body!: string;
}
