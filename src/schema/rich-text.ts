import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'A heading within a text.' })
export class Heading {
  @Field(() => Int, { description: 'Depth from 1 to 6.' })
  level!: number;

  @Field(() => String, { description: 'The words of the heading.' })
  text!: string;

  @Field(() => String, { description: 'The id of the heading in `html`, for links to it.' })
  anchor!: string;
}

/** A text written in Markdown; every form is made when the text is saved. */
@ObjectType({
  description: 'A long text, written in Markdown (CommonMark with GitHub extensions), in the forms a front end needs.',
})
export class RichText {
  @Field(() => String, { description: 'As it was written.' })
  markdown!: string;

  @Field(() => String, { description: 'Sanitised HTML, safe to put into a page.' })
  html!: string;

  @Field(() => String, { description: 'Plain text, with no mark-up.' })
  text!: string;

  @Field(() => [Heading], { description: 'The headings in order, for a table of contents.' })
  headings!: Heading[];

  @Field(() => Int, { description: 'How long reading takes, in minutes; at least 1.' })
  readingMinutes!: number;
}
