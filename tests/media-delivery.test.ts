import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'content-disposition';
import sharp from 'sharp';
import { type Asset, get, newAsset, picture } from './harness/files.js';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let second: TestHub;
let folder: string;
let editor: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-media-'));
  hub = await testHub({ environment: { HEARTH_DATA: folder } });
  second = await testHub({ databaseUrl: hub.databaseUrl, environment: { HEARTH_DATA: folder } });
  editor = await hub.signIn('editor');
});
afterAll(async () => {
  await second.close();
  await hub.close();
  await rm(folder, { recursive: true });
});

const AVIF = { accept: 'image/avif,image/webp,*/*' };
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

/** Makes what was uploaded public: a guide has it as its cover. */
async function publishWith(asset: Asset): Promise<string> {
  const input = {
    kind: 'GUIDE',
    cost: 'FREE',
    url: 'https://example.org/',
    coverImageId: asset.id,
    translations: [{ locale: 'en', title: 'Garden', body: 'Dig.' }],
  };
  const made = await hub.query<{ createResource: { revision: { entryId: string } } }>(
    'mutation ($input: ResourceInput!) { createResource(input: $input) { revision { entryId } errors { message } } }',
    { input },
    { as: editor },
  );
  const id = made.data.createResource.revision.entryId;
  const { data } = await hub.query<{ publishEntry: { errors: unknown[] } }>(
    'mutation ($id: ID!) { publishEntry(id: $id, revision: 1) { errors { message } } }',
    { id },
    { as: editor },
  );
  expect(data.publishEntry.errors).toEqual([]);
  return id;
}

const ALT = { translations: [{ locale: 'en', alt: 'A garden' }] };

/** A public picture. */
async function published(width = 400, height = 200, more: object = {}): Promise<Asset & { entryId: string }> {
  const asset = await newAsset(hub, editor, await picture(width, height).png().toBuffer(), { ...ALT, ...more });
  return { ...asset, entryId: await publishWith(asset) };
}

/** The address of a form of a file. */
async function urlOf(id: string, args: string, as?: string): Promise<string> {
  const { data, errors } = await hub.query<{ mediaAsset: { url: string } }>(
    `query ($id: ID!) { mediaAsset(id: $id) { url${args} } }`,
    { id },
    { as },
  );
  expect(errors).toBeUndefined();
  return data.mediaAsset.url;
}

/** Width, height and format of what lies at an address. */
async function looks(url: string, headers: Record<string, string> = {}): Promise<[number, number, string]> {
  const response = await get(hub, url, headers);
  expect(response.status).toBe(200);
  const { width, height } = await sharp(await bytesOf(response)).metadata();
  return [width, height, response.headers.get('content-type')!];
}

describe('a picture is made', () => {
  test('in the sizes of a ladder, never larger than it is', async () => {
    const { id } = await published(700, 350);
    expect(await looks(await urlOf(id, '(width: 300)'))).toEqual([320, 160, 'image/png']);
    expect(await looks(await urlOf(id, '(height: 150)'))).toEqual([320, 160, 'image/png']);
    expect(await looks(await urlOf(id, '(width: 300, height: 90)'))).toEqual([192, 96, 'image/png']);
    expect(await looks(await urlOf(id, '(width: 5000)'))).toEqual([700, 350, 'image/png']);
    expect(await urlOf(id, '(width: 300)')).toBe(await urlOf(id, '(width: 319)'));
    expect(await looks(await urlOf(id, ''))).toEqual([700, 350, 'image/png']);
  });

  test('cut around the focal point', async () => {
    const colourAt = async (x: number) => {
      const { id } = await published(400, 100, { focalPoint: { x, y: 0.5 } });
      const url = await urlOf(id, '(width: 96, height: 96, fit: COVER, format: PNG)');
      const { data, info } = await sharp(await bytesOf(await get(hub, url)))
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([96, 96]);
      return data[0]! > data[2]! ? 'red' : 'blue';
    };
    expect(await colourAt(0.1)).toBe('red');
    expect(await colourAt(0.9)).toBe('blue');
  });

  test('in the best format the browser understands, and caches are told so', async () => {
    const { id } = await published();
    const url = await urlOf(id, '(width: 96)');
    expect((await looks(url, AVIF))[2]).toBe('image/avif');
    expect((await looks(url, { accept: 'image/webp,*/*' }))[2]).toBe('image/webp');
    expect((await looks(url, { accept: '*/*' }))[2]).toBe('image/png');
    expect((await get(hub, url)).headers.get('vary')).toContain('accept');
    for (const format of ['AVIF', 'WEBP', 'JPEG', 'PNG']) {
      const fixed = await urlOf(id, `(width: 96, format: ${format})`);
      expect((await looks(fixed, AVIF))[2]).toBe(`image/${format.toLowerCase()}`);
      expect((await get(hub, fixed)).headers.get('vary') ?? '').not.toContain('accept');
    }
  });

  test('for pages of other sites, too, and caches keep apart what differs for them', async () => {
    const origin = 'https://app.example';
    const open = await testHub({
      databaseUrl: hub.databaseUrl,
      environment: { HEARTH_DATA: folder, CORS_ORIGINS: origin },
    });
    const { id } = await published();
    const { headers } = await get(open, await urlOf(id, '(width: 96)'), { origin });
    await open.close();
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('vary')!.toLowerCase().split(/, */).sort()).toEqual(['accept', 'origin']);
  });

  test('that moves, and goes on moving where it can', async () => {
    const frames = await Promise.all(
      ['red', 'blue', 'green'].map((background) =>
        sharp({ create: { width: 200, height: 100, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const gif = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    const asset = await newAsset(hub, editor, gif, ALT);
    expect([asset.width, asset.height]).toEqual([200, 100]);
    await publishWith(asset);
    const url = await urlOf(asset.id, '(width: 96)');
    for (const [accept, type] of [
      ['image/avif,image/webp', 'image/webp'],
      ['*/*', 'image/gif'],
    ] as const) {
      const response = await get(hub, url, { accept });
      expect(response.headers.get('content-type')).toBe(type);
      const { pages, width } = await sharp(await bytesOf(response)).metadata();
      expect([pages, width]).toEqual([3, 96]);
    }
    const still = await get(hub, await urlOf(asset.id, '(width: 96, format: AVIF)'));
    expect((await sharp(await bytesOf(still)).metadata()).pages ?? 1).toBe(1);
  });

  test('of a drawing only when told: it is sharp at any size', async () => {
    const asset = await newAsset(
      hub,
      editor,
      '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><circle r="50"/></svg>',
      ALT,
    );
    await publishWith(asset);
    expect((await get(hub, await urlOf(asset.id, '(width: 96)'), AVIF)).headers.get('content-type')).toBe(
      'image/svg+xml',
    );
    expect(await looks(await urlOf(asset.id, '(width: 96, format: WEBP)'))).toEqual([96, 48, 'image/webp']);
  });

  test('once, by two processes and many readers at a time', async () => {
    const { id } = await published(1500, 1000);
    const url = await urlOf(id, '(width: 640, format: WEBP)');
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => get(i % 2 ? hub : second, url)));
    const bodies = await Promise.all(answers.map(bytesOf));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    for (const body of bodies) expect(body.equals(bodies[0]!)).toBe(true);
    const { rows } = await hub.database.pool.query('select hash from media_asset where id = $1', [id]);
    const made = await readdir(join(folder, 'media', 'renditions', rows[0].hash.slice(0, 2), rows[0].hash));
    expect(made).toEqual(['w640-h0.webp']);
  });

  test('and forgotten after a season, or when the file is gone', async () => {
    const [old, gone, young] = [await published(), await published(), await published()];
    for (const { id } of [old, gone, young]) await get(hub, await urlOf(id, '(width: 96, format: PNG)'));
    const folderOf = async (id: string) => {
      const { rows } = await hub.database.pool.query('select hash from media_asset where id = $1', [id]);
      return join(folder, 'media', 'renditions', rows[0].hash.slice(0, 2), rows[0].hash);
    };
    const folders = [await folderOf(old.id), await folderOf(gone.id), await folderOf(young.id)];
    const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000);
    for (const [i, days] of [91, 2, 89].entries())
      for (const file of await readdir(folders[i]!))
        await utimes(join(folders[i]!, file), daysAgo(days), daysAgo(days));
    await hub.database.pool.query("update media_asset set hash = repeat('0', 64) where id = $1", [gone.id]);
    await hub.database.pool.query("select graphile_worker.add_job('keep-media', '{}'::json)");
    await hub.settle();
    expect(await Promise.all(folders.map(async (path) => (await readdir(path)).length))).toEqual([0, 0, 1]);
    expect((await get(hub, await urlOf(old.id, '(width: 96, format: PNG)'))).status).toBe(200);
  });

  test('once more when what was made is lost', async () => {
    const { id } = await published();
    const url = await urlOf(id, '(width: 96, format: PNG)');
    const before = await bytesOf(await get(hub, url));
    await rm(join(folder, 'media', 'renditions'), { recursive: true });
    expect((await bytesOf(await get(hub, url))).equals(before)).toBe(true);
  });
});

test('one network address cannot have pictures made without end', async () => {
  const strict = await testHub({ environment: { HEARTH_DATA: folder, TRUSTED_PROXIES: '127.0.0.1' } });
  const token = await strict.signIn('editor');
  const asset = await newAsset(strict, token, await picture().png().toBuffer());
  const { data } = await strict.query<{ mediaAsset: { a: string; b: string } }>(
    'query ($id: ID!) { mediaAsset(id: $id) { a: url(width: 96) b: url(width: 160) } }',
    { id: asset.id },
    { as: token },
  );
  const from = (last: number) => ({ 'x-forwarded-for': `203.0.113.${last}` });
  expect((await get(strict, data.mediaAsset.a, from(1))).status).toBe(200);
  await strict.database.pool.query('update auth_try set tries = 1200 where tries = 1');
  const refused = await get(strict, data.mediaAsset.b, from(1));
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
  // What is made already is for everybody, and others have counts of their own.
  expect((await get(strict, data.mediaAsset.a, from(1))).status).toBe(200);
  expect((await get(strict, data.mediaAsset.b, from(2))).status).toBe(200);
  await strict.close();
});

describe('an address', () => {
  test('is refused when anything about it was changed', async () => {
    const { id, url } = await published();
    const sized = await urlOf(id, '(width: 96)');
    expect((await get(hub, sized)).status).toBe(200);
    const [, , , key, signature] = sized.split('/') as string[];
    const other = await published();
    for (const forged of [
      sized.replace('w96', 'w160'),
      sized.replace('w96', 'w97'),
      sized.replace('.auto', '.png'),
      sized.replace('w96', 'w96-h96-cover'),
      sized.replace(signature!, 'AAAAAAAAAAAAAAAA'),
      sized.replace(id, other.id),
      sized.replace(key!, `${key}0`),
      `${sized}?until=99999999999`,
      url.replace('original', '..%2F..%2Foriginal'),
      url.replace('original', 'nothing'),
      '/media/x/y/z/original',
    ]) {
      const response = await get(hub, forged);
      expect([forged, response.status]).toEqual([forged, 404]);
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });

  test('of what is public may be kept for ever', async () => {
    const { id, url } = await published();
    for (const one of [url, await urlOf(id, '(width: 96)')]) {
      const response = await get(hub, await urlOf(id, one === url ? '' : '(width: 96)'));
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      const etag = response.headers.get('etag')!;
      expect(
        (await get(hub, await urlOf(id, one === url ? '' : '(width: 96)'), { 'if-none-match': `W/"x", ${etag}` }))
          .status,
      ).toBe(304);
      expect((await get(hub, one, { 'if-none-match': '"x"' })).status).toBe(200);
    }
  });

  test('is answered to HEAD without the file', async () => {
    const { id } = await published();
    const url = await urlOf(id, '');
    const [head, whole] = [await get(hub, url, {}, 'HEAD'), await get(hub, url)];
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(String((await bytesOf(whole)).length));
    expect(await head.text()).toBe('');
  });

  test('begins with the public address of the hub where it is known', async () => {
    const abroad = await testHub({
      databaseUrl: hub.databaseUrl,
      environment: { HEARTH_DATA: folder, PUBLIC_URL: 'https://hub.example/' },
    });
    const { id } = await published();
    const { data } = await abroad.query<{ mediaAsset: { url: string } }>(
      'query ($id: ID!) { mediaAsset(id: $id) { url(width: 96) } }',
      { id },
    );
    await abroad.close();
    expect(data.mediaAsset.url).toBe(`https://hub.example${await urlOf(id, '(width: 96)')}`);
  });
});

describe('a part of a file', () => {
  let url: string;
  let whole: Buffer;
  beforeAll(async () => {
    const bytes = Buffer.concat([
      Buffer.from('ID3\x03\0\0\0\0\0\0'),
      Buffer.from([0xff, 0xfb, 0x90, 0]),
      Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251)),
    ]);
    const asset = await newAsset(hub, editor, bytes, { name: 'الأغنية.mp3' });
    ({ url } = asset);
    whole = bytes;
  });

  test.each([
    ['bytes=0-9', 0, 10],
    ['bytes=500-', 500, undefined],
    ['bytes=-14', -14, undefined],
    ['bytes=10-99999', 10, undefined],
  ])('is answered for %s', async (range, start, end) => {
    const response = await get(hub, url, { range });
    const expected = whole.subarray(start, end);
    const from = start < 0 ? whole.length + start : start;
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${from}-${from + expected.length - 1}/${whole.length}`);
    expect((await bytesOf(response)).equals(expected)).toBe(true);
  });

  test('is refused beyond its end, and left alone when it makes no sense or the file is another', async () => {
    const beyond = await get(hub, url, { range: 'bytes=5000-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`]);
    for (const headers of [
      { range: 'lines=1-2' },
      { range: 'bytes=0-1,5-6' },
      { range: 'bytes=0-9', 'if-range': '"old"' },
    ]) {
      const response = await get(hub, url, headers as Record<string, string>);
      expect(response.status).toBe(200);
      expect((await bytesOf(response)).length).toBe(whole.length);
    }
  });

  test('has the name of the file, in any script', async () => {
    const disposition = (await get(hub, url)).headers.get('content-disposition');
    expect(disposition).toContain(`filename*=UTF-8''${encodeURIComponent('الأغنية.mp3')}`);
  });
});

test.each([
  ['x.html', 'x.png'],
  ['x.svg', 'x.png'],
  ['x.png.exe', 'x.png'],
  ['x.PNG', 'x.PNG'],
  ['x.html. .', 'x.png'],
  ['x', 'x.png'],
  ['.htaccess', '.htaccess.png'],
  ['Plan 1.2', 'Plan 1.2.png'],
  ['Dr. Smith', 'Dr. Smith.png'],
  ['x.html;.jpg', 'x.html;.png'],
  ['a"b', 'a"b.png'],
])('a PNG that is called %s is handed out as %s', async (name, served) => {
  const asset = await newAsset(hub, editor, await picture(10, 10).png().toBuffer(), { name });
  const nameOf = async (url: string) =>
    parse((await get(hub, url)).headers.get('content-disposition')!).parameters.filename;
  expect(await nameOf(asset.url)).toBe(served);
  const stem = served.slice(0, -'.png'.length);
  expect(await nameOf(await urlOf(asset.id, '(width: 96, format: WEBP)', editor))).toBe(`${stem}.webp`);
});

test('nobody calls a file what reads backwards or breaks lines', async () => {
  for (const name of ['cod.\u202egnp.exe', 'a\u2066b', 'a\u2028b', 'a\r\nb', 'a/b']) {
    const made = newAsset(hub, editor, await picture(10, 10).png().toBuffer(), { name });
    await expect(made).rejects.toThrow('invisible marks');
  }
});

describe('what is not public', () => {
  test('is seen by nobody who does not write content, at any address', async () => {
    const asset = await newAsset(hub, editor, await picture().png().toBuffer(), ALT);
    const member = await hub.signIn('member');
    for (const as of [undefined, member]) {
      const { data } = await hub.query(
        'query ($id: ID!) { mediaAsset(id: $id) { id } node(id: $id) { id } }',
        { id: asset.id },
        { as },
      );
      expect(data).toEqual({ mediaAsset: null, node: null });
      const { errors } = await hub.query('{ mediaAssets { nodes { id } } }', {}, { as });
      expect(errors![0]!.extensions.code).toMatch(/UNAUTHENTICATED|FORBIDDEN/);
    }
    // The address that writers get works, for a day; without its end it is none.
    const response = await get(hub, asset.url);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'private, max-age=3600']);
    expect(asset.url).toMatch(/\?until=\d+$/);
    expect((await get(hub, asset.url.replace(/\?.*/, ''))).status).toBe(404);
    expect((await get(hub, asset.url.replace(/until=\d+/, 'until=99999999999'))).status).toBe(404);
  });

  test('ceases to be delivered when it was public and is taken back', async () => {
    const { id, entryId } = await published();
    const url = await urlOf(id, '');
    expect((await get(hub, url)).status).toBe(200);
    await hub.query(
      'mutation ($id: ID!) { unpublishEntry(id: $id) { errors { code } } }',
      { id: entryId },
      { as: editor },
    );
    expect((await get(hub, url)).status).toBe(404);
    expect((await hub.query('query ($id: ID!) { node(id: $id) { id } }', { id })).data).toEqual({ node: null });
  });

  test('is what a story shows whose storyteller has withdrawn their consent', async () => {
    const asset = await newAsset(hub, editor, await picture().png().toBuffer(), ALT);
    const input = {
      storytellerName: 'Mina',
      coverImageId: asset.id,
      consent: { givenBy: 'Mina', givenOn: '2026-01-01', scope: 'The story and the photograph.' },
      translations: [{ locale: 'en', title: 'Ours', quote: 'We made it.', body: `![](media:${asset.id})` }],
    };
    const made = await hub.query<{ createSuccessStory: { revision: { entryId: string } } }>(
      'mutation ($input: SuccessStoryInput!) { createSuccessStory(input: $input) { revision { entryId } errors { message } } }',
      { input },
      { as: editor },
    );
    const id = made.data.createSuccessStory.revision.entryId;
    await hub.query(
      'mutation ($id: ID!) { publishEntry(id: $id, revision: 1) { errors { message } } }',
      { id },
      { as: editor },
    );
    const url = await urlOf(asset.id, '(width: 96)');
    expect((await get(hub, url)).status).toBe(200);
    await hub.database.pool.query('update entry set consent_withdrawn_at = now() where id = $1', [id]);
    expect((await get(hub, url)).status).toBe(404);
    expect((await hub.query('query ($id: ID!) { mediaAsset(id: $id) { id } }', { id: asset.id })).data).toEqual({
      mediaAsset: null,
    });
  });

  test('has an address that ends', async () => {
    const asset = await newAsset(hub, editor, await picture().png().toBuffer(), ALT);
    const until = Number(/until=(\d+)$/.exec(asset.url)![1]);
    const hours = (until * 1000 - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(24);
    expect(hours).toBeLessThanOrEqual(25);
    const past = Math.floor(Date.now() / 1000) - 1;
    const { id } = asset;
    const { rows } = await hub.database.pool.query<{ path: string }>(
      `select media_path(id, url_key, 'original?until=' || $2, $3) as path from media_asset where id = $1`,
      [id, past, hub.services.fileAddresses.key],
    );
    expect((await get(hub, rows[0]!.path)).status).toBe(404);
  });
});
