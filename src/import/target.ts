import type { EntryDraft } from '../schema/drafts/entry.js';
import type { EntryType, Role, SpaceVisibility, WellbeingDimension } from '../schema/enums.js';

/** What putting something did. */
export type Outcome = 'created' | 'updated' | 'unchanged';

export interface ImportedTopic {
  slug: string;
  parentSlug: string | null;
  dimension: WellbeingDimension | null;
  position?: number;
  translations: { locale: string; name: string; description: string | null; synonyms: string[] }[];
}

export interface ImportedExpert {
  slug: string;
  name: string;
  credentials: string | null;
  memberId: string | null;
  /** Absent where it has none: then that of the hub stays. */
  photoId?: string;
  translations: { locale: string; title: string | null; biography: string | null }[];
}

export interface ImportedAccount {
  email: string;
  password: string;
  name: string;
  handle: string;
  roles: Role[];
  locale: string;
  biography: string | null;
}

export interface ImportedSpace {
  slug: string;
  visibility: SpaceVisibility;
  translations: { locale: string; name: string; description: string | null }[];
}

export interface ImportedThread {
  spaceId: string;
  locale: string;
  title: string;
  topicIds: string[];
  pinned: boolean;
  locked: boolean;
  /** Index into `posts`. */
  acceptedAnswer: number | null;
  /** By time; the first opens the thread. */
  posts: { authorId: string; at: Date; body: string }[];
}

export interface PutOptions {
  publishedAt?: Date;
  /** Is told what the entry was before, when it is replaced. */
  onReplaced?: (before: EntryDraft) => void;
}

/** Something that was taken over before. */
export interface KnownImport {
  readonly source: string;
  readonly key: string;
  /** Its title; null when it has no text. */
  readonly name: string | null;
  /** Whether the public reads it, in any language. */
  readonly isPublic: boolean;
}

/**
 * What the importers of content need of the hub; its services are that. Whatever is put may be put again: then only
 * what differs changes.
 */
export interface ContentTarget {
  readonly locales: { readonly all: readonly string[]; readonly default: string };
  readonly imports: {
    /**
     * Makes or updates the entry that is `key` at `source`, and publishes all its languages.
     * @throws Refused when the draft cannot be published, with paths into the draft below `input`
     */
    put(source: string, key: string, type: EntryType, draft: EntryDraft, options?: PutOptions): Promise<Outcome>;
    /** What was taken over from all sources that begin with `family`. */
    known(family: string): Promise<KnownImport[]>;
    /**
     * Takes the entry that is `key` at `source` back from the public; when the source has it again, it is published again.
     * @throws Refused while what the public sees refers to it
     */
    takeBack(source: string, key: string): Promise<void>;
  };
  readonly topics: {
    /** Answers the id. */
    put(topic: ImportedTopic): Promise<string>;
  };
}

export interface ImportedPicture {
  name: string;
  focalPoint: { x: number; y: number } | null;
  translations: { locale: string; alt: string; caption: string | null; credit: string | null }[];
}

/** What the importer of seeds needs besides. */
export interface SeedTarget extends ContentTarget {
  readonly experts: {
    /** Answers the id. */
    put(expert: ImportedExpert): Promise<string>;
  };
  readonly identity: {
    /** Answers the id of the member; an account with this address is kept as it is. */
    createAccount(account: ImportedAccount): Promise<string>;
  };
  readonly importedMedia: {
    /**
     * Makes or updates the picture that is `key` at `source`, from the file. Answers the id; null when someone has deleted
     * it in the hub.
     */
    put(source: string, key: string, file: string, picture: ImportedPicture): Promise<string | null>;
  };
  readonly spaces: {
    /** Answers the id. */
    put(space: ImportedSpace): Promise<string>;
  };
  readonly threads: {
    /** Makes or updates the thread that is `key` at `source`. */
    put(source: string, key: string, thread: ImportedThread): Promise<Outcome>;
  };
}
