import { type Problem, Refused, type UserErrorCode } from '../../schema/user-error.js';

/** Gathers everything that is wrong, so that a person hears of it at once and not one by one. */
export class Problems {
  private readonly found: Problem[] = [];

  add(code: UserErrorCode, message: string, ...path: (string | number)[]): void {
    this.found.push({ code, message, path });
  }

  /** A text names something by an id that is not there. */
  addMissing(id: string, message: string, ...path: (string | number)[]): void {
    this.found.push({ code: 'INVALID', message, path, missing: id });
  }

  /**
   * Takes over what something else was refused for.
   * @throws what is no refusal
   */
  take(error: unknown): void {
    if (!(error instanceof Refused)) throw error;
    this.found.push(...error.errors);
  }

  /** All of it, in the order in which it was found. */
  get all(): readonly Problem[] {
    return this.found;
  }

  /** @throws Refused when anything was added */
  throwIfAny(): void {
    if (this.found.length) throw Refused.all(this.found);
  }
}
