import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { TestHub } from './hub.js';

export const LOCALES = ['en', 'de'];

/** Something an editor does, or that happens by itself when its time comes. */
export type Step =
  | { kind: 'look' }
  | { kind: 'save'; autosave: boolean; word: number }
  | { kind: 'publish' | 'unpublish' | 'schedule' | 'scheduleEnd'; locales: readonly string[] | null }
  | { kind: 'cancel'; which: number }
  | { kind: 'due'; howMany: number }
  | { kind: 'restoreRevision'; back: number }
  | { kind: 'trash' | 'untrash' };

const locales = fc.constantFrom<readonly string[] | null>(null, ['en'], ['de']);
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('look' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('save' as const),
      autosave: fc.boolean(),
      word: fc.integer({ min: 0, max: 5 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('publish' as const), locales }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('schedule' as const), locales }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('unpublish' as const, 'scheduleEnd' as const), locales }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('due' as const), howMany: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.integer({ min: 0, max: 4 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('restoreRevision' as const), back: fc.integer({ min: 0, max: 4 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('trash' as const, 'untrash' as const, 'untrash' as const) }),
  },
);

const draft = (word: number) => ({
  kind: 'CHECKLIST',
  cost: 'FREE',
  url: 'https://example.org',
  translations: LOCALES.map((locale) => ({ locale, title: `${locale} ${word}`, body: 'Words.' })),
});

export interface Outcome {
  readonly errors: readonly { code: string }[];
  readonly revision?: { number: number; entryId: string } | null;
  readonly scheduledAction?: { id: string } | null;
}

/** What the history of an entry says. */
export interface Told {
  /** The number of the draft that is live, by language: the record of publications from its beginning to its end. */
  readonly live: ReadonlyMap<string, number>;
  /** That record, as `PUBLISHED en 3`, in no order. */
  readonly record: readonly string[];
  /** The English title of each revision that is kept, by number. */
  readonly titles: ReadonlyMap<number, string>;
  readonly plans: ReadonlyMap<string, string>;
  readonly latest: number;
}

export function recordOf(action: string, locale: string, revision: number | null): string {
  return [action, locale, ...(revision === null ? [] : [revision])].join(' ');
}

/** An entry that two editors work on, by the API alone. */
export class EntryOfTwo {
  private plans = 0;

  private constructor(
    private readonly hub: TestHub,
    private readonly editors: readonly string[],
    readonly id: string,
  ) {}

  static async begin(hub: TestHub, editors: readonly string[]): Promise<EntryOfTwo> {
    const entry = new EntryOfTwo(hub, editors, '');
    const { revision } = await entry.mutate(0, 'createResource', { input: ['ResourceInput!', draft(0)] });
    return new EntryOfTwo(hub, editors, revision!.entryId);
  }

  /** @param seen number of the newest revision that the editor knows */
  save(who: number, seen: number, word: number, autosave: boolean): Promise<Outcome> {
    return this.mutate(who, 'updateResource', {
      id: ['ID!', this.id],
      revision: ['Int!', seen],
      input: ['ResourceInput!', draft(word)],
      autosave: ['Boolean', autosave],
    });
  }

  restoreRevision(who: number, seen: number, number: number): Promise<Outcome> {
    return this.mutate(who, 'restoreRevision', {
      id: ['ID!', this.id],
      number: ['Int!', number],
      revision: ['Int!', seen],
    });
  }

  publish(who: number, seen: number, locales: readonly string[] | null): Promise<Outcome> {
    return this.mutate(who, 'publishEntry', {
      id: ['ID!', this.id],
      revision: ['Int!', seen],
      locales: ['[Locale!]', locales],
    });
  }

  /** Each plan is for a minute after the one before. */
  schedule(who: number, seen: number, locales: readonly string[] | null): Promise<Outcome> {
    return this.mutate(who, 'schedulePublication', {
      id: ['ID!', this.id],
      revision: ['Int!', seen],
      locales: ['[Locale!]', locales],
      ...this.nextTime(),
    });
  }

  scheduleEnd(who: number, locales: readonly string[] | null): Promise<Outcome> {
    const variables = { id: ['ID!', this.id], locales: ['[Locale!]', locales], ...this.nextTime() } as const;
    return this.mutate(who, 'scheduleUnpublication', variables);
  }

  unpublish(who: number, locales: readonly string[] | null): Promise<Outcome> {
    return this.mutate(who, 'unpublishEntry', { id: ['ID!', this.id], locales: ['[Locale!]', locales] });
  }

  trash(who: number): Promise<Outcome> {
    return this.mutate(who, 'deleteEntry', { id: ['ID!', this.id] });
  }

  untrash(who: number): Promise<Outcome> {
    return this.mutate(who, 'restoreEntry', { id: ['ID!', this.id] });
  }

  cancel(who: number, id: string): Promise<Outcome> {
    return this.mutate(who, 'cancelScheduledAction', { id: ['ID!', id] });
  }

  /** Time passes until the first `howMany` of what is planned are due, and the hub wakes up, twice at once. */
  async becomeDue(howMany: number): Promise<void> {
    const { pool } = this.hub.database;
    await pool.query(
      `update scheduled_action set wall_clock = wall_clock - interval '3 years', due_at = due_at - interval '3 years'
       where id in (select id from scheduled_action where entry_id = $1 and state = 'PENDING' order by due_at limit $2)`,
      [this.id, howMany],
    );
    await pool.query("select graphile_worker.add_job('run-scheduled-actions') from generate_series(1, 2)");
    await this.hub.settle();
  }

  /** What everybody reads in this language, and no other. */
  async title(locale: string): Promise<string | undefined> {
    const { data } = await this.hub.query<{ resource: { title: string } | null }>(
      'query ($id: ID!, $locale: Locale) { resource(id: $id, locale: $locale, fallback: []) { title } }',
      { id: this.id, locale },
    );
    return data.resource?.title;
  }

  async history(): Promise<Told> {
    const { data } = await this.hub.query<{
      revisions: { nodes: { number: number; draft: { translations: { title: string }[] } }[] };
      publications: { nodes: { locale: string; action: string; revision: number | null }[] };
      scheduledActions: { nodes: { id: string; state: string }[] };
    }>(
      `query ($entry: String!, $id: ID!) {
        revisions(first: 100, filter: { entries: [$entry] }) { nodes { number draft { ... on ResourceDraft { translations { title } } } } }
        publications(first: 100, orderBy: OLDEST, filter: { entries: [$entry] }) { nodes { locale action revision } }
        scheduledActions(first: 100, filter: { entries: [$id] }) { nodes { id state } } }`,
      { entry: this.id, id: this.id },
      { as: this.editors[0] },
    );
    const live = new Map<string, number>();
    for (const { locale, action, revision } of data.publications.nodes) {
      if (action === 'PUBLISHED') live.set(locale, revision!);
      else live.delete(locale);
    }
    const revisions = data.revisions.nodes.map((one) => [one.number, one.draft.translations[0]!.title] as const);
    return {
      live,
      record: data.publications.nodes.map((one) => recordOf(one.action, one.locale, one.revision)).sort(),
      titles: new Map(revisions),
      plans: new Map(data.scheduledActions.nodes.map(({ id, state }) => [id, state])),
      latest: Math.max(...revisions.map(([number]) => number)),
    };
  }

  private nextTime() {
    const at = new Date(Date.UTC(new Date().getUTCFullYear() + 1, 0, 1, 0, this.plans++)).toISOString().slice(0, 16);
    return { at: ['LocalDateTime!', at], timeZone: ['String!', 'UTC'] } as const;
  }

  private async mutate(
    who: number,
    field: string,
    variables: Record<string, readonly [type: string, value: unknown]>,
  ): Promise<Outcome> {
    const declared = Object.entries(variables).map(([name, [type]]) => `$${name}: ${type}`);
    const given = Object.keys(variables).map((name) => `${name}: $${name}`);
    const selection = /Resource|restoreRevision/.test(field)
      ? 'revision { number entryId }'
      : /^schedule|^cancel/.test(field)
        ? 'scheduledAction { id }'
        : 'entryId';
    const { data, errors } = await this.hub.query<{ done: Outcome }>(
      `mutation (${declared.join(', ')}) { done: ${field}(${given.join(', ')}) { ${selection} errors { code } } }`,
      Object.fromEntries(Object.entries(variables).map(([name, [, value]]) => [name, value])),
      { as: this.editors[who] },
    );
    expect(errors).toBeUndefined();
    return data.done;
  }
}
