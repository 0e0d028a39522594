import { GraphQLError } from 'graphql';

/** How many elements a list without pages is reckoned to have. */
export const LIST_SIZE = 5;

/**
 * Reckons what a request will cost before any of it runs: each field counts as often as its object can occur, by the
 * page sizes asked for. What cannot be cheap is refused.
 */
export class Cost {
  private total = 0;
  private factor = 1;
  private depth = 0;

  constructor(
    private readonly maximum: number,
    private readonly maximumDepth: number,
  ) {}

  field(): void {
    this.total += this.factor;
    if (this.total > this.maximum) {
      throw new GraphQLError(
        `The query asks for too much at once (a cost over ${this.maximum}; a field counts as often as its object can occur). Ask for smaller pages or fewer nested lists.`,
        { extensions: { code: 'QUERY_TOO_COMPLEX', maximumCost: this.maximum } },
      );
    }
  }

  /** What the work is reckoned to cost. It counts, until it is given back. */
  of<T>(work: () => T): { made: T; giveBack: () => void } {
    const before = this.total;
    const made = work();
    const spent = this.total - before;
    return {
      made,
      giveBack: () => {
        this.total -= spent;
      },
    };
  }

  /** Everything reckoned within `inner` can occur `count` times. */
  times<T>(count: number, inner: () => T): T {
    const before = this.factor;
    this.factor *= Math.max(1, count);
    if (++this.depth > this.maximumDepth) {
      throw new GraphQLError(`The query is nested too deeply (over ${this.maximumDepth} lists within lists).`, {
        extensions: { code: 'QUERY_TOO_COMPLEX', maximumDepth: this.maximumDepth },
      });
    }
    try {
      return inner();
    } finally {
      this.factor = before;
      this.depth--;
    }
  }
}
