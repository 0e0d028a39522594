import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { type DocumentNode, getOperationAST, type OperationDefinitionNode } from 'graphql';
import { answerType, isJson } from './media-types.js';

/** How many documents are remembered. A front end has some dozens; what a stranger sends must not fill the memory. */
const MAXIMUM = 1_000;
const LONGEST = 20_000;

export interface KnownOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The media type to answer in. */
  readonly type: string;
}

interface Known {
  readonly text: string;
  readonly document: DocumentNode;
  /** SHA-256 of the text, by which clients ask for it once it was sent whole ("automatic persisted queries"). */
  readonly hash: string;
}

/**
 * Documents that have been parsed and found valid. A request for one of them needs nothing of what a general GraphQL server
 * does before it executes, which costs more than the execution.
 */
export class KnownDocuments {
  private readonly byText = new Map<string, Known>();
  private readonly byHash = new Map<string, Known>();

  /** Remembers a valid document. */
  remember(text: string, document: DocumentNode): void {
    if (text.length > LONGEST || this.byText.has(text)) return;
    if (this.byText.size >= MAXIMUM) this.forget(this.byText.values().next().value!);
    const known = { text, document, hash: createHash('sha256').update(text).digest('hex') };
    this.byText.set(text, known);
    this.byHash.set(known.hash, known);
  }

  has(text: string): boolean {
    return this.byText.has(text);
  }

  /** What the request asks for; undefined unless all about it is as it should be and its document is known. */
  operationOf(request: FastifyRequest): KnownOperation | undefined {
    const asked = parametersOf(request);
    const type = answerType(request.headers.accept);
    if (!asked || !type) return undefined;
    const { operationName, variables = {} } = asked;
    const known = this.known(asked.query, asked.extensions);
    if (!known || (operationName !== undefined && typeof operationName !== 'string') || !isObject(variables)) {
      return undefined;
    }
    const operation = getOperationAST(known.document, operationName);
    // Anybody's page can make a browser send a GET: it changes nothing.
    if (!operation || (request.method === 'GET' && operation.operation !== 'query')) return undefined;
    return { document: known.document, operation, variables, type };
  }

  private known(query: unknown, extensions: unknown): Known | undefined {
    if (extensions !== undefined && !isObject(extensions)) return undefined;
    const known = typeof query === 'string' ? this.byText.get(query) : undefined;
    const persisted = extensions?.persistedQuery;
    if (persisted === undefined || persisted === null) return known;
    if (!isObject(persisted) || persisted.version !== 1) return undefined;
    if (query === undefined) return this.byHash.get(String(persisted.sha256Hash));
    return known?.hash === persisted.sha256Hash ? known : undefined;
  }

  private forget({ text, hash }: Known): void {
    this.byText.delete(text);
    this.byHash.delete(hash);
  }
}

type Parameters = Readonly<Partial<Record<'query' | 'operationName' | 'variables' | 'extensions', unknown>>>;

/** The parameters of a GraphQL request; null counts as absent. Undefined when they cannot be read. */
function parametersOf({ method, headers, body, query }: FastifyRequest): Parameters | undefined {
  if (method === 'POST') return isObject(body) ? withoutNulls(body) : undefined;
  const contentType = headers['content-type'];
  if ((contentType !== undefined && !isJson(contentType)) || !isObject(query)) return undefined;
  try {
    const inJson = (text: unknown) => (text === undefined ? undefined : JSON.parse(text as string));
    return withoutNulls({
      ...query,
      variables: inJson(query.variables),
      extensions: inJson(query.extensions),
    });
  } catch {
    return undefined;
  }
}

function withoutNulls(parameters: Record<string, unknown>): Parameters {
  const { query, operationName, variables, extensions } = parameters;
  return {
    query: query ?? undefined,
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
