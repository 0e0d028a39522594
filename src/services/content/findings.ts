import { type Problem, Refused } from '../../schema/user-error.js';
import { Problems } from './problems.js';

/** A reason against making an entry public. Its path is as in `publishEntry`: into the draft below `input`, or `locales`. */
export interface Obstacle extends Problem {
  readonly entryId: string;
}

/** Refused for what stands in the way of entries. */
export class Obstructed extends Refused {
  constructor(readonly obstacles: readonly Obstacle[]) {
    super(obstacles.map(({ code, message, path }) => ({ __typename: 'InputError', code, message, path })));
  }
}

/** The same as errors of something that is about several entries: each one names its entry. */
export function entryErrors(obstacles: readonly Obstacle[]) {
  return obstacles.map((obstacle) => ({
    __typename: 'EntryError',
    ...obstacle,
    path: [obstacle.entryId, ...obstacle.path],
  }));
}

/** Gathers what stands in the way of each entry. */
export class Findings {
  private readonly problems = new Map<string, Problems>();

  of(entryId: string): Problems {
    const known = this.problems.get(entryId) ?? new Problems();
    this.problems.set(entryId, known);
    return known;
  }

  /** Entry by entry. */
  get obstacles(): Obstacle[] {
    return [...this.problems].flatMap(([entryId, problems]) =>
      problems.all.map((problem) => ({ entryId, ...problem })),
    );
  }

  /** @throws Obstructed when there is anything */
  throwIfAny(): void {
    const { obstacles } = this;
    if (obstacles.length) throw new Obstructed(obstacles);
  }
}
