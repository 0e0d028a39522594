import { GraphQLError } from 'graphql';

/** What a request is answered with that its author has to mend, and no person who fills in a form. */
export function badInput(message: string, argument: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', argument } });
}
