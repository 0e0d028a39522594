import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EntryDraft } from '../src/schema/drafts/entry.js';
import { differences } from '../src/services/content/compare-drafts.js';
import { mergeDrafts } from '../src/services/content/merge-drafts.js';

type Draft = Record<string, unknown>;
const as = (draft: Draft) => draft as unknown as EntryDraft;
const compare = (before: Draft, after: Draft) => differences(as(before), as(after));
const merge = (base: Draft, theirs: Draft, yours: Draft) => mergeDrafts(as(base), as(theirs), as(yours));

const word = fc.constantFrom('sun', 'moon', 'قمر', '月', '', 'star');
const day = fc.constantFrom('MO', 'TU', 'WE');
/** Every list of every type of draft, and what its elements are known by. */
const LISTS: Record<string, { element: fc.Arbitrary<unknown>; known: (element: never) => unknown }> = {
  translations: {
    element: fc.record({ locale: fc.constantFrom('en', 'de', 'ar', 'tr'), title: word, body: word }),
    known: ({ locale }: { locale: string }) => locale,
  },
  locations: {
    element: fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), name: word }),
    known: ({ key }: { key: string }) => key,
  },
  services: {
    element: fc.record({ key: fc.constantFrom('s', 't', 'u', 'v'), url: word }),
    known: ({ key }: { key: string }) => key,
  },
  phones: {
    element: fc.record({ number: fc.constantFrom('1', '2', '3', '4'), label: word }),
    known: ({ number }: { number: string }) => number,
  },
  schedules: {
    element: fc.record({ frequency: fc.constant('WEEKLY'), byDay: fc.tuple(day), opensAt: word }),
    known: ({ byDay }: { byDay: string[] }) => byDay.join(),
  },
  sources: {
    element: fc.record({ title: fc.constantFrom('One', 'Two', 'Three'), url: word }),
    known: ({ title }: { title: string }) => title,
  },
  topicIds: { element: fc.uuid(), known: (id: string) => id },
  relatedEntryIds: { element: fc.uuid(), known: (id: string) => id },
  expertIds: { element: fc.uuid(), known: (id: string) => id },
  audiences: { element: fc.constantFrom('AGE_0_1', 'AGE_1_3', 'AGE_3_6'), known: (one: string) => one },
  keyTakeaways: { element: fc.constantFrom('Sleep.', 'Eat.', 'Play.'), known: (one: string) => one },
};
const names = fc.constantFrom(...Object.keys(LISTS));
const listOf = (name: string) => fc.array(LISTS[name]!.element, { maxLength: 6 });
const distinctListOf = (name: string) =>
  fc.uniqueArray(LISTS[name]!.element, { maxLength: 6, selector: LISTS[name]!.known as (element: unknown) => unknown });
const said = (value: unknown) => JSON.stringify(value);

describe('comparing lists', () => {
  test('a list in another order has only moves, and languages have no order', () => {
    const lists = names.chain((name) =>
      listOf(name).chain((list) =>
        fc.record({
          name: fc.constant(name),
          list: fc.constant(list),
          shuffled: fc.shuffledSubarray(list, { minLength: list.length }),
        }),
      ),
    );
    fc.assert(
      fc.property(lists, ({ name, list, shuffled }) => {
        const changes = compare({ [name]: list }, { [name]: shuffled });
        expect(changes.map(({ kind }) => kind)).toEqual(changes.map(() => 'MOVED'));
        expect(changes.length === 0).toBe(name === 'translations' || said(list) === said(shuffled));
      }),
    );
  });

  test('what is put anywhere or taken away changes only itself', () => {
    const lists = names.chain((name) =>
      fc.record({ name: fc.constant(name), list: distinctListOf(name), at: fc.nat(6) }),
    );
    fc.assert(
      fc.property(lists, ({ name, list, at }) => {
        fc.pre(list.length > 0);
        const less = list.toSpliced(at % list.length, 1);
        expect(compare({ [name]: less }, { [name]: list })).toMatchObject([{ kind: 'ADDED' }]);
        expect(compare({ [name]: list }, { [name]: less })).toMatchObject([{ kind: 'REMOVED' }]);
      }),
    );
  });

  test('what is there twice, or has nothing to be known by, is known by what it says', () => {
    const [one, two, three] = ['1', '2', '3'].map((opensAt) => ({ byDay: ['MO'], opensAt }));
    const told = (before: unknown[], after: unknown[]) =>
      compare({ schedules: before }, { schedules: after }).map(({ kind, path }) => `${kind} ${path.at(-1)}`);
    expect(told([two], [one, two])).toEqual(['ADDED 0']);
    expect(told([one, two], [two, three])).toEqual(['ADDED 1', 'REMOVED 0']);
    expect(told([one, one], [one])).toEqual(['REMOVED 1']);
    expect(compare({ odd: [{ x: 1 }, {}] }, { odd: [{}, { x: 1 }] })).toMatchObject([{ kind: 'MOVED' }]);
    expect(compare({ locations: [{ key: 'a' }, { key: 'a', name: 'x' }] }, { locations: [{ key: 'a' }] })).toEqual([
      { kind: 'REMOVED', path: ['locations', '1'], before: { key: 'a', name: 'x' }, after: null },
    ]);
  });
});

describe('bringing lists together', () => {
  const three = names.chain((name) =>
    fc.record({ name: fc.constant(name), lists: fc.tuple(listOf(name), listOf(name), listOf(name)) }),
  );

  test('never loses what either has added', () => {
    fc.assert(
      fc.property(three, ({ name, lists: [base, theirs, yours] }) => {
        const { merged, collisions } = merge({ [name]: base }, { [name]: theirs }, { [name]: yours });
        const now = ((merged as unknown as Draft)[name] as unknown[] | undefined) ?? [];
        const known = (element: unknown) => said(LISTS[name]!.known(element as never));
        const [before, after] = [base, now].map((list) => list.map(known));
        for (const element of [...theirs, ...yours].map(known))
          if (!before!.includes(element)) expect(after).toContain(element);
        // With all that was written of it, unless a collision says otherwise.
        if (collisions.length) return;
        const written = (element: unknown) => Object.entries(Object(element)).filter(([, value]) => value !== '');
        for (const element of [...theirs, ...yours].filter((one) => !before!.includes(known(one))))
          expect(
            now.some((one) => written(element).every(([field, value]) => said((one as Draft)[field]) === said(value))),
          ).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('is what one of them has made of it where the other has changed nothing, and the same whoever of both is first', () => {
    fc.assert(
      fc.property(three, ({ name, lists: [base, theirs, yours] }) => {
        const versions = [base, theirs, yours].map((list) => ({ [name]: list }));
        const [b, t, y] = versions as [Draft, Draft, Draft];
        expect(merge(b, b, y)).toEqual({ merged: y, collisions: [] });
        expect(merge(b, t, b)).toEqual({ merged: t, collisions: [] });
        expect(merge(b, t, t)).toEqual({ merged: t, collisions: [] });
        const elements = (draft: EntryDraft) => ((draft as unknown as Draft)[name] as unknown[]).length;
        const [one, other] = [merge(b, t, y), merge(b, y, t)];
        if (one.collisions.length + other.collisions.length === 0)
          expect(elements(one.merged)).toBe(elements(other.merged));
      }),
      { numRuns: 1000 },
    );
  });

  test('carries out moves, additions and removals of different elements', () => {
    const places = (keys: string) => ({ locations: [...keys].map((key) => ({ key })) });
    const order = (base: string, theirs: string, yours: string) => {
      const { merged, collisions } = merge(places(base), places(theirs), places(yours));
      return [
        (merged as unknown as { locations: { key: string }[] }).locations.map(({ key }) => key).join(''),
        collisions.length,
      ];
    };
    expect(order('abcdef', 'bacdef', 'abcdfe')).toEqual(['bacdfe', 0]);
    expect(order('abcd', 'dabc', 'bcd')).toEqual(['dbc', 0]);
    expect(order('abcd', 'xabcd', 'abcdy')).toEqual(['xabcdy', 0]);
    expect(order('abc', 'bca', 'bca')).toEqual(['bca', 0]);
    expect(order('abcd', 'bacd', 'bcda')).toEqual(['bcda', 0]);
    // The same one to two places, or past each other.
    expect(order('abcd', 'bcda', 'bcad')).toEqual(['bcad', 1]);
    expect(order('abcd', 'cabd', 'abdc')).toEqual(['cabd', 1]);
    expect(order('ab', '', 'abx')).toEqual(['x', 0]);
  });

  test('names what both have written in place of one element that has no key, and keeps both', () => {
    const { merged, collisions } = merge(
      { phones: [{ number: '1' }] },
      { phones: [{ number: '2' }] },
      { phones: [{ number: '3' }] },
    );
    expect(merged).toEqual({ phones: [{ number: '2' }, { number: '3' }] });
    expect(collisions).toMatchObject([{ path: ['phones'], theirs: [{ number: '2' }], yours: [{ number: '3' }] }]);
    const both = merge(
      { phones: [{ number: '1', label: 'Office' }] },
      { phones: [{ number: '0' }, { number: '1', label: 'Office', extension: '5' }] },
      { phones: [{ number: '1', label: 'Desk' }] },
    );
    expect(both).toEqual({
      merged: { phones: [{ number: '0' }, { number: '1', label: 'Desk', extension: '5' }] },
      collisions: [],
    });
  });
});
