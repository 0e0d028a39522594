import { GraphQLError } from 'graphql';

export interface ReadLimits {
  readonly maxCost: number;
  readonly maxDepth: number;
  /** Is told what has been reckoned, as soon as it is. */
  readonly charge: (cost: number) => void;
}

/** How many elements a list without pages is reckoned to have. */
export const LIST_SIZE = 5;

/** What a sub-select costs each time it runs, in fields. */
const RUN = 4;
/** What it costs to count a list: all of it is looked at, however little of it is asked for. */
const COUNT = 20;
/** How many characters of SQL are planned for the cost of one field. */
const PLANNED = 10;
/** How deep sub-selects are nested, also those of single objects: fragments go as deep as they like. */
const DEEPEST = 50;
/** The longest statement. */
export const LONGEST_STATEMENT = 100_000;

/**
 * Reckons what a request will cost before any of it runs: each field counts as often as its object can occur, by the
 * page sizes asked for, and so do lists and counts; the text of each statement counts for the planning of it, also where
 * no row is asked for. What cannot be cheap is refused.
 */
export class Cost {
  private total = 0;
  private charged = 0;
  /** How often something was added, which is how much work the reckoning is. */
  private steps = 0;
  private factor = 1;
  private depth = 0;
  private levels = 0;

  constructor(private readonly limits: ReadLimits) {}

  field(): void {
    this.add(this.factor);
  }

  subselect(): void {
    this.add(RUN * this.factor);
  }

  count(): void {
    this.add(COUNT * this.factor);
  }

  /** The planning of a statement. */
  statement(text: string): void {
    this.work(Math.ceil(text.length / PLANNED));
    if (text.length > LONGEST_STATEMENT) {
      const message =
        'The query asks for too many different things at once: PostgreSQL would need long to plan it. Ask for fewer lists, counts and types, or send the fields at the root in requests of their own.';
      const extensions = {
        code: 'QUERY_TOO_COMPLEX',
        ...this.account,
        statementLength: text.length,
        maximumStatementLength: LONGEST_STATEMENT,
      };
      throw new GraphQLError(message, { extensions });
    }
  }

  /** What is about to be done, whatever it is. */
  work(cost: number): void {
    this.add(cost);
    if (this.total > this.limits.maxCost) throw this.tooMuch();
    this.charge();
  }

  /** What has been reckoned so far, and what is allowed. */
  get account(): { cost: number; maximumCost: number } {
    return { cost: this.total, maximumCost: this.limits.maxCost };
  }

  private charge(): void {
    // What is over the limit is not done.
    const reckoned = Math.min(this.total, this.limits.maxCost);
    this.limits.charge(reckoned - this.charged);
    this.charged = reckoned;
  }

  private add(cost: number): void {
    this.total += cost;
    this.steps++;
    // Reckoned to its end, so that who is refused knows by how much; but not for longer than what is allowed would take.
    if (this.steps > this.limits.maxCost) throw this.tooMuch();
  }

  private tooMuch(): GraphQLError {
    // It was work to find out.
    this.charge();
    const { cost, maximumCost } = this.account;
    const message = `The query asks for too much at once: it costs ${cost} or more, and ${maximumCost} is the most. A field counts as often as its object can occur, and so do lists and counts: ask for smaller pages, or fewer lists and counts.`;
    return new GraphQLError(message, { extensions: { code: 'QUERY_TOO_COMPLEX', cost, maximumCost } });
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

  /** Everything within `inner` is nested in one sub-select more. */
  nested<T>(inner: () => T): T {
    if (this.levels >= DEEPEST) {
      throw new GraphQLError(`The query is nested too deeply (over ${DEEPEST} objects within objects).`, {
        extensions: { code: 'QUERY_TOO_COMPLEX', levels: this.levels + 1, maximumLevels: DEEPEST },
      });
    }
    this.levels++;
    try {
      return inner();
    } finally {
      this.levels--;
    }
  }

  /** Everything reckoned within `inner` can occur `count` times. */
  times<T>(count: number, inner: () => T): T {
    const before = this.factor;
    const { maxDepth } = this.limits;
    if (this.depth >= maxDepth) {
      throw new GraphQLError(`The query is nested too deeply (over ${maxDepth} lists within lists).`, {
        extensions: { code: 'QUERY_TOO_COMPLEX', depth: this.depth + 1, maximumDepth: maxDepth },
      });
    }
    this.factor *= Math.max(1, count);
    this.depth++;
    try {
      return inner();
    } finally {
      this.factor = before;
      this.depth--;
    }
  }
}
