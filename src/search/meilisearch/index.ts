import type { Index as ClientIndex, EnqueuedTask } from 'meilisearch';
import type { SearchDocument } from '../engine.js';
import { type Connection, MeilisearchProblem } from './connection.js';
import { type IndexedDocument, indexedDocuments } from './documents.js';
import { anyOf, ofOwners } from './filters.js';
import { missingSettings } from './settings.js';

/** New settings make Meilisearch read all documents again. */
const SETTINGS_SECONDS = 30 * 60;

/** How Meilisearch shows a key in the settings of an embedder, at whatever depth. */
const HIDDEN_KEY = /"apiKey":"[^"]*XXX\.\.\."/;

/** More than the copies of all documents of one batch. */
const MOST_COPIES = 100_000;

/** An index of the server. What changes documents is only asked for: the caller waits for the tasks it gets. */
export class Index {
  constructor(
    private readonly connection: Connection,
    readonly uid: string,
  ) {}

  /**
   * Creates the index if there is none and gives it the settings it does not have yet.
   * @returns the names of the settings that were changed
   */
  async prepare(): Promise<string[]> {
    if (!(await this.exists())) {
      await this.connection.finished(
        await this.connection.request((client) => client.createIndex(this.uid, { primaryKey: 'id' })),
      );
    }
    const missing = missingSettings(await this.request((index) => index.getSettings()));
    if (Object.keys(missing).length > 0) {
      await this.connection.finished(await this.request((index) => index.updateSettings(missing)), SETTINGS_SECONDS);
    }
    return Object.keys(missing);
  }

  /** Makes these the synonyms, by what is typed. */
  async setSynonyms(synonyms: Record<string, string[]>): Promise<void> {
    await this.connection.finished(await this.request((index) => index.updateSynonyms(synonyms)), SETTINGS_SECONDS);
  }

  /** Takes over the synonyms of another index. */
  async copySynonyms(from: Index): Promise<void> {
    if (await from.exists()) await this.setSynonyms(await from.request((index) => index.getSynonyms()));
  }

  /**
   * Takes over the embedders that whoever runs the server has given another index.
   * @returns the names of those it cannot take over: Meilisearch shows nobody the key in their settings
   */
  async copyEmbedders(from: Index): Promise<string[]> {
    const embedders = (await from.exists()) ? await from.request((index) => index.getEmbedders()) : null;
    const all = Object.entries(embedders ?? {});
    const copied = all.filter(([, embedder]) => !HIDDEN_KEY.test(JSON.stringify(embedder)));
    if (copied.length > 0) {
      const task = await this.request((index) => index.updateEmbedders(Object.fromEntries(copied)));
      await this.connection.finished(task, SETTINGS_SECONDS);
    }
    return all.filter((one) => !copied.includes(one)).map(([name]) => name);
  }

  /** Deletes the index if it is there. */
  async drop(): Promise<void> {
    if (await this.exists()) {
      await this.connection.finished(await this.request((index) => index.delete()));
    }
  }

  /** Makes each of the two indexes answer under the name of the other, at one moment. */
  async swapWith(other: Index): Promise<void> {
    await this.connection.finished(
      await this.connection.request((client) =>
        client.swapIndexes([{ indexes: [this.uid, other.uid], rename: false }]),
      ),
    );
  }

  /** Asks for documents, whose ids must differ, to be added or to replace those they share their ids with. */
  async add(documents: readonly SearchDocument[]): Promise<EnqueuedTask> {
    const copies = (await Promise.all(documents.map(indexedDocuments))).flat();
    return this.request((index) => index.addDocuments(copies));
  }

  /** Asks for everything of these owners to be removed but the documents to keep. */
  remove(ownerIds: readonly string[], keep: readonly string[]): Promise<EnqueuedTask> {
    return this.request((index) => index.deleteDocuments({ filter: ofOwners(ownerIds, keep) }));
  }

  /** Removes the copies which documents have left at places where they no longer are. */
  async removeLeftOvers(documentIds: readonly string[]): Promise<void> {
    const [result] = await this.connection.search<IndexedDocument>([
      {
        indexUid: this.uid,
        filter: anyOf('documentId', documentIds),
        attributesToRetrieve: ['place', 'revision'],
        limit: MOST_COPIES,
      },
    ]);
    const copies = result?.hits ?? [];
    const current = new Set(copies.filter(({ place }) => place === 0).map(({ revision }) => revision));
    const leftOver = copies.map(({ revision }) => revision).filter((revision) => !current.has(revision));
    if (leftOver.length > 0) {
      const filter = anyOf('revision', leftOver);
      await this.connection.finished(await this.request((index) => index.deleteDocuments({ filter })));
    }
  }

  private async exists(): Promise<boolean> {
    try {
      await this.request((index) => index.getRawInfo());
      return true;
    } catch (error) {
      if (error instanceof MeilisearchProblem && error.code === 'index_not_found') return false;
      throw error;
    }
  }

  private request<T>(send: (index: ClientIndex<IndexedDocument>) => Promise<T>): Promise<T> {
    return this.connection.request((client) => send(client.index<IndexedDocument>(this.uid)));
  }
}
