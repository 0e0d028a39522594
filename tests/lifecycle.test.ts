import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EntryOfTwo, LOCALES, type Outcome, recordOf, type Step, step } from './harness/entry-life.js';
import { type TestHub, testHub } from './harness/hub.js';

/*
 * Two editors do anything to one entry in any order, each knowing only what they have seen last, while what they have
 * planned becomes due. Whatever they do, the public sees exactly what was published last, no save that was accepted is
 * lost, and the record of publications replays to what is live.
 */

let hub: TestHub;
let editors: readonly string[];
beforeAll(async () => {
  hub = await testHub();
  editors = [await hub.signIn('editor'), await hub.signIn('admin')];
});
afterAll(() => hub.close());

const codes = ({ errors }: Outcome) => errors.map(({ code }) => code);

/** What was planned and accepted. */
interface Plan {
  readonly id: string;
  /** Number of the revision to publish; null to take back. */
  readonly revision: number | null;
  readonly locales: readonly string[];
  state: 'PENDING' | 'DONE' | 'CANCELLED';
}

/** One life of an entry, and what must be true of it by what was accepted. */
class Life {
  readonly saved = new Map<number, number>([[1, 0]]);
  /** Numbers of revisions that nothing may take the place of. */
  readonly kept = new Set<number>([1]);
  readonly live = new Map<string, number>();
  readonly record: string[] = [];
  /** In the order of their times. */
  readonly plans: Plan[] = [];
  latest = 1;
  trashed = false;
  private readonly seen = [1, 1];

  constructor(private readonly entry: EntryOfTwo) {}

  async take(who: number, doing: Step): Promise<void> {
    const { entry } = this;
    const seen = this.seen[who]!;
    const stale = seen !== this.latest;
    switch (doing.kind) {
      case 'look':
        this.seen[who] = this.latest;
        return;
      case 'save': {
        const done = await entry.save(who, seen, doing.word, doing.autosave);
        return this.accepted(who, done, stale, doing.word, !doing.autosave);
      }
      case 'restoreRevision': {
        const numbers = [...this.kept];
        const number = numbers[doing.back % numbers.length]!;
        const done = await entry.restoreRevision(who, seen, number);
        return this.accepted(who, done, stale, this.saved.get(number)!, true);
      }
      case 'publish': {
        const done = await entry.publish(who, seen, doing.locales);
        expect(codes(done)).toEqual(this.obstacle(stale));
        if (done.errors.length > 0) return;
        const published = doing.locales ?? LOCALES;
        this.makePublic(this.latest, published);
        return this.callOff(
          ({ revision, locales }) =>
            revision !== null && revision < this.latest && locales.some((one) => published.includes(one)),
        );
      }
      case 'schedule': {
        const done = await entry.schedule(who, seen, doing.locales);
        expect(codes(done)).toEqual(this.obstacle(stale));
        if (done.errors.length > 0) return;
        this.kept.add(this.latest);
        return this.planned(done, this.latest, doing.locales);
      }
      case 'scheduleEnd': {
        const done = await entry.scheduleEnd(who, doing.locales);
        expect(codes(done)).toEqual(this.obstacle(false));
        if (done.errors.length === 0) this.planned(done, null, doing.locales);
        return;
      }
      case 'cancel': {
        const plan = this.plans[doing.which];
        if (!plan) return;
        expect(codes(await entry.cancel(who, plan.id))).toEqual(plan.state === 'PENDING' ? [] : ['NOT_ALLOWED']);
        return this.callOff((one) => one === plan);
      }
      case 'due': {
        await entry.becomeDue(doing.howMany);
        for (const plan of this.pending.slice(0, doing.howMany)) {
          plan.state = 'DONE';
          if (plan.revision === null) this.takeBack(plan.locales);
          else this.makePublic(plan.revision, plan.locales);
        }
        return;
      }
      case 'unpublish': {
        const missing = (doing.locales ?? []).filter((locale) => !this.live.has(locale));
        expect(codes(await entry.unpublish(who, doing.locales))).toEqual(missing.map(() => 'NOT_FOUND'));
        if (missing.length > 0) return;
        const locales = doing.locales ?? LOCALES;
        this.takeBack(locales);
        return this.callOff((plan) => plan.revision !== null && plan.locales.some((one) => locales.includes(one)));
      }
      case 'trash':
        expect(codes(await entry.trash(who))).toEqual([]);
        this.trashed = true;
        this.takeBack(LOCALES);
        return this.callOff(() => true);
      case 'untrash':
        expect(codes(await entry.untrash(who)).length === 0).toBe(this.trashed);
        this.trashed = false;
    }
  }

  private get pending(): Plan[] {
    return this.plans.filter(({ state }) => state === 'PENDING');
  }

  private obstacle(stale: boolean): string[] {
    return this.trashed ? ['NOT_ALLOWED'] : stale ? ['VERSION_CONFLICT'] : [];
  }

  private makePublic(number: number, locales: readonly string[]): void {
    for (const locale of locales) {
      this.live.set(locale, number);
      this.record.push(recordOf('PUBLISHED', locale, number));
    }
    this.kept.add(number);
  }

  private takeBack(locales: readonly string[]): void {
    for (const locale of locales) if (this.live.delete(locale)) this.record.push(recordOf('UNPUBLISHED', locale, null));
  }

  private planned(done: Outcome, revision: number | null, locales: readonly string[] | null): void {
    this.plans.push({ id: done.scheduledAction!.id, revision, locales: locales ?? LOCALES, state: 'PENDING' });
  }

  private callOff(which: (plan: Plan) => boolean): void {
    for (const plan of this.pending.filter(which)) plan.state = 'CANCELLED';
  }

  private accepted(who: number, done: Outcome, stale: boolean, word: number, deliberate: boolean): void {
    expect(codes(done)).toEqual(stale ? ['VERSION_CONFLICT'] : []);
    if (!done.revision) return;
    const { number } = done.revision;
    this.saved.set(number, word);
    if (deliberate) this.kept.add(number);
    this.latest = number;
    this.seen[who] = number;
  }

  /** What the public reads, and what the history says, against what was accepted. */
  async check(): Promise<void> {
    for (const locale of LOCALES) {
      const number = this.live.get(locale);
      const expected = number === undefined ? undefined : `${locale} ${this.saved.get(number)}`;
      expect(await this.entry.title(locale)).toBe(expected);
    }
    const told = await this.entry.history();
    for (const number of this.kept) expect(told.titles.get(number)).toBe(`en ${this.saved.get(number)}`);
    expect(told.live).toEqual(this.live);
    expect(told.record).toEqual([...this.record].sort());
    expect(told.plans).toEqual(new Map(this.plans.map(({ id, state }) => [id, state])));
  }
}

test('whatever two editors do to an entry in whatever order, nothing leaks and nothing is lost', async () => {
  // Half of the time they look before they act.
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.boolean(), step), { minLength: 8, maxLength: 25 });
  const lives = fc.asyncProperty(steps, async (all) => {
    const life = new Life(await EntryOfTwo.begin(hub, editors));
    for (const [who, looks, doing] of all) {
      if (looks) await life.take(who, { kind: 'look' });
      await life.take(who, doing);
      await life.check();
    }
  });
  await fc.assert(lives, { numRuns: 30 });
});

/** Two at the very same moment: nobody can say who comes first, but what was accepted must hold. */
class Rush {
  readonly saved = new Map<number, number>([[1, 0]]);
  readonly kept = new Set<number>([1]);
  private readonly plans: string[] = [];
  private readonly seen = [1, 1];

  constructor(private readonly entry: EntryOfTwo) {}

  async take(who: number, doing: Step): Promise<void> {
    const { entry } = this;
    const seen = this.seen[who]!;
    switch (doing.kind) {
      case 'look':
        this.seen[who] = (await entry.history()).latest;
        return;
      case 'save':
        return this.accepted(who, await entry.save(who, seen, doing.word, doing.autosave), doing.word, !doing.autosave);
      case 'restoreRevision': {
        const number = [...this.kept][doing.back % this.kept.size]!;
        return this.accepted(who, await entry.restoreRevision(who, seen, number), this.saved.get(number)!, true);
      }
      case 'publish':
        await entry.publish(who, seen, doing.locales);
        return;
      case 'schedule':
      case 'scheduleEnd': {
        const end = doing.kind === 'scheduleEnd';
        const done = await (end ? entry.scheduleEnd(who, doing.locales) : entry.schedule(who, seen, doing.locales));
        if (done.scheduledAction) this.plans.push(done.scheduledAction.id);
        return;
      }
      case 'cancel': {
        const id = this.plans[doing.which];
        if (id) await entry.cancel(who, id);
        return;
      }
      case 'due':
        return entry.becomeDue(doing.howMany);
      case 'unpublish':
        await entry.unpublish(who, doing.locales);
        return;
      case 'trash':
        await entry.trash(who);
        return;
      case 'untrash':
        await entry.untrash(who);
    }
  }

  private accepted(who: number, { revision }: Outcome, word: number, deliberate: boolean): void {
    if (!revision) return;
    // The same number for two different texts: one of them would be lost.
    expect(this.saved.get(revision.number) ?? word).toBe(word);
    this.saved.set(revision.number, word);
    if (deliberate) this.kept.add(revision.number);
    this.seen[who] = revision.number;
  }

  async check(): Promise<void> {
    const { titles, live, plans } = await this.entry.history();
    for (const number of this.kept) expect(titles.get(number)).toBe(`en ${this.saved.get(number)}`);
    for (const locale of LOCALES) {
      const number = live.get(locale);
      const expected = number === undefined ? undefined : `${locale} ${this.saved.get(number)}`;
      expect(await this.entry.title(locale)).toBe(expected);
    }
    expect([...plans.values()].filter((state) => state === 'FAILED')).toEqual([]);
  }
}

test('at the very same moment, too', async () => {
  const rounds = fc.array(fc.tuple(step, step), { minLength: 5, maxLength: 15 });
  const rushes = fc.asyncProperty(rounds, async (all) => {
    const rush = new Rush(await EntryOfTwo.begin(hub, editors));
    for (const [one, other] of all) {
      await Promise.all([rush.take(0, one), rush.take(1, other)]);
      await rush.check();
    }
  });
  await fc.assert(rushes, { numRuns: 20 });
});
