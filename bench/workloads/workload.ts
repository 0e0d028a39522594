import type { Random } from '../data/random.js';

/** One thing that front ends ask for again and again. */
export interface Workload {
  /** Also the name of the floor's statement. */
  readonly name: string;
  readonly title: string;
  /** The GraphQL text, as a JSON string. */
  readonly queryJson: string;
  /** A request as it might come next. */
  draw(random: Random): Request;
}

export interface Request {
  /** Variables of the GraphQL query. */
  readonly hub: object;
  /** The same in the floor's terms. */
  readonly floor: object;
  /** Of someone who is signed in. */
  readonly token?: string;
  /** @throws WrongAnswer when `data` is not what was asked for */
  check(data: unknown): void;
}

/** An answer that lacks something or holds something else: it makes all figures worthless. */
export class WrongAnswer extends Error {}

/** @throws WrongAnswer unless both are the same as JSON */
export function mustBe(what: string, actual: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new WrongAnswer(`${what} should be ${should} and is ${is}`);
}

/** @throws WrongAnswer unless it holds */
export function must(what: string, holds: boolean): void {
  if (!holds) throw new WrongAnswer(`${what} is missing or wrong`);
}

export function ids(items: readonly { readonly id: string }[]): string[] {
  return items.map(({ id }) => id);
}
