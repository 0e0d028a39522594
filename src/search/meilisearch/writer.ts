import { randomBytes } from 'node:crypto';
import type { EnqueuedTask } from 'meilisearch';
import type { Logger } from 'pino';
import { Turns } from '../../database/turns.js';
import type { SearchDocument, StoredDocument } from '../engine.js';
import { type Connection, MeilisearchProblem } from './connection.js';
import { Index } from './index.js';
import { Overlay } from './overlay.js';

/** How much one request may carry. Meilisearch refuses more than 100 MB. */
const MOST_DOCUMENTS = 1000;
const MOST_CHARACTERS = 10_000_000;

/** An embedder may take its time over so many texts. */
const FILL_SECONDS = 30 * 60;

/** More than a server has. */
const MOST_INDEXES = 10_000;

/** What is being filled anew, and what was written meanwhile. */
interface Filling {
  /** The index beside the live one; null while the live one itself is filled. */
  readonly next: Index | null;
  readonly overlay: Overlay;
}

/**
 * Everything that changes documents.
 *
 * A rebuild fills a second index, `<name>_next_<some letters>`, and swaps it with the first. What this process writes
 * meanwhile goes to both, and an `Overlay` keeps older batches from undoing it; requests to write leave one after the other,
 * so that both indexes get them in the same order. Writes of *other* processes during a rebuild reach the old index only:
 * whoever rebuilds while other processes write must afterwards index anew what has changed since the rebuild began.
 */
export class Writer {
  private readonly live: Index;
  /** There while an index is being filled anew. */
  private filling: Filling | undefined;
  private readonly requests = new Turns();
  private readonly rebuilds = new Turns();

  constructor(
    private readonly connection: Connection,
    private readonly uid: string,
    private readonly log: Logger,
  ) {
    this.live = new Index(connection, uid);
  }

  /** Creates the index where there is none. Answers the names of the settings in which it is not as it should be. */
  prepare(): Promise<string[]> {
    return this.live.prepare();
  }

  /** During a rebuild the new index gets them too. Meilisearch reads no document again for them. */
  setSynonyms(synonyms: Record<string, string[]>): Promise<void> {
    return this.requests.take(async () => {
      await this.live.setSynonyms(synonyms);
      await this.filling?.next?.setSynonyms(synonyms);
    });
  }

  async upsert(documents: readonly SearchDocument[]): Promise<void> {
    for (const batch of batchesOf(documents)) {
      await this.write(
        (index) => index.add(batch),
        (overlay) => overlay.noteWritten(batch),
      );
      await this.live.removeLeftOvers(batch.map((document) => document.id));
    }
  }

  async remove(ownerIds: readonly string[], keep: readonly string[]): Promise<void> {
    for (let start = 0; start < ownerIds.length; start += MOST_DOCUMENTS) {
      const owners = ownerIds.slice(start, start + MOST_DOCUMENTS);
      await this.write(
        (index) => index.remove(owners, keep),
        (overlay) => overlay.noteRemoved(owners, keep),
      );
    }
  }

  contents(ownerIds?: readonly string[]): AsyncIterable<StoredDocument[]> {
    return this.live.contents(ownerIds);
  }

  /** Fills the index anew. A second rebuild waits for the first. */
  rebuild(batches: AsyncIterable<readonly SearchDocument[]>): Promise<void> {
    return this.rebuilds.take(async () => {
      await this.dropUnfinished();
      await this.live.prepare();
      await ((await this.live.hidesKey()) ? this.refill(batches) : this.replace(batches));
    });
  }

  /** Drops the indexes of rebuilds that have died half-way. */
  async dropUnfinished(): Promise<void> {
    const { results } = await this.connection.request((client) => client.getRawIndexes({ limit: MOST_INDEXES }));
    for (const { uid } of results.filter((index) => index.uid.startsWith(`${this.uid}_next_`))) {
      await new Index(this.connection, uid).drop();
    }
  }

  /** Fills a new index and swaps it in. */
  private async replace(batches: AsyncIterable<readonly SearchDocument[]>): Promise<void> {
    const next = new Index(this.connection, `${this.uid}_next_${randomBytes(6).toString('hex')}`);
    await next.prepare();
    try {
      await next.copySettings(this.live);
      const createdAt = await next.createdAt();
      const overlay = new Overlay();
      await this.begin({ next, overlay });
      for await (const documents of batches) {
        await this.fill(next, documents, overlay);
      }
      await this.requests.take(async () => {
        // Whatever somebody has deleted comes into being again with the next document, and would be half of an index.
        if ((await next.createdAt()) !== createdAt) {
          throw new MeilisearchProblem(`The index ${next.uid} was deleted while it was being filled`);
        }
        await this.live.swapWith(next);
        this.filling = undefined;
      });
      await this.live.removeLeftOvers([...overlay.written]);
    } finally {
      this.filling = undefined;
      await this.requests
        .take(() => next.drop())
        .catch((error: Error) => {
          this.log.warn(`The index ${next.uid} is no longer needed but could not be deleted: ${error.message}`);
        });
    }
  }

  /**
   * Fills the live index itself, document by document: one whose embedder has a key that nobody is shown cannot be
   * replaced without losing it. Searches find each document as it was or as it is all the time.
   */
  private async refill(batches: AsyncIterable<readonly SearchDocument[]>): Promise<void> {
    const { live } = this;
    this.log.info(`The index ${live.uid} is filled where it is, for its embedder has a key that cannot be copied`);
    const overlay = new Overlay();
    const filled = new Set<string>();
    await this.begin({ next: null, overlay });
    try {
      await live.applySettings();
      for await (const documents of batches) {
        await this.fill(live, documents, overlay);
        const ids = documents.map(({ id }) => id);
        for (const id of ids) filled.add(id);
        await live.removeLeftOvers(ids);
      }
      const surplus: string[] = [];
      for await (const stored of live.contents()) {
        surplus.push(...stored.map(({ id }) => id).filter((id) => !filled.has(id)));
      }
      await this.requests.take(async () => {
        const unknown = surplus.filter((id) => !overlay.written.has(id));
        for (let start = 0; start < unknown.length; start += MOST_DOCUMENTS) {
          await live.removeDocuments(unknown.slice(start, start + MOST_DOCUMENTS));
        }
      });
    } finally {
      this.filling = undefined;
    }
  }

  private begin(filling: Filling): Promise<void> {
    return this.requests.take(async () => {
      this.filling = filling;
    });
  }

  private async fill(index: Index, documents: readonly SearchDocument[], overlay: Overlay): Promise<void> {
    for (const batch of batchesOf(documents)) {
      const task = await this.requests.take(async () => {
        const current = overlay.below(batch);
        return current.length > 0 ? index.add(current) : undefined;
      });
      if (task) await this.connection.finished(task, FILL_SECONDS);
    }
  }

  private async write(ask: (index: Index) => Promise<EnqueuedTask>, note: (overlay: Overlay) => void): Promise<void> {
    const tasks = await this.requests.take(async () => {
      const { filling } = this;
      if (filling) note(filling.overlay);
      return filling?.next ? [await ask(this.live), await ask(filling.next)] : [await ask(this.live)];
    });
    for (const task of tasks) {
      await this.connection.finished(task);
    }
  }
}

/** In batches that may be sent at once; of several documents with one id only the last stays. */
function* batchesOf(documents: readonly SearchDocument[]): Generator<SearchDocument[]> {
  let batch: SearchDocument[] = [];
  let characters = 0;
  for (const document of new Map(documents.map((document) => [document.id, document])).values()) {
    const copies = Math.max(1, document.points.length);
    batch.push(document);
    characters += document.body.length * copies;
    if (batch.length === MOST_DOCUMENTS || characters > MOST_CHARACTERS) {
      yield batch;
      batch = [];
      characters = 0;
    }
  }
  if (batch.length > 0) yield batch;
}
