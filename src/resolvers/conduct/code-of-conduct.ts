import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, Info, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { CodeOfConduct, CodeOfConductText } from '../../entities/conduct/code-of-conduct.js';
import { bind, value } from '../../read/declare/bind.js';
import type { JsonText } from '../../read/reader.js';
import { Locale } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import { richText } from '../content/entry.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { versionTexts } from '../texts.js';

bind(CodeOfConduct, {
  translation: { entity: CodeOfConductText, foreignKey: 'conduct_version_id' },
  fields: {
    body: richText('text'),
    translations: versionTexts('conduct'),
    accepted: value((row, statement) =>
      statement.viewer.memberId
        ? `exists (select 1 from conduct_acceptance a where a.version = ${row.base}.version and a.member_id = ${statement.viewerId()})`
        : 'null::boolean',
    ),
  },
});

@InputType({ description: 'What the code of conduct says in one language.' })
export class CodeOfConductTextInput {
  @Field(() => Locale, { description: 'The language.' })
  locale!: string;

  @Field(() => String, {
    description:
      'What it says. Markdown, 1 to 20,000 characters; HTML is shown as it was typed, but for tags that only format words, such as `<b>` and `<br>`.',
  })
  body!: string;
}

@InputType({ description: 'A new version of the code of conduct.' })
export class PublishCodeOfConductInput {
  @Field(() => [CodeOfConductTextInput], {
    description:
      'What it says, once in each language; the main language of the site must be among them. Begin with the `translations` of the version before: a version stands by itself.',
  })
  translations!: CodeOfConductTextInput[];
}

@ObjectType({ description: 'What accepting or publishing a code of conduct led to.' })
export class CodeOfConductPayload {
  @Field(() => CodeOfConduct, { nullable: true, description: 'The version in question. Null when there are errors.' })
  codeOfConduct?: string;

  errors!: UserError[];
}
errorsField(CodeOfConductPayload);

@Resolver()
export class CodeOfConductFields {
  @Query(() => CodeOfConduct, {
    nullable: true,
    description: 'The newest code of conduct. Whoever contributes has to accept it first.',
  })
  codeOfConduct(
    @Arg('locale', () => Locale, {
      nullable: true,
      description: 'The language you want it in. Absent: the one your `Accept-Language` header asks for.',
    })
    locale: string | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<JsonText> {
    // The first version is there in languages that the site may not have; better to read that than nothing.
    const fallback = [...context.services.locales.all, 'en'];
    return context
      .read(locale, fallback)
      .one(info, (row) => [`${row.base}.version = (select max(version) from conduct_version)`]);
  }

  @Mutation(() => CodeOfConductPayload, {
    description:
      'Says that you will keep to the code of conduct. Without that `createDiscussionThread`, `addPost` and saving entries are refused with CONDUCT_REQUIRED; so they are when there is a newer version.',
  })
  acceptCodeOfConduct(
    @Arg('version', () => Int, { description: 'The version you have read. Refused unless it is the newest.' })
    version: number,
    @Ctx() { viewer, services, session }: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      const codeOfConduct = await services.conduct.accept(viewer, version);
      // What follows in the same request is known to be accepted, too.
      if (session.token) await session.begin(session.token, session.inCookie);
      return { codeOfConduct };
    });
  }

  @Mutation(() => CodeOfConductPayload, {
    description: 'Publishes a new version of the code of conduct; everyone is asked to accept it. For admins.',
  })
  publishCodeOfConduct(
    @Arg('input', () => PublishCodeOfConductInput, { description: 'The new version.' })
    input: PublishCodeOfConductInput,
    @Arg('version', () => Int, {
      nullable: true,
      description:
        'The version that you began with: when there is a newer one, nothing is done and VersionConflict tells.',
    })
    version: number | null | undefined,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({
      codeOfConduct: await services.conduct.publish(viewer, input.translations, version),
    }));
  }
}
