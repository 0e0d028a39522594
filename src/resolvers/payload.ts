import { Field } from 'type-graphql';
import type { GraphQLClass } from '../schema/connection.js';
import { Refused, UserError } from '../schema/user-error.js';

/**
 * What a mutation answers: what `work` did, or why it was not done. Unexpected failures are thrown on.
 */
export async function payload(work: () => Promise<object>): Promise<object> {
  try {
    return { ...(await work()), errors: [] };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { errors: error.errors.map((one) => ({ ...one, path: one.path.map(String) })) };
  }
}

/** Declares `errors` on a payload type. */
export function errorsField(type: GraphQLClass): void {
  Field(() => [UserError], { description: 'Why nothing was done. Empty when it was.' })(type.prototype, 'errors');
}
