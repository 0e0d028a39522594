import { ArgsType, Field, Int } from 'type-graphql';
import type { ComputedDeclaration } from '../../read/declare/bind.js';
import { MediaFormat } from '../../schema/media.js';
import { nextSize, SIZES } from '../../services/media/forms.js';
import { signedUrlSql } from './media-url.js';

@ArgsType()
class MediaSrcSetArguments {
  @Field(() => [Int], {
    nullable: true,
    description: `Widths to choose from, in pixels; of each the next of ${SIZES.join(', ')} is taken. Absent: all of these.`,
  })
  widths?: readonly number[] | null;

  @Field(() => MediaFormat, { nullable: true, description: 'In which format. AUTO when absent.' })
  format?: MediaFormat | null;
}

/** The field `srcSet`. */
export const mediaSrcSet: ComputedDeclaration = {
  type: () => String as never,
  arguments: MediaSrcSetArguments,
  options: {
    nullable: true,
    description:
      'The picture in several widths, as the attribute `srcset` of `<img>` takes it: the browser gets the one it needs. None is wider than the picture itself. The addresses are those of `url`. Null for what has no sizes: SVG, and what is no picture.',
  },
  source: {
    kind: 'value',
    sql: (row, statement, args) => {
      const { widths, format } = args as MediaSrcSetArguments;
      const wanted = [...new Set((widths?.length ? widths : SIZES).map(nextSize))];
      const all = statement.bind(SIZES, 'int[]');
      const width = `${row.base}.width`;
      const form = `'w' || s || '.${(format ?? 'AUTO').toLowerCase()}'`;
      // What is wider than the picture comes to its own width, and is needed once.
      const sizes = `(select distinct least(w, (select min(a) from unnest(${all}) a where a >= ${width})) as s
        from unnest(${statement.bind(wanted, 'int[]')}) w) sizes`;
      const listed = (url: string) =>
        `(select string_agg(${url} || ' ' || least(s, ${width}) || 'w', ', ' order by s) from ${sizes})`;
      return `case when ${row.base}.kind = 'IMAGE' and ${row.base}.media_type <> 'image/svg+xml' then ${signedUrlSql(row.base, statement, form, listed)} end`;
    },
  },
};
