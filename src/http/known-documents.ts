import type { FastifyRequest } from 'fastify';
import { type DocumentNode, getOperationAST, type OperationDefinitionNode } from 'graphql';

/** How many documents are remembered. A front end has some dozens; what a stranger sends must not fill the memory. */
const MAXIMUM = 1_000;
const LONGEST = 20_000;

export interface KnownOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Documents that have been parsed and found valid. A request for one of them, in the plainest form (POST, JSON in, JSON
 * out), needs nothing of what a general GraphQL server does before it executes, which costs more than the execution.
 */
export class KnownDocuments {
  private readonly documents = new Map<string, DocumentNode>();

  /** Remembers a valid document. */
  remember(text: string, document: DocumentNode): void {
    if (text.length > LONGEST || this.documents.has(text)) return;
    if (this.documents.size >= MAXIMUM) this.documents.delete(this.documents.keys().next().value!);
    this.documents.set(text, document);
  }

  /** What the request asks for; undefined unless it is plain and its document is known. */
  operationOf(request: FastifyRequest): KnownOperation | undefined {
    const { method, headers, body } = request;
    if (method !== 'POST' || !headers['content-type']?.startsWith('application/json')) return undefined;
    if (headers.accept !== undefined && !/^(\*\/\*|application\/json)\s*(,|;|$)/.test(headers.accept)) return undefined;
    if (typeof body !== 'object' || body === null || Array.isArray(body) || 'extensions' in body) return undefined;
    const { query, operationName, variables } = body as Record<string, unknown>;
    const document = typeof query === 'string' ? this.documents.get(query) : undefined;
    if (!document || (operationName != null && typeof operationName !== 'string')) return undefined;
    if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) return undefined;
    const operation = getOperationAST(document, operationName);
    return operation ? { document, operation, variables: (variables ?? {}) as Record<string, unknown> } : undefined;
  }
}
