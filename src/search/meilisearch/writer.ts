import type { EnqueuedTask } from 'meilisearch';
import type { Logger } from 'pino';
import { Turns } from '../../database/turns.js';
import type { SearchDocument } from '../engine.js';
import type { Connection } from './connection.js';
import { Index } from './index.js';
import { Overlay } from './overlay.js';

/** How much one request may carry. Meilisearch refuses more than 100 MB. */
const MOST_DOCUMENTS = 1000;
const MOST_CHARACTERS = 10_000_000;

/**
 * Everything that changes documents.
 *
 * A rebuild fills a second index, `<name>_next`, and swaps it with the first. What this process writes meanwhile goes to
 * both, and an `Overlay` keeps older batches from undoing it; requests to write leave one after the other, so that both
 * indexes get them in the same order. Writes of *other* processes during a rebuild reach the old index only: whoever
 * rebuilds while other processes write must afterwards index anew what has changed since the rebuild began.
 */
export class Writer {
  private readonly live: Index;
  private readonly next: Index;
  /** There while an index is being filled anew. */
  private overlay: Overlay | undefined;
  private readonly requests = new Turns();
  private readonly rebuilds = new Turns();

  constructor(
    private readonly connection: Connection,
    uid: string,
    private readonly log: Logger,
  ) {
    this.live = new Index(connection, uid);
    this.next = new Index(connection, `${uid}_next`);
  }

  /** Makes the index what it should be. Answers the names of the settings that were changed. */
  prepare(): Promise<string[]> {
    return this.live.prepare();
  }

  /** During a rebuild the new index gets them too. */
  setSynonyms(synonyms: Record<string, string[]>): Promise<void> {
    return this.requests.take(async () => {
      await this.live.setSynonyms(synonyms);
      if (this.overlay) await this.next.setSynonyms(synonyms);
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

  /** Fills a new index and swaps it in. A second rebuild waits for the first. */
  rebuild(batches: AsyncIterable<readonly SearchDocument[]>): Promise<void> {
    return this.rebuilds.take(async () => {
      await this.next.drop(); // an earlier rebuild may have died half-way
      await this.next.prepare();
      await this.next.copySynonyms(this.live);
      const overlay = new Overlay();
      await this.requests.take(async () => {
        this.overlay = overlay;
      });
      try {
        for await (const documents of batches) {
          await this.fill(documents, overlay);
        }
        await this.requests.take(async () => {
          await this.live.swapWith(this.next);
          this.overlay = undefined;
        });
        await this.live.removeLeftOvers([...overlay.written]);
      } finally {
        this.overlay = undefined;
        await this.requests
          .take(() => this.next.drop())
          .catch((error: Error) => {
            this.log.warn(`The index ${this.next.uid} is no longer needed but could not be deleted: ${error.message}`);
          });
      }
    });
  }

  private async fill(documents: readonly SearchDocument[], overlay: Overlay): Promise<void> {
    for (const batch of batchesOf(documents)) {
      const task = await this.requests.take(async () => {
        const current = overlay.below(batch);
        return current.length > 0 ? this.next.add(current) : undefined;
      });
      if (task) await this.connection.finished(task);
    }
  }

  private async write(ask: (index: Index) => Promise<EnqueuedTask>, note: (overlay: Overlay) => void): Promise<void> {
    const tasks = await this.requests.take(async () => {
      if (!this.overlay) return [await ask(this.live)];
      note(this.overlay);
      return [await ask(this.live), await ask(this.next)];
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
