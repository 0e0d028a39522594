import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { GraphQLObjectType } from 'graphql';
import { isEnumType } from 'graphql';
import { hubSchema } from '../src/resolvers/build-schema.js';
import { AnyInput } from './harness/any-input.js';
import { type TestHub, testHub } from './harness/hub.js';

/** Draws other input: `INPUT_SEED=7 npm test -- any-input`. */
const SEED = Number(process.env.INPUT_SEED ?? 12);
const RUNS = Number(process.env.INPUT_RUNS ?? 3);

const { schema } = hubSchema();
const ROOTS: ['query' | 'mutation', GraphQLObjectType][] = [
  ['query', schema.getQueryType()!],
  ['mutation', schema.getMutationType()!],
];

describe(`whatever is drawn with the seed ${SEED}`, () => {
  let hub: TestHub;
  let draw: AnyInput[];
  beforeAll(async () => {
    hub = await testHub({ seeds: true });
    await hub.signIn('member');
    const { rows } = await hub.database.pool.query<{ id: string }>(
      `select id::text from (select id from entry order by id limit 12) e
       union all select id::text from (select id from topic order by id limit 4) t
       union all select id::text from (select id from space order by id limit 3) s
       union all select id::text from (select id from discussion_thread order by id limit 4) d
       union all select id::text from (select id from post order by id limit 4) p
       union all select id::text from (select id from expert order by id limit 2) x
       union all select id::text from member`,
    );
    const slugs = await hub.database.pool.query<{ slug: string }>(
      'select slug from entry_translation where slug is not null order by entry_id limit 10',
    );
    const orders = Object.values(schema.getTypeMap())
      .filter((type) => isEnumType(type) && type.name.endsWith('Order'))
      .flatMap((type) => (isEnumType(type) ? type.getValues().map(({ name }) => name) : []));
    const there = {
      ids: rows.map(({ id }) => id),
      slugs: slugs.rows.map(({ slug }) => slug),
      orders: [...new Set(orders)],
    };
    // Most go all the way; those with something wrong in them must end at the door.
    draw = [new AnyInput(there, 0), new AnyInput(there, 0), new AnyInput(there, 100)];
  });
  afterAll(() => hub.close());

  const isSignedIn = async (as: string | undefined) =>
    as !== undefined && (await hub.query('{ me { id } }', {}, { as })).data?.me;

  test.each(['a visitor', 'an admin'])(
    '%s asks, no answer is a failure of the hub',
    async (who) => {
      const failures: unknown[] = [];
      let [asked, answered] = [0, 0];
      let as: string | undefined;
      for (const [operation, type] of ROOTS) {
        for (const field of Object.values(type.getFields())) {
          // Some of what an admin may do ends their own session, or their account.
          if (who === 'an admin' && !(await isSignedIn(as))) as = await hub.signIn('admin');
          const calls = fc.oneof(...draw.map((any) => any.callsOf(operation, field)));
          for (const { text, variables } of fc.sample(calls, { seed: SEED, numRuns: RUNS })) {
            const { errors = [], status } = await hub.query(text, variables, { as });
            asked++;
            if (errors.length === 0) answered++;
            const failed = errors.filter(({ extensions }) => extensions.code === 'INTERNAL_SERVER_ERROR');
            if (failed.length || status >= 500) failures.push({ text, variables: JSON.stringify(variables), errors });
          }
        }
      }
      expect(failures).toEqual([]);
      // What is refused at the door shows nothing of what is behind it.
      if (as) expect(answered).toBeGreaterThan(asked / 4);
      expect((await hub.query('{ topics(first: 1) { nodes { id } } }')).data).toMatchObject({
        topics: { nodes: [{}] },
      });
    },
    240_000,
  );
});
