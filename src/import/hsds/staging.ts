import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Owner } from './belonging.js';
import type { Row } from './rows.js';
import type { Cells, TableName } from './tables.js';

/** A row with the table it is of and what it belongs to within its organisation. */
export type StagedRow<T extends TableName = TableName> = {
  [K in T]: Row<Cells<K>> & {
    readonly table: K;
    readonly owner: Owner | null;
    /** Whether the row is here once more, for another organisation; counted once only. */
    readonly copy: boolean;
  };
}[T];

const BYTES_PER_BUCKET = 16_000_000;
const MOST_BUCKETS = 1000;
const ROWS_AT_A_TIME = 5000;

/**
 * Sorts rows by organisation without holding them: the tables of a directory are in no common order. Rows go to
 * temporary files, each for a share of the organisations and small enough to be read as a whole.
 */
export class Staging {
  private readonly waiting = new Map<number, string[]>();
  private rowsWaiting = 0;
  private readonly written = new Set<number>();

  private constructor(
    private readonly directory: string,
    private readonly buckets: number,
  ) {}

  /** @param bytes how much there will be, roughly */
  static async open(bytes: number): Promise<Staging> {
    const buckets = Math.min(MOST_BUCKETS, Math.ceil(bytes / BYTES_PER_BUCKET) || 1);
    return new Staging(await mkdtemp(join(tmpdir(), 'hearth-import-')), buckets);
  }

  async add(organizationId: string, row: StagedRow): Promise<void> {
    const bucket = hash(organizationId) % this.buckets;
    const lines = this.waiting.get(bucket) ?? [];
    lines.push(`${JSON.stringify([organizationId, row])}\n`);
    this.waiting.set(bucket, lines);
    if (++this.rowsWaiting >= ROWS_AT_A_TIME) await this.flush();
  }

  /** The rows of each organisation, in the order in which they were added. */
  async *organizations(): AsyncGenerator<StagedRow[]> {
    await this.flush();
    for (const bucket of this.written) {
      const byOrganization = new Map<string, StagedRow[]>();
      const lines = (await readFile(this.file(bucket), 'utf8')).split('\n');
      for (const line of lines.slice(0, -1)) {
        const [id, row] = JSON.parse(line) as [string, StagedRow];
        const rows = byOrganization.get(id);
        if (rows) rows.push(row);
        else byOrganization.set(id, [row]);
      }
      yield* byOrganization.values();
    }
  }

  async close(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  private async flush(): Promise<void> {
    for (const [bucket, lines] of this.waiting) {
      await appendFile(this.file(bucket), lines.join(''));
      this.written.add(bucket);
    }
    this.waiting.clear();
    this.rowsWaiting = 0;
  }

  private file(bucket: number): string {
    return join(this.directory, `${bucket}.ndjson`);
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
