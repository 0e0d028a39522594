import { badInput } from '../schema/bad-input.js';

/**
 * The argument `first` of a list that has no pages.
 * @throws GraphQLError BAD_USER_INPUT unless it is from 1 to `most`
 */
export function listSize(first: number, most: number): number {
  if (first < 1 || first > most) throw badInput(`"first" must be from 1 to ${most}; it is ${first}.`, 'first');
  return first;
}
