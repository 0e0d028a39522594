import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Brings what better-auth gives to a callback, set once for all, back to the call that led to it: better-auth would have
 * codes mailed from there, and swallows the errors of that.
 */
class HandOver<T> {
  private readonly waiting = new AsyncLocalStorage<{ value?: T }>();

  /** For the callback. */
  give(value: T): void {
    const box = this.waiting.getStore();
    if (box) box.value = value;
  }

  /** What was given during `call`. @throws Error when nothing was */
  async during(call: () => Promise<unknown>): Promise<T> {
    const box: { value?: T } = {};
    await this.waiting.run(box, call);
    if (box.value === undefined) throw new Error('better-auth did not hand over what was asked of it');
    return box.value;
  }
}

/** Codes to be mailed. */
export const mailedToken = new HandOver<string>();
/** Ids of members who have got a new password. */
export const resetMember = new HandOver<string>();
