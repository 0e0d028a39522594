import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readConfig } from '../src/config.js';
import { openStorage, tryStorage } from '../src/services/storage/open-storage.js';
import type { FileStorage } from '../src/services/storage/storage.js';
import { get, newAsset, picture } from './harness/files.js';
import { testHub } from './harness/hub.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-storage-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A store to test with: `S3_TEST_URL=http://key:secret@127.0.0.1:9000/bucket`, whose bucket exists. */
function s3Environment(): Record<string, string> | undefined {
  if (!process.env.S3_TEST_URL) return undefined;
  const { origin, username, password, pathname } = new URL(process.env.S3_TEST_URL);
  return {
    S3_ENDPOINT: origin,
    S3_BUCKET: pathname.slice(1),
    S3_ACCESS_KEY: decodeURIComponent(username),
    S3_SECRET_KEY: decodeURIComponent(password),
  };
}

async function listed(storage: FileStorage, prefix: string): Promise<{ key: string; storedAt: Date }[]> {
  const found: { key: string; storedAt: Date }[] = [];
  for await (const one of storage.list(prefix)) found.push(one);
  return found;
}

const s3 = s3Environment();
const stores: [string, Record<string, string> | undefined][] = [
  ['a folder', {}],
  ['a store that speaks S3 (skipped unless S3_TEST_URL names one)', s3],
];

for (const [name, environment] of stores) {
  (environment ? describe : describe.skip)(name, () => {
    let storage: FileStorage;
    const top = randomUUID().replaceAll('-', '');
    beforeAll(() => {
      storage = openStorage(readConfig({ HEARTH_DATA: folder, ...environment }));
    });

    async function put(key: string, bytes: Buffer): Promise<string> {
      const file = join(folder, randomUUID());
      await writeFile(file, bytes);
      await storage.put(`${top}/${key}`, file, 'text/plain');
      return `${top}/${key}`;
    }
    const read = async (stream: Promise<Readable>) => Buffer.concat(await (await stream).toArray());

    test('gives back what was put there, whole or in part', async () => {
      const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251));
      const key = await put('ab/one', bytes);
      expect(await storage.size(key)).toBe(100_000);
      expect((await read(storage.read(key))).equals(bytes)).toBe(true);
      for (const [start, end] of [
        [0, 0],
        [0, 9],
        [500, 99_999],
        [99_999, 99_999],
      ] as const)
        expect((await read(storage.read(key, { start, end }))).equals(bytes.subarray(start, end + 1))).toBe(true);
    });

    test('takes large files, and empty ones', async () => {
      const large = Buffer.alloc(20 * 1024 * 1024, 'large ');
      expect((await read(storage.read(await put('large', large)))).equals(large)).toBe(true);
      expect(await storage.size(await put('empty', Buffer.alloc(0)))).toBe(0);
    });

    test('keeps what is there when it is put there again', async () => {
      const key = await put('twice', Buffer.from('first'));
      await put('twice', Buffer.from('second'));
      expect((await read(storage.read(key))).toString()).toBe('first');
    });

    test('knows of nothing that is not there', async () => {
      const key = `${top}/nothing`;
      expect(await storage.size(key)).toBeUndefined();
      await expect(storage.read(key)).rejects.toThrow('The storage has no file');
      await storage.remove(key);
    });

    test('lists what begins with something, and forgets what is removed', async () => {
      const keys = [await put('list/a', Buffer.from('a')), await put('list/b', Buffer.from('b'))];
      await put('other', Buffer.from('c'));
      const found = await listed(storage, `${top}/list/`);
      expect(found.map(({ key }) => key).sort()).toEqual(keys);
      for (const { storedAt } of found) expect(Math.abs(Date.now() - storedAt.getTime())).toBeLessThan(60_000);
      await storage.remove(keys[0]!);
      expect((await listed(storage, `${top}/list/`)).map(({ key }) => key)).toEqual([keys[1]]);
      expect(await storage.size(keys[0]!)).toBeUndefined();
    });

    test('is tried without a trace', async () => {
      await tryStorage(storage);
      expect(await listed(storage, 'trials/')).toEqual([]);
    });

    test('serves a hub: what one process takes, another hands out', async () => {
      const one = await testHub({ environment: { HEARTH_DATA: join(folder, 'one'), ...environment } });
      // On a machine of its own, where the store is shared; else with the folder of the first.
      const data = environment === s3 ? join(folder, 'two') : join(folder, 'one');
      const two = await testHub({ databaseUrl: one.databaseUrl, environment: { HEARTH_DATA: data, ...environment } });
      const asset = await newAsset(one, await one.signIn('editor'), await picture().png().toBuffer());
      for (const hub of [one, two]) {
        const response = await get(hub, asset.url);
        expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, asset.bytes]);
        const part = await get(hub, asset.url, { range: 'bytes=1-3' });
        expect([part.status, await part.text()]).toEqual([206, 'PNG']);
      }
      const { data: sized } = await two.query<{ mediaAsset: { url: string } }>(
        'query ($id: ID!) { mediaAsset(id: $id) { url(width: 96) } }',
        { id: asset.id },
        { as: await two.signIn('editor') },
      );
      expect((await get(two, sized.mediaAsset.url)).status).toBe(200);
      await two.close();
      await one.close();
    });
  });
}

describe('a folder', () => {
  const inFolder = (path: string) => openStorage(readConfig({ HEARTH_DATA: path }));

  test('takes no key that leads out of it', async () => {
    const storage = inFolder(folder);
    const file = join(folder, 'x');
    await writeFile(file, 'x');
    for (const key of ['../x', 'a/../../x', '/etc/x', 'a//b', 'a\\b', 'a/.', '', 'a/\0'])
      await expect(storage.put(key, file, 'text/plain')).rejects.toThrow('Not a key');
  });

  test('has no half of a file when the disk fails', async () => {
    const storage = inFolder(join(folder, 'failing'));
    await expect(storage.put('originals/ab/one', join(folder, 'not there'), 'text/plain')).rejects.toThrow('ENOENT');
    expect(await readdir(join(folder, 'failing', 'media', 'originals', 'ab'))).toEqual([]);
  });

  test('that cannot be written says so when it is tried', async () => {
    // A file stands where the folder should be: that stops an administrator, too.
    await mkdir(join(folder, 'blocked'));
    await writeFile(join(folder, 'blocked', 'media'), '');
    await expect(tryStorage(inFolder(join(folder, 'blocked')))).rejects.toThrow(/ENOTDIR|EEXIST/);
  });
});
