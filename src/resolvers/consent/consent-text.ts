import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, Info, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { ConsentText, ConsentTextTranslation } from '../../entities/consent/consent-text.js';
import { bind, value } from '../../read/declare/bind.js';
import type { JsonText } from '../../read/reader.js';
import { Locale } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import { richText } from '../content/entry.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { versionTexts } from '../texts.js';

bind(ConsentText, {
  translation: { entity: ConsentTextTranslation, foreignKey: 'consent_version_id' },
  fields: {
    body: richText('text'),
    translations: versionTexts('consent'),
    resolvedLocale: value((row) => `${row.text}.locale`),
  },
});

@InputType({ description: 'What the consent says in one language.' })
export class ConsentTextTranslationInput {
  @Field(() => Locale, { description: 'The language.' })
  locale!: string;

  @Field(() => String, {
    description:
      'What it says. Markdown, 1 to 20,000 characters; HTML is shown as it was typed, but for tags that only format words, such as `<b>` and `<br>`.',
  })
  body!: string;
}

@InputType({ description: 'A new version of the consent.' })
export class PublishConsentTextInput {
  @Field(() => [ConsentTextTranslationInput], {
    description:
      'What it says, once in each language; the main language of the site must be among them. Begin with the `translations` of the version before: a version stands by itself.',
  })
  translations!: ConsentTextTranslationInput[];
}

@ObjectType({ description: 'What publishing a text of consent led to.' })
export class ConsentTextPayload {
  @Field(() => ConsentText, { nullable: true, description: 'The new version. Null when there are errors.' })
  consentText?: string;

  errors!: UserError[];
}
errorsField(ConsentTextPayload);

@Resolver()
export class ConsentTextFields {
  @Query(() => ConsentText, {
    nullable: true,
    description:
      'What people agree to who let their story be shown; the newest version, unless another is asked for. Null when there is no such version.',
  })
  consentText(
    @Arg('version', () => Int, { nullable: true, description: 'The version. Absent: the newest.' })
    version: number | null,
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
      .one(info, (row, statement) => [
        `${row.base}.version = coalesce(${statement.bind(version, 'int')}, (select max(version) from consent_version))`,
      ]);
  }

  @Mutation(() => ConsentTextPayload, {
    description:
      'Publishes a new version of the consent. Whoever sends in a story from now on agrees to it; consents that were given stay with the version they were given to. For admins.',
  })
  publishConsentText(
    @Arg('input', () => PublishConsentTextInput, { description: 'The new version.' }) input: PublishConsentTextInput,
    @Arg('version', () => Int, {
      nullable: true,
      description:
        'The version that you began with: when there is a newer one, nothing is done and VersionConflict tells.',
    })
    version: number | null | undefined,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({
      consentText: await services.consentTexts.publish(viewer, input.translations, version),
    }));
  }
}
