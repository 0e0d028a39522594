import type { Index as ClientIndex, EnqueuedTask } from 'meilisearch';
import type { SearchDocument, StoredDocument } from '../engine.js';
import { type Connection, MeilisearchProblem } from './connection.js';
import { type IndexedDocument, indexedDocuments, LAYOUT } from './documents.js';
import { anyOf, ofOwners } from './filters.js';
import { missingSettings, SETTINGS } from './settings.js';

/** New settings make Meilisearch read all documents again. */
const SETTINGS_SECONDS = 30 * 60;

/** How Meilisearch shows a key in the settings of an embedder, at whatever depth. */
const HIDDEN_KEY = /"apiKey":"[^"]*XXX\.\.\."/;

/** More than the copies of all documents of one batch. */
const MOST_COPIES = 100_000;

/** Documents that are listed at once. */
const CONTENTS_BATCH = 1000;

/** An index of the server. What changes documents is only asked for: the caller waits for the tasks it gets. */
export class Index {
  constructor(
    private readonly connection: Connection,
    readonly uid: string,
  ) {}

  /**
   * Creates the index with its settings if there is none. The settings of one that is there stay as they are.
   * @returns the names of the settings in which it is not as it should be
   */
  async prepare(): Promise<string[]> {
    if ((await this.createdAt()) === null && (await this.create())) await this.applySettings();
    return Object.keys(missingSettings(await this.request((index) => index.getSettings())));
  }

  /** When it was created; an index of the same name that was created anew has another moment. Null when there is none. */
  async createdAt(): Promise<string | null> {
    try {
      return (await this.request((index) => index.getRawInfo())).createdAt;
    } catch (error) {
      if (error instanceof MeilisearchProblem && error.code === 'index_not_found') return null;
      throw error;
    }
  }

  /** Gives it the settings it should have: in one task, so that a search sees all of the old ones or all of the new ones. */
  async applySettings(): Promise<void> {
    await this.connection.finished(await this.request((index) => index.updateSettings(SETTINGS)), SETTINGS_SECONDS);
  }

  /** Makes these the synonyms, by what is typed. */
  async setSynonyms(synonyms: Record<string, string[]>): Promise<void> {
    await this.connection.finished(await this.request((index) => index.updateSynonyms(synonyms)), SETTINGS_SECONDS);
  }

  /** Takes over what is not set by this version: synonyms, and the embedders of whoever runs the server. */
  async copySettings(from: Index): Promise<void> {
    await this.setSynonyms(await from.request((index) => index.getSynonyms()));
    const embedders = await from.request((index) => index.getEmbedders());
    if (!embedders || Object.keys(embedders).length === 0) return;
    const task = await this.request((index) => index.updateEmbedders(embedders));
    await this.connection.finished(task, SETTINGS_SECONDS);
  }

  /** Whether an embedder of it has a key that Meilisearch shows nobody, so that no other index can be given it. */
  async hidesKey(): Promise<boolean> {
    return HIDDEN_KEY.test(JSON.stringify(await this.request((index) => index.getEmbedders())));
  }

  /** Deletes the index if it is there. */
  async drop(): Promise<void> {
    if ((await this.createdAt()) !== null) {
      await this.connection.finished(await this.request((index) => index.delete()));
    }
  }

  /** Makes each of the two indexes answer under the name of the other, at one moment. */
  async swapWith(other: Index): Promise<void> {
    const createdAt = await other.createdAt();
    const task = await this.connection.request((client) =>
      client.swapIndexes([{ indexes: [this.uid, other.uid], rename: false }]),
    );
    try {
      await this.connection.finished(task);
    } catch (error) {
      if (!(error instanceof MeilisearchProblem && error.code === 'task_not_found')) throw error;
      // A key for some indexes only is shown no task about two: when one that comes after it is done, so is this.
      await this.removeDocuments(['none']);
    }
    if ((await this.createdAt()) !== createdAt) {
      throw new MeilisearchProblem(`Meilisearch did not put the index ${other.uid} in the place of ${this.uid}`);
    }
  }

  /** Asks for documents, whose ids must differ, to be added or to replace those they share their ids with. */
  async add(documents: readonly SearchDocument[]): Promise<EnqueuedTask> {
    const copies = (await Promise.all(documents.map(indexedDocuments))).flat();
    return this.connection.upload((client) => client.index<IndexedDocument>(this.uid).addDocuments(copies));
  }

  /** Asks for everything of these owners to be removed but the documents to keep. */
  remove(ownerIds: readonly string[], keep: readonly string[]): Promise<EnqueuedTask> {
    return this.request((index) => index.deleteDocuments({ filter: ofOwners(ownerIds, keep) }));
  }

  /** Removes documents with all their copies. */
  async removeDocuments(documentIds: readonly string[]): Promise<void> {
    const filter = anyOf('documentId', documentIds);
    await this.connection.finished(await this.request((index) => index.deleteDocuments({ filter })));
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

  /** All documents, or those of some owners, in batches. */
  async *contents(ownerIds?: readonly string[]): AsyncGenerator<StoredDocument[]> {
    const filter = ['place = 0', ...(ownerIds ? [anyOf('ownerId', ownerIds)] : [])];
    const fields = ['documentId', 'ownerId', 'digest', 'layout'] as const;
    for (let offset = 0; ; offset += CONTENTS_BATCH) {
      const { results } = await this.request((index) =>
        index.getDocuments({ filter, fields: [...fields], offset, limit: CONTENTS_BATCH }),
      );
      if (results.length === 0) return;
      yield results.map(({ documentId, ownerId, digest, layout }) => ({
        ...{ id: documentId, ownerId },
        // What another version has stored does not equal anything of this one.
        digest: layout === LAYOUT ? digest : '',
      }));
      if (results.length < CONTENTS_BATCH) return;
    }
  }

  /** @returns false when another process has created it at the same moment */
  private async create(): Promise<boolean> {
    try {
      await this.connection.finished(
        await this.connection.request((client) => client.createIndex(this.uid, { primaryKey: 'id' })),
      );
      return true;
    } catch (error) {
      if (error instanceof MeilisearchProblem && error.code === 'index_already_exists') return false;
      throw error;
    }
  }

  private request<T>(send: (index: ClientIndex<IndexedDocument>) => Promise<T>): Promise<T> {
    return this.connection.request((client) => send(client.index<IndexedDocument>(this.uid)));
  }
}
