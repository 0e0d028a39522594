import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, cacheExchange, fetchExchange } from '@urql/core';
import { type FastifyRequest, fastify } from 'fastify';
import { type DocumentNode, parse } from 'graphql';
import { ClientError, GraphQLClient } from 'graphql-request';
import { KnownDocuments } from '../src/http/known-documents.js';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await testHub({ seeds: true });
});
afterAll(() => hub.close());

interface Outcome {
  readonly data?: unknown;
  /** Codes of the errors. */
  readonly codes: readonly unknown[];
}

type Ask = (document: DocumentNode, variables?: Record<string, unknown>) => Promise<Outcome>;

const codesOf = (errors: readonly { extensions?: Record<string, unknown> }[] = []) =>
  errors.map(({ extensions }) => extensions?.code);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function apollo(link: ApolloClient.Options['link']): Ask {
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  return async (document, variables = {}) => {
    try {
      const isMutation = document.definitions.some((one) => 'operation' in one && one.operation === 'mutation');
      const { data } = isMutation
        ? await client.mutate({ mutation: document, variables })
        : await client.query({ query: document, variables, fetchPolicy: 'no-cache' });
      return { data, codes: [] };
    } catch (error) {
      if (!CombinedGraphQLErrors.is(error)) throw error;
      return { data: error.data, codes: codesOf(error.errors) };
    }
  };
}

function urql(options: Partial<ConstructorParameters<typeof Client>[0]> = {}): (url: string) => Ask {
  return (url) => {
    const client = new Client({ url, exchanges: [cacheExchange, fetchExchange], ...options });
    return async (document, variables = {}) => {
      const isMutation = document.definitions.some((one) => 'operation' in one && one.operation === 'mutation');
      const sent = isMutation
        ? client.mutation(document, variables)
        : client.query(document, variables, { requestPolicy: 'network-only' });
      const { data, error } = await sent.toPromise();
      if (error?.networkError) throw error.networkError;
      return { data, codes: codesOf(error?.graphQLErrors) };
    };
  };
}

function graphqlRequest(options: ConstructorParameters<typeof GraphQLClient>[1] = {}): (url: string) => Ask {
  return (url) => {
    const client = new GraphQLClient(url, options);
    return async (document, variables = {}) => {
      try {
        return { data: await client.request(document, variables), codes: [] };
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
        return { data: error.response.data, codes: codesOf(error.response.errors) };
      }
    };
  };
}

/** Relay has no network layer of its own: this is the one of its guide. */
function relay(url: string): Ask {
  return async (document, variables = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/graphql-response+json; charset=utf-8, application/json; charset=utf-8',
      },
      body: JSON.stringify({ query: document.loc!.source.body, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: unknown; errors?: [] };
    return { data, codes: codesOf(errors) };
  };
}

const CLIENTS: readonly [string, (url: string) => Ask][] = [
  ['Apollo Client as it comes', (uri) => apollo(new HttpLink({ uri }))],
  ['Apollo Client by GET', (uri) => apollo(new HttpLink({ uri, useGETForQueries: true }))],
  [
    'Apollo Client with persisted queries',
    (uri) => apollo(new PersistedQueryLink({ sha256 }).concat(new HttpLink({ uri }))),
  ],
  [
    'Apollo Client with persisted queries by GET',
    (uri) => apollo(new PersistedQueryLink({ sha256, useGETForHashedQueries: true }).concat(new HttpLink({ uri }))),
  ],
  ['urql as it comes', urql()],
  ['urql by POST', urql({ preferGetMethod: false })],
  ['graphql-request as it comes', graphqlRequest()],
  ['graphql-request by GET', graphqlRequest({ method: 'GET', jsonSerializer: JSON })],
  ['Relay', relay],
];

const ARTICLES = parse(
  'query Articles($first: Int!) { expertArticles(first: $first) { nodes { __typename slug title } } }',
);
const SIGN_OUT = parse('mutation SignOut { signOut { signedOut } }');
const MISTAKE = parse('query Mistake { nothing }');
const PARTLY = parse('query Partly { expertArticles(first: 1000) { nodes { slug } } }');

describe.each(CLIENTS)('%s', (name, client) => {
  // Each client asks twice: the first time the document is not known yet.
  test('reads, and reads again', async () => {
    const ask = client(`${hub.url}/graphql`);
    for (const first of [2, 3]) {
      const { data, codes } = await ask(ARTICLES, { first });
      expect(codes).toEqual([]);
      expect((data as { expertArticles: { nodes: unknown[] } }).expertArticles.nodes).toHaveLength(first);
    }
  });

  test('writes', async () => {
    if (name === 'graphql-request by GET') return;
    const ask = client(`${hub.url}/graphql`);
    for (let i = 0; i < 2; i++)
      expect(await ask(SIGN_OUT)).toMatchObject({ data: { signOut: { signedOut: false } }, codes: [] });
  });

  test('hears of mistakes by their codes', async () => {
    const ask = client(`${hub.url}/graphql`);
    expect((await ask(MISTAKE)).codes).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    for (let i = 0; i < 2; i++) {
      expect((await ask(PARTLY)).codes).toEqual(['BAD_USER_INPUT']);
      expect((await ask(ARTICLES, { first: 'many' })).codes).toEqual(['BAD_USER_INPUT']);
    }
  });

  test('is answered the short way once its document is known', async () => {
    const short: boolean[] = [];
    const documents = new KnownDocuments();
    const server = fastify();
    const answer = async (request: FastifyRequest) => {
      const { query, extensions } = (request.method === 'GET' ? request.query : request.body) as Record<string, never>;
      short.push(documents.operationOf(request) !== undefined);
      if (!short.at(-1) && !query) {
        expect(extensions).toBeTruthy();
        return { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] };
      }
      if (query) documents.remember(query, parse(query));
      return { data: { expertArticles: { nodes: [] } } };
    };
    server.route({ method: ['GET', 'POST'], url: '/graphql', handler: answer });
    await server.listen({ host: '127.0.0.1', port: 0 });
    try {
      const ask = client(`http://127.0.0.1:${(server.server.address() as AddressInfo).port}/graphql`);
      await ask(ARTICLES, { first: 1 });
      short.length = 0;
      for (const first of [2, 3]) await ask(ARTICLES, { first });
      expect(short).toEqual([true, true]);
    } finally {
      await server.close();
    }
  });
});
