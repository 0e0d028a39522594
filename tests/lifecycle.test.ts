import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type TestHub, testHub } from './harness/hub.js';

/*
 * Two editors do anything to one entry in any order, each knowing only what they have seen last. Whatever they do, the
 * public sees exactly what was published last, no save that was accepted is lost, and the record of publications replays
 * to what is live.
 */

let hub: TestHub;
let editors: readonly string[];
beforeAll(async () => {
  hub = await testHub();
  editors = [await hub.signIn('editor'), await hub.signIn('admin')];
});
afterAll(() => hub.close());

const LOCALES = ['en', 'de'];

type Step =
  | { kind: 'look' }
  | { kind: 'save'; autosave: boolean; word: number }
  | { kind: 'publish'; locales: readonly string[] | null }
  | { kind: 'unpublish'; locales: readonly string[] | null }
  | { kind: 'restoreRevision'; back: number }
  | { kind: 'trash' }
  | { kind: 'untrash' };

const locales = fc.constantFrom<readonly string[] | null>(null, ['en'], ['de']);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('look' as const) }),
  fc.record({ kind: fc.constant('save' as const), autosave: fc.boolean(), word: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ kind: fc.constant('publish' as const), locales }),
  fc.record({ kind: fc.constant('unpublish' as const), locales }),
  fc.record({ kind: fc.constant('restoreRevision' as const), back: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ kind: fc.constant('trash' as const) }),
  fc.record({ kind: fc.constant('untrash' as const) }),
);

const draft = (word: number) => ({
  kind: 'CHECKLIST',
  cost: 'FREE',
  url: 'https://example.org',
  translations: LOCALES.map((locale) => ({ locale, title: `${locale} ${word}`, body: 'Words.' })),
});

interface Outcome {
  errors: { code: string }[];
  revision?: { number: number } | null;
}

async function mutate(as: string, field: string, variables: Record<string, readonly [type: string, value: unknown]>) {
  const declared = Object.entries(variables).map(([name, [type]]) => `$${name}: ${type}`);
  const given = Object.keys(variables).map((name) => `${name}: $${name}`);
  const selection = /Resource|restoreRevision/.test(field) ? 'revision { number entryId }' : 'entryId';
  const { data, errors } = await hub.query<{
    done: Outcome & { revision: { number: number; entryId: string } | null };
  }>(
    `mutation (${declared.join(', ')}) { done: ${field}(${given.join(', ')}) { ${selection} errors { code } } }`,
    Object.fromEntries(Object.entries(variables).map(([name, [, value]]) => [name, value])),
    { as },
  );
  expect(errors).toBeUndefined();
  return data.done;
}

/** One life of an entry, and what must be true of it by what was accepted. */
class Life {
  readonly saved = new Map<number, number>();
  readonly deliberate = new Set<number>();
  readonly live = new Map<string, number>();
  latest = 1;
  trashed = false;
  private readonly seen = [1, 1];

  constructor(readonly id: string) {
    this.saved.set(1, 0);
    this.deliberate.add(1);
  }

  async take(who: number, doing: Step): Promise<void> {
    const as = editors[who]!;
    const id = ['ID!', this.id] as const;
    const revision = ['Int!', this.seen[who]] as const;
    const stale = this.seen[who] !== this.latest;
    switch (doing.kind) {
      case 'look':
        this.seen[who] = this.latest;
        return;
      case 'save': {
        const done = await mutate(as, 'updateResource', {
          id,
          revision,
          input: ['ResourceInput!', draft(doing.word)],
          autosave: ['Boolean', doing.autosave],
        });
        return this.accepted(who, done, stale, doing.word, !doing.autosave);
      }
      case 'restoreRevision': {
        const numbers = [...this.deliberate];
        const number = numbers[doing.back % numbers.length]!;
        const done = await mutate(as, 'restoreRevision', { id, number: ['Int!', number], revision });
        return this.accepted(who, done, stale, this.saved.get(number)!, true);
      }
      case 'publish': {
        const done = await mutate(as, 'publishEntry', { id, revision, locales: ['[Locale!]', doing.locales] });
        expect(done.errors.map(({ code }) => code)).toEqual(
          this.trashed ? ['NOT_ALLOWED'] : stale ? ['VERSION_CONFLICT'] : [],
        );
        if (done.errors.length === 0) for (const locale of doing.locales ?? LOCALES) this.live.set(locale, this.latest);
        return;
      }
      case 'unpublish': {
        const done = await mutate(as, 'unpublishEntry', { id, locales: ['[Locale!]', doing.locales] });
        expect(done.errors).toEqual([]);
        for (const locale of doing.locales ?? LOCALES) this.live.delete(locale);
        return;
      }
      case 'trash':
        expect((await mutate(as, 'deleteEntry', { id })).errors).toEqual([]);
        this.trashed = true;
        this.live.clear();
        return;
      case 'untrash': {
        const done = await mutate(as, 'restoreEntry', { id });
        expect(done.errors.length === 0).toBe(this.trashed);
        this.trashed = false;
      }
    }
  }

  private accepted(who: number, done: Outcome, stale: boolean, word: number, deliberate: boolean): void {
    expect(done.errors.map(({ code }) => code)).toEqual(stale ? ['VERSION_CONFLICT'] : []);
    if (!done.revision) return;
    const { number } = done.revision;
    this.saved.set(number, word);
    if (deliberate) this.deliberate.add(number);
    this.latest = number;
    this.seen[who] = number;
  }

  /** What the public reads, and what the history says, against what was accepted. */
  async check(): Promise<void> {
    for (const locale of LOCALES) {
      const { data } = await hub.query<{ resource: { title: string } | null }>(
        'query ($id: ID!, $locale: Locale) { resource(id: $id, locale: $locale, fallback: []) { title } }',
        { id: this.id, locale },
      );
      const number = this.live.get(locale);
      expect(data.resource?.title).toBe(number === undefined ? undefined : `${locale} ${this.saved.get(number)}`);
    }
    const { data } = await hub.query<{
      revisions: { nodes: { number: number; draft: { translations: { title: string }[] } }[] };
      publications: { nodes: { locale: string; action: string; revision: number | null }[] };
    }>(
      `query ($id: String!) {
        revisions(first: 100, filter: { entries: [$id] }) { nodes { number draft { ... on ResourceDraft { translations { title } } } } }
        publications(first: 100, orderBy: OLDEST, filter: { entries: [$id] }) { nodes { locale action revision } } }`,
      { id: this.id },
      { as: editors[0]! },
    );
    const kept = new Map(data.revisions.nodes.map(({ number, draft }) => [number, draft.translations[0]!.title]));
    for (const number of this.deliberate) expect(kept.get(number)).toBe(`en ${this.saved.get(number)}`);
    const replayed = new Map<string, number>();
    for (const { locale, action, revision } of data.publications.nodes) {
      if (action === 'PUBLISHED') replayed.set(locale, revision!);
      else replayed.delete(locale);
    }
    expect(replayed).toEqual(this.live);
    for (const number of replayed.values()) expect(kept.has(number)).toBe(true);
  }
}

test('whatever two editors do to an entry in whatever order, nothing leaks and nothing is lost', async () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), step), { minLength: 5, maxLength: 25 });
  const lives = fc.asyncProperty(steps, async (all) => {
    const { revision } = await mutate(editors[0]!, 'createResource', { input: ['ResourceInput!', draft(0)] });
    const life = new Life(revision!.entryId);
    for (const [who, doing] of all) {
      await life.take(who, doing);
      await life.check();
    }
  });
  await fc.assert(lives, { numRuns: 25 });
});
