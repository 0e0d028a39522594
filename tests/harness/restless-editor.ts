import { expect } from '@jest/globals';
import type { TestHub } from './hub.js';

const CONSONANTS = [...'bdfgklmnprstvz'];
const VOWELS = [...'aeiou'];
const LOCALES = ['en', 'de'];

/** What something is called in a language: one word, which nothing else has. */
const named = (words: string, locale: string) => `${words}${locale}`;

const inputOf = (words: string, topicIds: readonly string[]) => ({
  kind: 'GUIDE',
  cost: 'FREE',
  url: 'https://example.org/',
  topicIds,
  translations: LOCALES.map((locale) => ({ locale, title: named(words, locale), body: 'Text.' })),
});

/** An editor who changes the same few entries and topics all the time, and knows what must be found of them then. */
export class RestlessEditor {
  /** Everything an entry was ever called, by its id; no word twice. */
  private readonly words = new Map<string, string[]>();
  private readonly topicWords = new Map<string, string[]>();

  private constructor(
    private hub: TestHub,
    private readonly token: string,
    private readonly random: () => number,
  ) {}

  /** @param random gives numbers from 0 to 1; the same numbers make the same changes */
  static async begin(hub: TestHub, random: () => number, entries: number): Promise<RestlessEditor> {
    const editor = new RestlessEditor(hub, await hub.signIn('editor'), random);
    for (let n = 0; n < 3; n++) {
      const words = editor.newWords();
      const { topic } = await editor.ask<{ topic: { id: string } }>(
        'mutation ($input: TopicInput!) { do: createTopic(input: $input) { topic { id } errors { message } } }',
        { input: { translations: LOCALES.map((locale) => ({ locale, name: named(words, locale) })) } },
      );
      editor.topicWords.set(topic.id, [words]);
    }
    for (let n = 0; n < entries; n++) {
      const words = editor.newWords();
      editor.words.set(await editor.create(words, [editor.oneOf([...editor.topicWords.keys()])]), [words]);
    }
    return editor;
  }

  /** From now on asks another hub on the same database. */
  moveTo(hub: TestHub): void {
    this.hub = hub;
  }

  /** Publishes entries of which each is called so, and which nobody changes. */
  async publishLasting(words: string, count: number): Promise<void> {
    for (let n = 0; n < count; n += 5) {
      const made = Array.from({ length: Math.min(5, count - n) }, () => this.create(words, []));
      for (const id of await Promise.all(made)) await this.publish(id, 1);
    }
  }

  /** Publishes an entry, withdraws it, wholly or in one language, throws it away, or gives a topic another name. */
  async change(): Promise<void> {
    const id = this.oneOf([...this.words.keys()]);
    const chance = this.random();
    if (chance < 0.15) {
      await this.ask('mutation ($id: ID!) { do: unpublishEntry(id: $id) { errors { message } } }', { id });
    } else if (chance < 0.3) {
      await this.ask('mutation ($id: ID!) { do: unpublishEntry(id: $id, locales: ["de"]) { errors { message } } }', {
        id,
      });
    } else if (chance < 0.4) {
      await this.ask('mutation ($id: ID!) { do: deleteEntry(id: $id) { errors { message } } }', { id });
    } else if (chance < 0.5) {
      await this.renameTopic(this.oneOf([...this.topicWords.keys()]));
    } else {
      await this.ask('mutation ($id: ID!) { do: restoreEntry(id: $id) { errors { message } } }', { id }).catch(
        () => {},
      );
      await this.rewrite(id);
    }
  }

  /** What the public API lists must be found by the words it has, and nothing by words it had before. */
  async expectFoundAsListed(hub: TestHub): Promise<void> {
    for (const locale of LOCALES) {
      const listed = await this.listed(hub, locale);
      for (const [id, words] of this.words) {
        const now = listed.get(id);
        for (const word of words) {
          const title = named(word, locale);
          expect([title, await this.found(hub, title, locale)]).toEqual([title, now?.title === title ? [id] : []]);
        }
      }
      const names = await this.topicNames(hub, locale);
      for (const [topicId, words] of this.topicWords) {
        for (const word of words) {
          const name = named(word, locale);
          const about = [...listed].filter(([, { topics }]) => names.get(topicId) === name && topics.includes(topicId));
          expect([name, await this.found(hub, name, locale)]).toEqual([name, about.map(([id]) => id).sort()]);
        }
      }
    }
  }

  /** What the public API shows in a language. */
  private async listed(hub: TestHub, locale: string): Promise<Map<string, { title: string; topics: string[] }>> {
    const listed = new Map<string, { title: string; topics: string[] }>();
    for (const id of this.words.keys()) {
      const { data } = await hub.query<{ resource: { title: string; topics: { id: string }[] } | null }>(
        'query ($id: ID!, $locale: Locale!) { resource(id: $id, locale: $locale, fallback: []) { title topics { id } } }',
        { id, locale },
      );
      if (data.resource) {
        listed.set(id, { title: data.resource.title, topics: data.resource.topics.map((topic) => topic.id) });
      }
    }
    return listed;
  }

  private async topicNames(hub: TestHub, locale: string): Promise<Map<string, string>> {
    const { data } = await hub.query<{ topics: { nodes: { id: string; name: string }[] } }>(
      'query ($locale: Locale!) { topics(first: 100, locale: $locale) { nodes { id name } } }',
      { locale },
    );
    return new Map(data.topics.nodes.map(({ id, name }) => [id, name]));
  }

  private async found(hub: TestHub, word: string, locale: string): Promise<string[]> {
    const { data } = await hub.query<{ search: { nodes: { id: string }[] } }>(
      'query ($query: String!, $locale: Locale!) { search(query: $query, locale: $locale, first: 100) { nodes { ... on Node { id } } } }',
      { query: `"${word}"`, locale },
    );
    return data.search.nodes.map(({ id }) => id).sort();
  }

  private async create(words: string, topicIds: readonly string[]): Promise<string> {
    const { revision } = await this.ask<{ revision: { entryId: string } }>(
      'mutation ($input: ResourceInput!) { do: createResource(input: $input) { revision { entryId } errors { message } } }',
      { input: inputOf(words, topicIds) },
    );
    return revision.entryId;
  }

  private async publish(id: string, revision: number): Promise<void> {
    await this.ask(
      'mutation ($id: ID!, $revision: Int!) { do: publishEntry(id: $id, revision: $revision) { errors { message } } }',
      { id, revision },
    );
  }

  private async rewrite(id: string): Promise<void> {
    const { data } = await this.hub.query<{ revisions: { nodes: { number: number }[] } }>(
      'query ($id: String!) { revisions(filter: { entries: [$id], newest: true }, first: 1) { nodes { number } } }',
      { id },
      { as: this.token },
    );
    const revision = data.revisions.nodes[0]!.number;
    const words = this.newWords();
    this.words.get(id)!.push(words);
    await this.ask(
      'mutation ($id: ID!, $revision: Int!, $input: ResourceInput!) { do: updateResource(id: $id, revision: $revision, input: $input) { errors { message } } }',
      { id, revision, input: inputOf(words, [this.oneOf([...this.topicWords.keys()])]) },
    );
    await this.publish(id, revision + 1);
  }

  private async renameTopic(id: string): Promise<void> {
    const words = this.newWords();
    this.topicWords.get(id)!.push(words);
    await this.ask(
      'mutation ($id: ID!, $input: TopicInput!) { do: updateTopic(id: $id, input: $input) { errors { message } } }',
      { id, input: { translations: LOCALES.map((locale) => ({ locale, name: named(words, locale) })) } },
    );
  }

  /** @throws Error when it is not done */
  private async ask<T>(text: string, variables: object): Promise<T> {
    const { data, errors } = await this.hub.query<{ do: T & { errors: { message: string }[] } }>(text, variables, {
      as: this.token,
    });
    const problem = errors?.[0] ?? data.do.errors[0];
    if (problem) throw new Error(problem.message);
    return data.do;
  }

  private newWords(): string {
    return Array.from({ length: 6 }, () => this.oneOf(CONSONANTS) + this.oneOf(VOWELS)).join('');
  }

  private oneOf<T>(all: readonly T[]): T {
    return all[Math.floor(this.random() * all.length)]!;
  }
}
