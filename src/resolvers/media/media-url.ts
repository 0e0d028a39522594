import { ArgsType, Field, Int } from 'type-graphql';
import { inPublicUse } from '../../access/conditions.js';
import { allowed } from '../../access/decide.js';
import type { ComputedDeclaration } from '../../read/declare/bind.js';
import type { Statement } from '../../read/statement.js';
import { MediaFit, MediaFormat } from '../../schema/media.js';
import { formOf, ORIGINAL, SIZES, type WantedForm } from '../../services/media/forms.js';

/** How long addresses of what is not public work at least, and how often they change, in seconds. */
const PRIVATE_SECONDS = 24 * 60 * 60;
const CHANGE_SECONDS = 60 * 60;

/** SQL of what addresses end in that are not for everybody. */
const UNTIL = `'?until=' || (floor(extract(epoch from now()) / ${CHANGE_SECONDS}) * ${CHANGE_SECONDS} + ${CHANGE_SECONDS + PRIVATE_SECONDS})::bigint`;

@ArgsType()
class MediaUrlArguments implements WantedForm {
  @Field(() => Int, {
    nullable: true,
    description: `Widest it should be, in pixels of the device. Taken is the next of ${SIZES.join(', ')}, and never more than the picture has.`,
  })
  width?: number | null;

  @Field(() => Int, { nullable: true, description: 'Highest it should be, in the same steps.' })
  height?: number | null;

  @Field(() => MediaFit, {
    nullable: true,
    description: 'How it is brought to a width and a height, when both are given. CONTAIN when absent.',
  })
  fit?: MediaFit | null;

  @Field(() => MediaFormat, {
    nullable: true,
    description: 'In which format. AUTO when absent and a size is given.',
  })
  format?: MediaFormat | null;
}

/** The field `url`. */
export const mediaUrl: ComputedDeclaration = {
  type: () => String as never,
  arguments: MediaUrlArguments,
  options: {
    description:
      'Where to get it. With no argument the file itself, in the form it was uploaded in; with a size or a format a picture made for that (other kinds of files are always themselves, and so are SVG pictures in AUTO). The address is signed: take it as it is. What the public sees has an address that never leads to other bytes, so that it may be kept for ever; what it does not see yet has one that works for a day. A path when the hub does not know its public address.',
  },
  source: {
    kind: 'value',
    sql: (row, statement, args) => mediaUrlSql(row.base, statement, formOf(args as WantedForm)),
  },
};

/** SQL of the address of a form of the file in the row `row`, as far as the viewer gets to see it. */
export function mediaUrlSql(row: string, statement: Statement, form: string = ORIGINAL): string {
  return signedUrlSql(row, statement, statement.bind(form, 'text'), (url) => url);
}

/**
 * SQL made of addresses of the file in the row `row`.
 * @param form SQL of the form
 * @param made makes SQL of that of an address
 */
export function signedUrlSql(row: string, statement: Statement, form: string, made: (url: string) => string): string {
  const path = (last: string) =>
    made(`${statement.fileBase()} || media_path(${row}.id, ${row}.url_key, ${last}, ${statement.fileKey()})`);
  const closed = path(`${form} || ${UNTIL}`);
  if (!statement.files.lasting) return closed;
  // Who sees only what is public needs no look at whether it is.
  if (allowed('READ', 'MediaAsset', row, statement) !== true) return path(form);
  return `case when ${inPublicUse(row)} then ${path(form)} else ${closed} end`;
}

/** SQL of HTML in which files that were uploaded, pictures and what is linked to, have their addresses. */
export function mediaHtmlSql(html: string, locale: string, statement: Statement): string {
  const ending = statement.files.lasting ? `''` : UNTIL;
  const [base, key] = [statement.fileBase(), statement.fileKey()];
  return `case when strpos(${html}, '="media:') = 0 then ${html}
    else media_links(media_html(${html}, ${locale}, ${base}, ${key}, ${ending}), ${base}, ${key}, ${ending}) end`;
}
