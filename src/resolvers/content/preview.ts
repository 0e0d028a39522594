import { Arg, Ctx, Field, ID, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { Entry } from '../../entities/content/entry.js';
import { PreviewLink } from '../../entities/content/preview-link.js';
import { Member } from '../../entities/identity/member.js';
import { byColumns } from '../../read/collection.js';
import { bind, one } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { DateTime, Locale } from '../../schema/scalars.js';
import { UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { rootFields } from '../root-fields.js';

collection(PreviewLink, {
  orders: { NEWEST: { description: 'Made last first.', order: byColumns('-created_at::timestamptz') } },
  filters: {
    entries: {
      type: () => [String],
      description: 'To any of these entries (ids).',
      condition: (ids: unknown, row, statement) => `${row.base}.entry_id::text = any(${statement.bind(ids, 'text[]')})`,
    },
    active: {
      type: () => Boolean,
      description: 'Only those that still work (true), or only those that have expired or were revoked (false).',
      condition: (active: unknown, row) =>
        `(${row.base}.revoked_at is null and ${row.base}.expires_at > now()) = ${active ? 'true' : 'false'}`,
    },
  },
});

bind(PreviewLink, {
  relations: {
    createdBy: one(
      Member,
      'created_by',
      'Who made it. It ends when they leave, or may no longer read the drafts of the entry.',
      { nullable: false },
    ),
  },
});

export const PreviewLinkFields = rootFields(PreviewLink, {
  list: 'previewLinks',
  one: 'previewLink',
  of: 'preview links, of entries whose drafts you may read',
});

@ObjectType({
  description:
    'The draft that a request with the header `Hearth-Preview` reads. All fields of the query answer as if it were published, to a visitor who is not signed in.',
})
export class Preview {
  @Field(() => ID, { description: 'Id of the entry.' })
  entryId!: string;

  @Field(() => Entry, {
    nullable: true,
    description: 'The entry as the public would see it. Null when it has no text in the language you read in.',
  })
  entry!: string;

  @Field(() => Int, { description: 'Number of the revision you see.' })
  revision!: number;

  @Field(() => DateTime, { description: 'When the link ends.' })
  expiresAt!: string;

  @Field(() => [UserError], {
    description:
      'What `publishEntry` would refuse the draft for, a missing approval aside, in the same form: `path` is where in the draft. What is missing is filled in what you read: texts and names with `…`, a kind with `GUIDE`, a cost with `FREE`, an address with `about:blank`; what refers to nothing is left out. Empty when it could be published.',
  })
  gaps!: object[];
}

@ObjectType({ description: 'What making a preview link led to.' })
export class CreatePreviewLinkPayload {
  @Field(() => PreviewLink, { nullable: true, description: 'The link as it is listed. Null when there are errors.' })
  previewLink?: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The secret to send with queries as the header `Hearth-Preview`. It is shown now and never again. Null when there are errors.',
  })
  token?: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The page `preview?token=…` of the front end, to send to people. Null when the site has no address of a front end, or there are errors.',
  })
  url?: string | null;

  errors!: UserError[];
}
errorsField(CreatePreviewLinkPayload);

@ObjectType({ description: 'What revoking a preview link led to.' })
export class RevokePreviewLinkPayload {
  @Field(() => PreviewLink, { nullable: true, description: 'The link that works no more. Null when there are errors.' })
  previewLink?: string;

  errors!: UserError[];
}
errorsField(RevokePreviewLinkPayload);

const AN_HOUR = 60;

@Resolver()
export class PreviewFields {
  @Query(() => Preview, {
    nullable: true,
    description:
      'Which draft this request shows. Null for a request without the header `Hearth-Preview`. A token that does not work fails the whole request with the code PREVIEW_INVALID or PREVIEW_EXPIRED.',
  })
  async preview(@Ctx() { shown }: RequestContext): Promise<object | null> {
    if (!shown) return null;
    const { entryId, revision, expiresAt, gaps } = shown;
    return {
      entryId,
      entry: entryId,
      revision,
      expiresAt: expiresAt.toISOString(),
      gaps: gaps.map((gap) => ({ __typename: 'InputError', ...gap, path: gap.path.map(String) })),
    };
  }

  @Mutation(() => CreatePreviewLinkPayload, {
    description:
      'Makes a link by which anyone you give it to can read a draft as if it were published: with the header `Hearth-Preview: <token>` every query answers with it in place. It need not be complete. Whoever has the token can do nothing else with it.',
  })
  createPreviewLink(
    @Arg('entryId', () => ID, { description: 'Id of the entry.' }) entryId: string,
    @Arg('revision', () => Int, {
      nullable: true,
      description: 'Number of the revision to show. Absent: always the newest, also what is saved later.',
    })
    revision: number | null,
    @Arg('locales', () => [Locale], {
      nullable: true,
      description: 'The languages to show as published. All that the draft has when absent.',
    })
    locales: string[] | null,
    @Arg('expiresInMinutes', () => Int, {
      nullable: true,
      description: 'How long it works: up to 43200 minutes, which are 30 days. An hour when absent.',
    })
    expiresInMinutes: number | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      const wanted = { entryId, revision, locales, expiresInMinutes: expiresInMinutes ?? AN_HOUR };
      const { id, ...made } = await services.previewLinks.create(viewer, wanted);
      return { previewLink: id, ...made };
    });
  }

  @Mutation(() => RevokePreviewLinkPayload, {
    description: 'Ends a preview link, from the next request on. Your own, or any for editors.',
  })
  revokePreviewLink(
    @Arg('id', () => ID, { description: 'Id of the link.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ previewLink: await services.previewLinks.revoke(viewer, id) }));
  }
}
