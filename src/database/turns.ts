/** Lets pieces of work happen one after the other, in the order in which they came. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Does the work when everything that came before is done, whether that succeeded or not. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
