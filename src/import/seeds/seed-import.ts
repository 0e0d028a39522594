import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { EntryType } from '../../schema/enums.js';
import { Refused } from '../../schema/user-error.js';
import { belowInput } from '../refused-path.js';
import type { ImportReport } from '../report.js';
import type { SeedTarget } from '../target.js';
import { type Ids, localized } from './drafts.js';
import { expertsFile, membersFile, picturesFile, spacesFile, threadFile, topicsFile } from './formats.js';
import { readSeedFile, type SeedFile } from './seed-file.js';

const SOURCE = 'seeds';

type EntryFormat = z.ZodType<{ publishedOn: string; topics: string[] }>;

/** One run over a folder of seeds. Its steps build on each other, in the order in which they stand here. */
export class SeedImport {
  private readonly memberIds = new Map<string, string>();
  private readonly topicIds = new Map<string, string>();
  /** Null for those that were deleted in the hub. */
  private readonly pictureIds = new Map<string, string | null>();
  private readonly expertIds = new Map<string, string>();
  private readonly spaceIds = new Map<string, string>();
  private filesDone = 0;

  constructor(
    private readonly folder: string,
    private readonly target: SeedTarget,
    private readonly report: ImportReport,
    private readonly fileCount: number,
  ) {}

  async members(password: string | undefined): Promise<void> {
    await this.list('members.yaml', membersFile, async (member) => {
      const id = await this.target.identity.createAccount({
        ...member,
        email: `${member.handle}@hearth.example`,
        password: password ?? randomBytes(24).toString('base64url'),
      });
      this.memberIds.set(member.handle, id);
    });
  }

  async topics(): Promise<void> {
    await this.list('topics.yaml', topicsFile, async ({ parent, translations, ...topic }, file, index) => {
      if (parent !== null && !this.topicIds.has(parent)) {
        return file.mistake(`No topic "${parent}" stands above this one.`, index, 'parent');
      }
      const id = await this.target.topics.put({
        ...topic,
        parentSlug: parent,
        position: index,
        translations: localized(translations),
      });
      this.topicIds.set(topic.slug, id);
    });
  }

  async pictures(): Promise<void> {
    await this.list('pictures.yaml', picturesFile, async ({ file: name, translations, ...picture }, file, index) => {
      const path = join(this.folder, 'pictures', name);
      if (!existsSync(path)) return file.mistake('There is no such file in `pictures/`.', index, 'file');
      const { all } = this.target.locales;
      const texts = localized(translations).filter(({ locale }) => all.includes(locale));
      const id = await this.target.importedMedia.put(SOURCE, name, path, { name, ...picture, translations: texts });
      this.pictureIds.set(name, id);
    });
  }

  async experts(): Promise<void> {
    await this.list(
      'experts.yaml',
      expertsFile,
      async ({ memberHandle, photo, translations, ...expert }, file, index) => {
        const memberId = memberHandle && this.find(this.memberIds, 'member', memberHandle, file, index, 'memberHandle');
        if (memberId === undefined) return;
        const photoId = photo && this.find(this.pictureIds, 'picture', photo, file, index, 'photo');
        if (photo && photoId === undefined) return;
        this.expertIds.set(
          expert.slug,
          await this.target.experts.put({
            ...expert,
            ...(photoId ? { photoId } : {}),
            memberId,
            translations: localized(translations),
          }),
        );
      },
    );
  }

  async spaces(): Promise<void> {
    await this.list('spaces.yaml', spacesFile, async ({ translations, ...space }) => {
      this.spaceIds.set(space.slug, await this.target.spaces.put({ ...space, translations: localized(translations) }));
    });
  }

  /** Takes the entries of one type over, each from a file of its own. */
  async entries<F extends EntryFormat>(
    names: readonly string[],
    type: EntryType,
    format: F,
    makeDraft: (seed: z.output<F>, ids: Ids) => EntryDraft,
  ): Promise<void> {
    await this.files(names, format, async (file) => {
      const draft = makeDraft(file.value, this.idsFor(file));
      this.keepSiteLanguages(file, draft);
      if (file.refused) return;
      try {
        const publishedAt = new Date(`${file.value.publishedOn}T00:00:00Z`);
        this.report.outcomes[await this.target.imports.put(SOURCE, file.name, type, draft, { publishedAt })]++;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        for (const { message, path } of error.errors) file.mistake(message, ...seedPath(draft, path));
      }
    });
  }

  async threads(names: readonly string[]): Promise<void> {
    await this.files(names, threadFile, async (file) => {
      const { space, topics, posts, locale, title, pinned, locked, acceptedAnswer } = file.value;
      const spaceId = this.find(this.spaceIds, 'space', space, file, 'space');
      const topicIds = this.idsFor(file).topics(topics);
      const found = posts.map(({ author, at, body }, i) => ({
        authorId: this.find(this.memberIds, 'member', author, file, 'posts', i, 'author') ?? '',
        at,
        body,
      }));
      if (file.refused || !spaceId) return;
      const thread = { spaceId, locale, title, topicIds, pinned, locked, acceptedAnswer, posts: found };
      try {
        this.report.outcomes[await this.target.threads.put(SOURCE, file.name, thread)]++;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        for (const { message, path } of error.errors) file.mistake(message, ...belowInput(path));
      }
    });
  }

  /** Reads a file that is a list, and takes its items one by one. */
  private async list<T extends object>(
    name: string,
    format: z.ZodType<T[]>,
    take: (item: T, file: SeedFile<T[]>, index: number) => Promise<void>,
  ): Promise<void> {
    const file = await readSeedFile(this.folder, name, format, this.report);
    const counts = this.report.table(name.replace('.yaml', ''));
    for (const [index, item] of (file?.value ?? []).entries()) {
      file!.refused = false;
      try {
        await take(item, file!, index);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        for (const { message, path } of error.errors) file!.mistake(message, index, ...belowInput(path));
      }
      counts.read++;
      counts[file!.refused ? 'refused' : 'imported']++;
    }
    this.report.progress(++this.filesDone, this.fileCount);
  }

  /** Reads files that hold one thing each, and takes them one by one. */
  private async files<F extends z.ZodType>(
    names: readonly string[],
    format: F,
    take: (file: SeedFile<z.output<F>>) => Promise<void>,
  ): Promise<void> {
    for (const name of names) {
      const counts = this.report.table(name.slice(0, name.indexOf('/')));
      counts.read++;
      const file = await readSeedFile(this.folder, name, format, this.report);
      if (file) await take(file);
      counts[!file || file.refused ? 'refused' : 'imported']++;
      this.report.progress(++this.filesDone, this.fileCount);
    }
  }

  private idsFor(file: SeedFile<unknown>): Ids {
    const all = (known: ReadonlyMap<string, string>, what: string, slugs: readonly string[], path: string) =>
      slugs.flatMap((slug, i) => this.find(known, what, slug, file, path, i) ?? []);
    return {
      topics: (slugs) => all(this.topicIds, 'topic', slugs, 'topics'),
      experts: (slugs, path) => all(this.expertIds, 'expert', slugs, path),
      coverImage: (name) => (name && this.find(this.pictureIds, 'picture', name, file, 'coverImage')) || undefined,
    };
  }

  private find<T extends string | null>(
    known: ReadonlyMap<string, T>,
    what: string,
    slug: string,
    file: SeedFile<unknown>,
    ...path: (string | number)[]
  ): T | undefined {
    const id = known.get(slug);
    if (id === undefined) file.mistake(`There is no ${what} "${slug}".`, ...path);
    return id;
  }

  /** Leaves out texts in languages the site does not have: they could not be published. */
  private keepSiteLanguages(file: SeedFile<unknown>, draft: EntryDraft): void {
    const { all } = this.target.locales;
    const texts = draft.translations ?? [];
    draft.translations = texts.filter(({ locale }) => all.includes(locale));
    if (draft.translations.length === 0) {
      file.mistake(`It has no text in a language of the site (${all.join(', ')}).`, 'translations');
    } else if (draft.translations.length < texts.length) {
      const left = texts.filter(({ locale }) => !all.includes(locale)).map(({ locale }) => locale);
      this.report.notice(
        { file: file.name, column: 'translations' },
        `Left out ${left.join(', ')}: the site has only ${all.join(', ')}.`,
      );
    }
  }
}

/** Where the fields of drafts stand in the files, where that is elsewhere. */
const NAMES: Readonly<Record<string, string>> = {
  topicIds: 'topics',
  expertIds: 'experts',
  reviewerId: 'reviewer',
  coverImageId: 'coverImage',
  storytellerName: 'storyteller',
};

/** The path in a seed file of what is at `path` in its draft; there translations are a list, here they go by language. */
function seedPath(draft: EntryDraft, path: readonly (string | number)[]): (string | number)[] {
  let at: unknown = draft;
  return belowInput(path).map((step) => {
    at = (at as Record<string | number, unknown> | undefined)?.[step];
    return (at as { locale?: string } | null | undefined)?.locale ?? NAMES[step] ?? step;
  });
}
