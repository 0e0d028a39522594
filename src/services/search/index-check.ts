import type { Pool } from 'pg';
import { digestOf } from '../../search/digest.js';
import type { SearchDocuments } from '../../search/documents.js';
import type { SearchDocument, SearchEngine, StoredDocument } from '../../search/engine.js';
import { inBatches } from './batches.js';

/** A document that is not in an index as it should be. */
export interface Difference {
  readonly engine: SearchEngine['name'];
  readonly documentId: string;
  readonly ownerId: string;
  readonly kind: 'MISSING' | 'OUTDATED' | 'SURPLUS';
  /** What is published; null where nothing is. */
  readonly document: SearchDocument | null;
}

export interface CheckResult {
  /** How many documents there should be. */
  readonly documents: number;
  readonly differences: readonly Difference[];
  /** Entries and threads whose changes are on their way into the index: they are not looked at. */
  readonly underWay: number;
}

/** Compares what an index holds with what is published, document by document. */
export class IndexCheck {
  constructor(
    private readonly documents: SearchDocuments,
    private readonly pool: Pool,
  ) {}

  /**
   * Reads both while others write: so whatever seems to differ is looked at a second time.
   * @param whileStill runs work while nothing indexes these owners
   */
  async compare(
    engines: readonly SearchEngine[],
    whileStill: <T>(ownerIds: readonly string[], work: () => Promise<T>) => Promise<T>,
  ): Promise<CheckResult> {
    const stored = new Map<SearchEngine, Map<string, StoredDocument>>();
    for (const engine of engines) stored.set(engine, await contentsOf(engine));
    const suspects = new Set<string>();
    let documents = 0;
    const seen = new Set<string>();
    for await (const batch of this.documents.all()) {
      documents += batch.length;
      for (const document of batch) {
        seen.add(document.id);
        const digest = digestOf(document);
        const inStep = engines.every((engine) => stored.get(engine)!.get(document.id)?.digest === digest);
        if (!inStep) suspects.add(document.ownerId);
      }
    }
    for (const contents of stored.values()) {
      for (const { id, ownerId } of contents.values()) if (!seen.has(id)) suspects.add(ownerId);
    }
    const waiting = await this.ownersUnderWay();
    const differences: Difference[] = [];
    for (const owners of inBatches([...suspects].filter((owner) => !waiting.has(owner)))) {
      differences.push(...(await whileStill(owners, () => this.differencesOf(owners, engines))));
    }
    return { documents, differences, underWay: waiting.size };
  }

  private async differencesOf(ownerIds: readonly string[], engines: readonly SearchEngine[]): Promise<Difference[]> {
    const published = new Map((await this.documents.of(ownerIds)).map((document) => [document.id, document]));
    const found: Difference[] = [];
    for (const engine of engines) {
      const contents = await contentsOf(engine, ownerIds);
      for (const [documentId, document] of published) {
        const digest = contents.get(documentId)?.digest;
        if (digest === digestOf(document)) continue;
        const kind = digest === undefined ? 'MISSING' : 'OUTDATED';
        found.push({ engine: engine.name, ownerId: document.ownerId, documentId, document, kind });
      }
      for (const { id: documentId, ownerId } of contents.values()) {
        if (published.has(documentId)) continue;
        found.push({ engine: engine.name, ownerId, documentId, document: null, kind: 'SURPLUS' });
      }
    }
    return found;
  }

  /** Those for whom a job is waiting that will still be tried. */
  private async ownersUnderWay(): Promise<Set<string>> {
    const { rows } = await this.pool.query<{ owner: string }>(
      `select split_part(key, ':', 2) as owner from graphile_worker.jobs
       where task_identifier = 'index-search' and key is not null and attempts < max_attempts`,
    );
    return new Set(rows.map(({ owner }) => owner));
  }
}

async function contentsOf(engine: SearchEngine, ownerIds?: readonly string[]): Promise<Map<string, StoredDocument>> {
  const contents = new Map<string, StoredDocument>();
  for await (const batch of engine.contents(ownerIds)) for (const one of batch) contents.set(one.id, one);
  return contents;
}
