import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Expert } from '../../entities/content/expert.js';
import { Locale } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { REMOVED_LOCALES, STARTED_FROM } from '../update-arguments.js';

@InputType({ description: 'The texts of an expert in one language.' })
export class ExpertTextInput {
  @Field(() => Locale, { description: 'The language; each one once.' })
  locale!: string;

  @Field(() => String, { nullable: true, description: 'Profession. Absent: it stays. Null: none.' })
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'A few sentences on the person. Absent: they stay. Null: none.' })
  biography?: string | null;
}

@InputType({
  description: 'What can be set on an expert. Where they are changed, what is absent stays as it is, and null clears.',
})
export class ExpertInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Name in the address of their page: small letters, digits and single hyphens. Absent: as it is, or made from the name.',
  })
  slug?: string | null;

  @Field(() => String, { nullable: true, description: 'Full name. A new expert needs one.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Degrees and licences, such as "IBCLC".' })
  credentials?: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of their account in the community.' })
  memberId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Id of their photograph, a `MediaAsset`. Absent: it stays as it is. Null: none.',
  })
  photoId?: string | null;

  @Field(() => [ExpertTextInput], {
    nullable: true,
    description:
      'The texts, one for each language. A new expert needs one at least; languages that are not named stay as they are.',
  })
  translations?: ExpertTextInput[] | null;
}

@ObjectType({ description: 'What changing an expert answers.' })
export class ExpertPayload {
  @Field(() => Expert, {
    nullable: true,
    description: 'The expert as they are now. Null when it was refused or deleted.',
  })
  expert?: string;

  errors!: UserError[];
}
errorsField(ExpertPayload);

@Resolver()
export class ExpertMutations {
  @Mutation(() => ExpertPayload, { description: 'Makes an expert.' })
  createExpert(
    @Arg('input', () => ExpertInput, { description: 'The new expert.' }) input: ExpertInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ expert: await services.experts.create(viewer, input) }));
  }

  @Mutation(() => ExpertPayload, { description: 'Changes an expert: what is absent stays, null clears.' })
  updateExpert(
    @Arg('id', () => ID, { description: 'Id of the expert.' }) id: string,
    @Arg('input', () => ExpertInput, { description: 'What shall be different.' }) input: ExpertInput,
    @Arg('revision', () => Int, STARTED_FROM) revision: number | null | undefined,
    @Arg('removeLocales', () => [Locale], REMOVED_LOCALES) removeLocales: string[] | null | undefined,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({
      expert: await services.experts.update(viewer, id, { ...input, removeLocales }, revision),
    }));
  }

  @Mutation(() => ExpertPayload, {
    description:
      'Deletes an expert. While articles, also as drafts, name them, it is refused with InUse, unless `replaceWith` takes their place.',
  })
  deleteExpert(
    @Arg('id', () => ID, { description: 'Id of the expert.' }) id: string,
    @Arg('replaceWith', () => ID, {
      nullable: true,
      description: 'Id of the expert whom articles and their newest drafts shall name from now on.',
    })
    replaceWith: string | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ expert: await services.experts.remove(viewer, id, replaceWith) }));
  }
}
