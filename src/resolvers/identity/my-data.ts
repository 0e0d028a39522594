import { Arg, Ctx, Field, ID, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { describedEnum } from '../../schema/enums.js';
import { DateTime } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import { askerOf, type RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';

const DataExportState = describedEnum('DataExportState', 'How far an archive is.', {
  PENDING: 'It is being made, which takes some seconds. Ask again.',
  READY: 'It can be downloaded.',
});

const PostsOfLeaver = describedEnum('PostsOfLeaver', 'What happens to the posts of a member who leaves.', {
  KEEP: 'They stay readable, and have no author (`author` is null). Those that were deleted before are gone for good.',
  REMOVE:
    'They go, with what they said before edits, and so do the threads they opened. Where others have answered the thread stays with its title, and the text of the post that opens it is a dash.',
});
type PostsOfLeaver = keyof typeof PostsOfLeaver;

@ObjectType({ description: 'An archive (ZIP) of everything that is yours, as JSON and as a page to read.' })
export class DataExport {
  @Field(() => ID, { description: 'Tells it from your others.' })
  id!: string;

  @Field(() => DataExportState, { description: 'How far it is.' })
  state!: keyof typeof DataExportState;

  @Field(() => DateTime, { description: 'When you asked for it.' })
  requestedAt!: string;

  @Field(() => DateTime, { description: 'When it is deleted and the link ends: 7 days after you asked for it.' })
  expiresAt!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Link to download it. Whoever has the link can, so show it to nobody else. It works as long as the session in which you ask for it; in another one ask again. Without PUBLIC_URL set it is a path on the server of this API. Null until it is ready.',
  })
  url!: string | null;
}

@ObjectType({ description: 'What asking for your data led to.' })
export class ExportMyDataPayload {
  @Field(() => DataExport, { nullable: true, description: 'The archive that is being made. Null when it was refused.' })
  dataExport?: DataExport;

  errors!: UserError[];
}
errorsField(ExportMyDataPayload);

@ObjectType({ description: 'What deleting an account led to.' })
export class DeleteAccountPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the member who was. Null when there are errors.' })
  deletedId?: string;

  errors!: UserError[];
}
errorsField(DeleteAccountPayload);

const POSTS =
  'What happens to the posts, and to the stories sent in (`submitTestimonial`) that are public; those that are not go.';
const GONE =
  'Everything personal is gone for good: account, sessions, roles, name, e-mail address, archives. Entries stay, with nobody as their author. The last admin cannot go.';

@Resolver()
export class MyData {
  @Query(() => [DataExport], { description: 'Your archives of the last 7 days, the newest first.' })
  async myDataExports(@Ctx() { viewer, services, session }: RequestContext): Promise<DataExport[]> {
    return services.dataExports.list(viewer, session.id!);
  }

  @Mutation(() => ExportMyDataPayload, {
    description:
      'Asks for an archive of everything that is yours, to be found in `myDataExports`. One that is being made is answered again. After 3 within 24 hours it fails with RATE_LIMITED.',
  })
  exportMyData(@Ctx() context: RequestContext): Promise<object> {
    const { viewer, services, session } = context;
    const { locale } = askerOf(context);
    return payload(async () => ({ dataExport: await services.dataExports.request(viewer, session.id!, locale) }));
  }

  @Mutation(() => DeleteAccountPayload, { description: `Deletes your account, and you are signed out. ${GONE}` })
  deleteMyAccount(
    @Arg('password', () => String, { description: 'Your password, to be sure that it is you.' }) password: string,
    @Arg('posts', () => PostsOfLeaver, { description: POSTS }) posts: PostsOfLeaver,
    @Ctx() { viewer, services, session }: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      const deletedId = await services.departures.leave(viewer, password, posts);
      await session.end();
      return { deletedId };
    });
  }

  @Mutation(() => DeleteAccountPayload, { description: `Deletes the account of another member. For admins. ${GONE}` })
  deleteMember(
    @Arg('memberId', () => ID, { description: 'Id of the member.' }) memberId: string,
    @Arg('posts', () => PostsOfLeaver, { description: POSTS }) posts: PostsOfLeaver,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ deletedId: await services.departures.expel(viewer, memberId, posts) }));
  }
}
