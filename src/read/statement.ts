import type { GraphQLError } from 'graphql';
import type { Sql } from '../access/sql.js';
import type { Viewer } from '../access/viewer.js';

/** On whose behalf and in which languages something is read. */
export interface ReadScope {
  readonly viewer: Viewer;
  /** The locale asked for first, then its fallbacks. Never empty. */
  readonly locales: readonly string[];
  /** What addresses of files are made with; absent where none are asked for. */
  readonly files?: FileAddresses;
  /** Address of the page of an entry with `{locale}`, `{type}`, `{slug}` and `{id}` in it; absent where none are asked for. */
  readonly entryAddress?: string;
}

/** How files are addressed on the web. */
export interface FileAddresses {
  /** What their addresses begin with, without a slash at the end; empty when the public address is not known. */
  readonly base: string;
  /** Signs them, as `media_signature` in the database takes it. */
  readonly key: Buffer;
  /** Whether what is public as far as the statement can see is public for others, too, and its address can be for ever. */
  readonly lasting: boolean;
}

/** The SQL aliases of a row that is being read: of the table, and of its translation. */
export class Row {
  usesText = false;

  constructor(
    readonly base: string,
    private readonly textAlias: string,
  ) {}

  /** Alias of the translation. Asking for it joins it. */
  get text(): string {
    this.usesText = true;
    return this.textAlias;
  }
}

/** Collects the bound parameters, aliases and cost of one SQL statement while it is being written. */
export class Statement implements Sql {
  readonly parameters: unknown[] = [];
  private aliases = 0;
  private readonly shared = new Map<string, string>();
  private readonly refusals = new Map<string, GraphQLError>();

  constructor(readonly scope: ReadScope) {}

  get viewer(): Viewer {
    return this.scope.viewer;
  }

  /** Binds a value and answers its placeholder, cast to the SQL type. */
  bind(value: unknown, type: string): string {
    this.parameters.push(value);
    return `$${this.parameters.length}::${type}`;
  }

  /**
   * SQL for an object of which only its row shows that it must be refused. Where it comes into an answer, the answer is
   * thrown away and the error told instead.
   */
  refusal(error: GraphQLError): string {
    const mark = `refused ${this.refusals.size}`;
    this.refusals.set(`{"${mark}" : `, error);
    return `json_build_object('${mark}', '')`;
  }

  /** @throws GraphQLError when the answer has a refusal in it */
  checked(answer: string): string {
    // Within a text of somebody's the quotes would have backslashes before them.
    for (const [mark, error] of this.refusals) if (answer.includes(mark)) throw error;
    return answer;
  }

  /** A fresh pair of aliases. */
  row(): Row {
    this.aliases++;
    return new Row(`r${this.aliases}`, `t${this.aliases}`);
  }

  /** The fallback chain as a bound text array; bound once. */
  locales(): string {
    return this.once('locales', () => this.bind(this.scope.locales, 'text[]'));
  }

  /** The id of the viewer, null for a visitor; bound once. */
  viewerId(): string {
    return this.once('viewer', () => this.bind(this.scope.viewer.memberId, 'uuid'));
  }

  /** What addresses of files begin with, as a bound text; bound once. */
  fileBase(): string {
    return this.once('file base', () => this.bind(this.files.base, 'text'));
  }

  /** What signs addresses of files, as a bound bytea; bound once. */
  fileKey(): string {
    return this.once('file key', () => this.bind(this.files.key, 'bytea'));
  }

  /** The pattern of addresses of entries, as a bound text; bound once. */
  entryAddress(): string {
    const { entryAddress } = this.scope;
    if (entryAddress === undefined) throw new Error('Nothing is known of where entries are shown where this is read');
    return this.once('entry address', () => this.bind(entryAddress, 'text'));
  }

  get files(): FileAddresses {
    if (!this.scope.files) throw new Error('Nothing is known of how files are addressed where this is read');
    return this.scope.files;
  }

  private once(name: string, make: () => string): string {
    const known = this.shared.get(name);
    if (known) return known;
    const made = make();
    this.shared.set(name, made);
    return made;
  }
}
