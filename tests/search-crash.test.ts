import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type EmbeddedServer, startEmbeddedServer } from '../src/database/embedded.js';
import { freePort, RunningCommand } from './harness/commands.js';
import { type TestHub, testHub } from './harness/hub.js';

/** How often something is killed; the full run is `CRASHES=50`. The same seed kills the same things. */
const CRASHES = Number(process.env.CRASHES ?? 2);
const SEED = Number(process.env.CRASH_SEED ?? 1);
const ENTRIES = 12;

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

test(
  `after ${CRASHES} crashes of the worker and the database in the midst of indexing the index is what is published`,
  async () => {
    const random = randomNumbers(SEED);
    const directory = await mkdtemp(join(tmpdir(), 'hearth-crash-'));
    await chmod(directory, 0o755);
    const settings = { max_connections: '60' };
    const servers: EmbeddedServer[] = [];
    const startServer = async () => {
      const server = await startEmbeddedServer({ directory, log: () => {}, settings });
      servers.push(server);
      return server;
    };
    const server = await startServer();
    const databaseUrl = server.url;
    const port = String(await freePort());
    const startWorker = () =>
      new RunningCommand(['start', '--no-seed'], {
        ROLE: 'worker',
        PORT: port,
        DATABASE_URL: databaseUrl,
        HEARTH_DATA: join(directory, `data-${randomBytes(4).toString('hex')}`),
        ADMIN_PASSWORD: 'correct horse battery staple',
      });

    const hub: TestHub = await testHub({ databaseUrl });
    const editor = await hub.signIn('editor');
    const ids: string[] = [];
    for (let n = 0; n < ENTRIES; n++) ids.push(await make(hub, editor, n));

    // As any supervisor does: whenever it ends, and be it because the database was just starting, it is started again.
    let worker = startWorker();
    let supervising = true;
    const supervisor = (async () => {
      while (supervising) {
        await worker.finished;
        if (supervising) worker = startWorker();
      }
    })();
    let writing = true;
    let writes = 0;
    const writer = (async () => {
      while (writing) {
        const id = ids[Math.floor(random() * ids.length)]!;
        try {
          await change(hub, editor, id, random());
          writes++;
        } catch {
          // The database is down: whoever writes is told so, and tries again.
          await pause(50);
        }
      }
    })();

    for (let crash = 0; crash < CRASHES; crash++) {
      await pause(500 + random() * 3500);
      if (crash % 2 === 0) {
        worker.signal('SIGKILL');
      } else {
        const pid = Number((await readFile(join(server.dataDirectory, 'postmaster.pid'), 'utf8')).split('\n')[0]);
        process.kill(pid, 'SIGKILL');
        await pause(200);
        expect((await startServer()).url).toBe(databaseUrl);
      }
    }
    writing = false;
    await writer;

    // Everything that waits is worked on by the worker that lives, and nothing else. What failed often is tried again
    // only after minutes.
    const deadline = Date.now() + 90_000 + CRASHES * 8_000;
    let left = Number.POSITIVE_INFINITY;
    while (left > 0 && Date.now() < deadline) {
      await pause(250);
      const { rows } = await hub.database.pool
        .query<{ left: number }>(
          "select count(*)::int as left from graphile_worker.jobs where task_identifier = 'index-search'",
        )
        .catch(() => ({ rows: [{ left: 1 }] }));
      left = rows[0]!.left;
    }
    const { differences, documents } = await hub.services.search.check(false);
    supervising = false;
    worker.signal('SIGTERM');
    await supervisor;
    await hub.close();
    for (const started of servers) await started.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
    expect({ left, differences }).toEqual({ left: 0, differences: [] });
    expect(documents).toBeGreaterThan(0);
    expect(writes).toBeGreaterThan(CRASHES);
  },
  180_000 + CRASHES * 18_000,
);

async function make(hub: TestHub, editor: string, n: number): Promise<string> {
  const { data } = await hub.query<{ createResource: { revision: { entryId: string } } }>(
    'mutation ($input: ResourceInput!) { createResource(input: $input) { revision { entryId } errors { message } } }',
    { input: inputOf(`Number ${n}`) },
    { as: editor },
  );
  return data.createResource.revision.entryId;
}

const inputOf = (title: string) => ({
  kind: 'GUIDE',
  cost: 'FREE',
  url: 'https://example.org/',
  translations: textsOf(title),
});

const textsOf = (title: string) =>
  ['en', 'de'].map((locale) => ({ locale, title: `${title} ${locale}`, body: 'Text.' }));

/** Changes an entry and publishes it, or withdraws it, wholly or in one language. */
async function change(hub: TestHub, editor: string, id: string, chance: number): Promise<void> {
  const ask = async (text: string, variables: object) => {
    const { data, errors } = await hub.query<Record<string, { errors: { message: string }[] } | null>>(
      text,
      variables,
      { as: editor },
    );
    if (errors) throw new Error(errors[0]!.message);
    const [refusal] = Object.values(data)[0]!.errors;
    if (refusal) throw new Error(refusal.message);
    return data;
  };
  if (chance < 0.2) await ask('mutation ($id: ID!) { unpublishEntry(id: $id) { errors { message } } }', { id });
  else if (chance < 0.4)
    await ask('mutation ($id: ID!) { unpublishEntry(id: $id, locales: ["de"]) { errors { message } } }', { id });
  else {
    const revision = await revisionOf(hub, editor, id);
    await ask(
      'mutation ($id: ID!, $revision: Int!, $input: ResourceInput!) { updateResource(id: $id, revision: $revision, input: $input) { errors { message } } }',
      { id, revision, input: inputOf(`Changed ${chance}`) },
    );
    await ask(
      'mutation ($id: ID!, $revision: Int!) { publishEntry(id: $id, revision: $revision) { errors { message } } }',
      {
        id,
        revision: revision + 1,
      },
    );
  }
}

async function revisionOf(hub: TestHub, editor: string, id: string): Promise<number> {
  const { data } = await hub.query<{ revisions: { nodes: { number: number }[] } }>(
    'query ($id: String!) { revisions(filter: { entries: [$id], newest: true }, first: 1) { nodes { number } } }',
    { id },
    { as: editor },
  );
  return data.revisions.nodes[0]!.number;
}
