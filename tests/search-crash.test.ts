import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type EmbeddedServer, startEmbeddedServer } from '../src/database/embedded.js';
import { freePort, RunningCommand } from './harness/commands.js';
import { type TestHub, testHub } from './harness/hub.js';
import { MeilisearchServer } from './harness/meilisearch-server.js';
import { RestlessEditor } from './harness/restless-editor.js';

/** How often something is killed; the full run is `CRASHES=50`. The same seed kills the same things. */
const CRASHES = Number(process.env.CRASHES ?? 3);
const SEED = Number(process.env.CRASH_SEED ?? 1);
const BINARY = process.env.MEILI_BINARY;
const ENTRIES = 12;
/** Called so, and never changed: more than one batch of an index that is filled, so that half an index would show. */
const LASTING = { words: 'permafrost', found: 'permafrosten', count: 250 };

const MILLISECONDS = 300_000 + CRASHES * 24_000;

/** The same numbers for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A hub with its database, its worker and maybe a Meilisearch: each a process of its own that can be killed. */
class Scene {
  private readonly databases: EmbeddedServer[] = [];
  private worker: RunningCommand | undefined;
  private supervisor: Promise<void> | undefined;
  private supervising = true;
  hub!: TestHub;

  private constructor(
    private readonly directory: string,
    readonly meilisearch: MeilisearchServer | null,
    private readonly random: () => number,
  ) {}

  static async open(binary: string | undefined, random: () => number): Promise<Scene> {
    const directory = await mkdtemp(join(tmpdir(), 'hearth-crash-'));
    await chmod(directory, 0o755);
    const meilisearch = binary ? await MeilisearchServer.start(binary, join(directory, 'meilisearch')) : null;
    const scene = new Scene(directory, meilisearch, random);
    await scene.startDatabase();
    return scene;
  }

  /** Starts everything that may be killed, but for the database. */
  async start(): Promise<void> {
    this.hub = await testHub({ databaseUrl: this.databases[0]!.url, environment: this.search });
    await this.startWorkers();
  }

  private get search(): Record<string, string> {
    return this.meilisearch ? { MEILI_URL: this.meilisearch.url, MEILI_KEY: this.meilisearch.key } : {};
  }

  private async startDatabase(): Promise<void> {
    const settings = { max_connections: '60' };
    this.databases.push(await startEmbeddedServer({ directory: this.directory, log: () => {}, settings }));
  }

  /** As any supervisor does: whenever it ends, and be it because the database was just starting, it is started again. */
  private async startWorkers(): Promise<void> {
    const port = String(await freePort());
    const start = () => this.command(['start', '--no-seed'], { ROLE: 'worker', PORT: port });
    this.worker = start();
    this.supervisor = (async () => {
      while (this.supervising) {
        await this.worker!.finished;
        if (this.supervising) this.worker = start();
      }
    })();
  }

  private command(args: string[], environment: Record<string, string> = {}): RunningCommand {
    return new RunningCommand(args, {
      DATABASE_URL: this.databases[0]!.url,
      HEARTH_DATA: join(this.directory, `data-${randomBytes(4).toString('hex')}`),
      ADMIN_PASSWORD: 'correct horse battery staple',
      ...this.search,
      ...environment,
    });
  }

  async killWorker(): Promise<void> {
    this.worker!.signal('SIGKILL');
  }

  async killDatabase(): Promise<void> {
    const [{ dataDirectory }] = this.databases as [EmbeddedServer];
    const pid = Number((await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8')).split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    await pause(200);
    await this.startDatabase();
  }

  async killMeilisearch(): Promise<void> {
    await this.meilisearch!.kill();
    await pause(this.random() * 3000);
    await this.meilisearch!.start();
  }

  /** Fills new indexes, and kills something at some moment meanwhile; the command itself where nothing else is told. */
  async killWhileFilling(kill?: () => Promise<void>): Promise<void> {
    const filling = this.command(['reindex']);
    await pause(500 + this.random() * 4000);
    if (kill) await kill();
    else filling.signal('SIGKILL');
    await filling.finished;
  }

  /** What is killed, one after the other. */
  get crashes(): readonly (() => Promise<void>)[] {
    const worker = () => this.killWorker();
    const database = () => this.killDatabase();
    const meilisearch = () => this.killMeilisearch();
    const filling = () => this.killWhileFilling();
    if (!this.meilisearch) return [worker, database, filling];
    const others = [() => this.killWhileFilling(meilisearch), () => this.killWhileFilling(database)];
    return [worker, database, meilisearch, filling, meilisearch, ...others];
  }

  /** Waits until nothing is left to do for the index, by the worker that lives and nobody else. @returns what is left */
  async settled(): Promise<readonly string[]> {
    const deadline = Date.now() + 120_000 + CRASHES * 8_000;
    for (;;) {
      const left = await this.left();
      if (left.length === 0 || Date.now() > deadline) return left;
      await pause(250);
    }
  }

  private async left(): Promise<string[]> {
    const { rows } = await this.hub.database.pool
      .query<{ what: string }>(
        `select task_identifier || ', tried ' || attempts || ' times: ' || coalesce(last_error, '') as what
         from graphile_worker.jobs where task_identifier in ('index-search', 'apply-search-synonyms')
         union all select 'a rebuild' from search_rebuild
         union all select 'a change during a rebuild' from search_rebuild_change`,
      )
      .catch((error: Error) => ({ rows: [{ what: error.message }] }));
    const { data } = await this.hub.query<{ search: { degraded: boolean } }>('{ search(query: "") { degraded } }');
    return [...rows.map(({ what }) => what), ...(data.search.degraded ? ['Meilisearch is away'] : [])];
  }

  /** A hub on the same database that searches with PostgreSQL. */
  plainHub(): Promise<TestHub> {
    return testHub({ databaseUrl: this.databases[0]!.url });
  }

  async close(): Promise<void> {
    this.supervising = false;
    this.worker?.signal('SIGTERM');
    await this.supervisor;
    await this.hub?.close();
    await this.meilisearch?.kill();
    for (const database of this.databases) await database.stop();
    await rm(this.directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}

/** Searches all the time, and tells whenever the answer was not the whole one. */
async function watch(hub: TestHub, watching: () => boolean): Promise<{ wrong: string[]; answers: number }> {
  const wrong: string[] = [];
  let answers = 0;
  while (watching()) {
    const { data, errors } = await hub.query<{ search: { totalCount: number; degraded: boolean } }>(
      'query ($query: String!) { search(query: $query, locale: "en", first: 1) { totalCount degraded } }',
      { query: LASTING.found },
    );
    // Without its database a hub cannot answer; it must not answer by halves.
    if (!errors) {
      answers++;
      if (data.search.totalCount !== LASTING.count) wrong.push(JSON.stringify(data.search));
    }
    await pause(30);
  }
  return { wrong, answers };
}

const engines: [string, string | undefined][] = [['PostgreSQL', undefined]];
if (BINARY) engines.push(['Meilisearch', BINARY]);
else test.skip('Meilisearch: set MEILI_BINARY to its server, which is then killed as well', () => {});

test.each(engines)(
  `after ${CRASHES} crashes in the midst of indexing the index is what is published: %s`,
  async (_engine, binary) => {
    const random = randomNumbers(SEED);
    const scene = await Scene.open(binary, random);
    try {
      const first = await scene.plainHub();
      // Numbers of its own: how often it can write depends on how fast the machine is, and must not change what is killed.
      const editor = await RestlessEditor.begin(first, randomNumbers(SEED + 1), ENTRIES);
      await editor.publishLasting(LASTING.words, LASTING.count);
      await first.settle();
      await first.close();
      await scene.start();
      const { hub } = scene;
      editor.moveTo(hub);
      expect(await scene.settled()).toEqual([]);

      let going = true;
      let writes = 0;
      const writer = (async () => {
        while (going) {
          try {
            await editor.change();
            writes++;
          } catch {
            // The database is down: whoever writes is told so, and tries again.
            await pause(50);
          }
        }
      })();
      const reader = watch(hub, () => going);
      for (let crash = 0; crash < CRASHES; crash++) {
        await pause(500 + random() * 3500);
        await scene.crashes[crash % scene.crashes.length]!();
      }
      going = false;
      await writer;

      expect(await reader).toEqual({ wrong: [], answers: expect.any(Number) });
      expect(await scene.settled()).toEqual([]);
      const { differences, documents } = await hub.services.search.check(false);
      expect(differences.map(({ engine, kind, documentId }) => [engine, kind, documentId])).toEqual([]);
      expect(documents).toBeGreaterThanOrEqual(LASTING.count);
      await editor.expectFoundAsListed(hub);
      if (scene.meilisearch) {
        const { results } = await scene.meilisearch.ask<{ results: { uid: string }[] }>('GET', '/indexes');
        expect(results.map(({ uid }) => uid)).toEqual(['hearth']);
        const other = await scene.plainHub();
        await editor.expectFoundAsListed(other).finally(() => other.close());
      }
      expect(writes).toBeGreaterThan(CRASHES);
    } finally {
      await scene.close();
    }
  },
  MILLISECONDS,
);
