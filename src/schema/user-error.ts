import { Field, ID, InterfaceType, ObjectType } from 'type-graphql';
import { describedEnum } from './enums.js';

export const UserErrorCode = describedEnum('UserErrorCode', 'Why something was not done.', {
  REQUIRED: 'Something needed is missing.',
  INVALID: 'A value is not possible.',
  NOT_FOUND: 'What was referred to does not exist, or not for you.',
  TAKEN: 'A name that must be unique is in use.',
  IN_USE: 'It cannot go while others refer to it.',
  UNPUBLISHED_REFERENCE: 'It refers to something that is not published.',
  ALT_TEXT_REQUIRED: 'A picture has no alternative text in a language it shall be published in.',
  VERSION_CONFLICT: 'Someone else has saved in the meantime.',
  CONDUCT_REQUIRED: 'Accept the code of conduct first: read `codeOfConduct`, then call `acceptCodeOfConduct`.',
  REVIEW_REQUIRED: 'Someone must approve the revision before it is published: `submitForReview` asks for that.',
  UNEXPECTED: 'Something went wrong on our side.',
  NOT_ALLOWED: 'The state of the object or your rights do not allow it.',
});
export type UserErrorCode = keyof typeof UserErrorCode;

/** Something a person can mend: shown beside the field it names. Given in payloads, never thrown to the client. */
@InterfaceType({
  description:
    'Why something was not done, for the person who asked for it. Nothing was changed when there are errors.',
  resolveType: (error) => error.__typename,
})
export abstract class UserError {
  @Field(() => UserErrorCode, { description: 'The reason, for programs.' })
  code!: UserErrorCode;

  @Field(() => String, { description: 'The reason and the remedy, for people (English).' })
  message!: string;

  @Field(() => [String], {
    description:
      'Where in the arguments: names of fields and indexes of lists, such as `["input", "translations", "0", "title"]`.',
  })
  path!: string[];
}

@ObjectType({ implements: UserError, description: 'Something about the input or the state of things.' })
export class InputError extends UserError {}

@ObjectType({
  implements: UserError,
  description:
    'Something about one of several entries. Its path begins with the id of the entry and goes on as in `publishEntry`: with `input` and the place in the draft, `locales`, or `revision`.',
})
export class EntryError extends UserError {
  @Field(() => ID, { description: 'Id of the entry.' })
  entryId!: string;
}

export interface Problem {
  readonly code: UserErrorCode;
  readonly message: string;
  readonly path: readonly (string | number)[];
  /** The id, as it stands in the text there, of something that is not there. */
  readonly missing?: string;
}

/** Thrown by services when a person can mend it; the resolver turns it into `errors` of the payload. */
export class Refused extends Error {
  constructor(readonly errors: readonly (Problem & { readonly __typename: string })[]) {
    super(errors.map((error) => error.message).join(' '));
    this.name = 'Refused';
  }

  static because(code: UserErrorCode, message: string, ...path: (string | number)[]): Refused {
    return Refused.all([{ code, message, path }]);
  }

  static all(problems: readonly Problem[]): Refused {
    return new Refused(problems.map((problem) => ({ __typename: 'InputError', ...problem })));
  }
}
