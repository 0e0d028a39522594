import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import {
  type AssetAnswer,
  beginUpload,
  CREATE_ASSET,
  get,
  newAsset,
  photo,
  picture,
  send,
  uploaded,
} from './harness/files.js';
import { type TestHub, type TestPerson, testHub } from './harness/hub.js';

let hub: TestHub;
let folder: string;
const tokens = new Map<TestPerson, string>();
const as = (who: TestPerson) => tokens.get(who)!;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-media-'));
  hub = await testHub({ environment: { HEARTH_DATA: folder, MEDIA_MAX_BYTES: '3000000' } });
  for (const who of ['editor', 'contributor', 'partner', 'member'] as const) tokens.set(who, await hub.signIn(who));
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

/** Names of all stored files of a sort. */
async function stored(sort: string): Promise<string[]> {
  const path = join(folder, 'media', sort);
  if (!existsSync(path)) return [];
  return (await readdir(path, { recursive: true, withFileTypes: true })).filter((e) => e.isFile()).map((e) => e.name);
}

const create = async (who: TestPerson, input: object) =>
  (await hub.query<AssetAnswer>(CREATE_ASSET, { input }, { as: as(who) })).data.done;

describe('a file', () => {
  test('is asked for, sent and taken', async () => {
    const bytes = await picture(300, 150).png().toBuffer();
    const upload = await beginUpload(hub, as('contributor'));
    expect(upload.maximumBytes).toBe(3_000_000);
    const sent = await send(hub, upload.url, bytes, { 'content-type': 'application/x-anything' });
    expect(sent).toMatchObject({ status: 201, uploadId: upload.id, kind: 'IMAGE', mediaType: 'image/png', errors: [] });
    expect([sent.width, sent.height]).toEqual([300, 150]);
    const { mediaAsset, errors } = await create('contributor', {
      uploadId: upload.id,
      name: ' garden.png ',
      translations: [{ locale: 'en', alt: 'A garden' }],
    });
    expect(errors).toEqual([]);
    expect(mediaAsset).toMatchObject({
      name: 'garden.png',
      kind: 'IMAGE',
      width: 300,
      height: 150,
      version: 1,
      alt: 'A garden',
    });
    const back = await get(hub, mediaAsset!.url);
    expect(back.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await back.arrayBuffer())).toHaveLength(mediaAsset!.bytes);
  });

  test('is taken once, and only by who uploaded it', async () => {
    const { uploadId } = await uploaded(hub, as('contributor'), await picture().png().toBuffer());
    const wrong = { mediaAsset: null, errors: [{ code: 'NOT_FOUND', path: ['input', 'uploadId'] }] };
    expect(await create('editor', { uploadId, name: 'x' })).toMatchObject(wrong);
    expect((await create('contributor', { uploadId, name: 'x' })).errors).toEqual([]);
    expect(await create('contributor', { uploadId, name: 'x' })).toMatchObject(wrong);
  });

  test('is sent once, to an address that was not forged', async () => {
    const { url } = await beginUpload(hub, as('contributor'));
    const bytes = await picture().png().toBuffer();
    const forged = url.slice(0, -1) + (url.endsWith('A') ? 'B' : 'A');
    expect(await send(hub, forged, bytes)).toMatchObject({ status: 404, errors: [{ code: 'NOT_FOUND' }] });
    expect(await send(hub, '/uploads/nothing', bytes)).toMatchObject({ status: 404 });
    expect(await send(hub, url, bytes)).toMatchObject({ status: 201 });
    expect(await send(hub, url, bytes)).toMatchObject({ status: 404 });
  });

  test('needs someone who writes content', async () => {
    const { errors } = await hub.query('mutation { createMediaUpload { upload { url } } }', {}, { as: as('member') });
    expect(errors![0]!.extensions.code).toBe('FORBIDDEN');
    expect((await beginUpload(hub, as('partner'))).url).toContain('/uploads/');
  });

  test('has a name and texts that are possible: all mistakes at once', async () => {
    const { uploadId } = await uploaded(hub, as('contributor'), await picture().png().toBuffer());
    const { errors } = await create('contributor', {
      uploadId,
      name: '../etc',
      folderId: '00000000-0000-7000-8000-000000000000',
      focalPoint: { x: 2, y: 0.5 },
      translations: [{ locale: 'en', alt: 'a'.repeat(501) }, { locale: 'en' }],
    });
    expect(errors.map(({ path }) => path.slice(1).join('.')).sort()).toEqual([
      'focalPoint.x',
      'folderId',
      'name',
      'translations.0.alt',
      'translations.1.locale',
    ]);
    // Nothing was lost by that.
    expect((await create('contributor', { uploadId, name: 'fine.png' })).errors).toEqual([]);
  });
});

describe('what a file is', () => {
  const formats = ['jpeg', 'png', 'webp', 'avif', 'gif'] as const;
  test.each(formats)('is seen in its bytes: %s', async (format) => {
    const bytes = await picture(64, 32).toFormat(format).toBuffer();
    const sent = await send(hub, (await beginUpload(hub, as('editor'))).url, bytes, { 'content-type': 'text/html' });
    expect(sent).toMatchObject({ status: 201, kind: 'IMAGE', mediaType: `image/${format}`, width: 64, height: 32 });
  });

  test.each([
    ['application/pdf', 'DOCUMENT', Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\n%%EOF')],
    [
      'audio/mpeg',
      'AUDIO',
      Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\0\0'), Buffer.from([0xff, 0xfb, 0x90, 0]), Buffer.alloc(500)]),
    ],
    [
      'video/webm',
      'VIDEO',
      Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581020000', 'hex'),
    ],
  ])('is seen in its bytes: %s', async (mediaType, kind, bytes) => {
    expect(await uploaded(hub, as('editor'), bytes)).toMatchObject({ status: 201, mediaType, kind, width: null });
  });

  test.each([
    ['a page', '<!doctype html><script>alert(1)</script>'],
    ['a page with a drawing in it', '<html><body><svg xmlns="http://www.w3.org/2000/svg"/></body></html>'],
    ['a program', Buffer.from('MZ\x90\0'.padEnd(200, '\0'), 'latin1')],
    ['an archive', Buffer.from('504b0304140000000800', 'hex')],
    ['words', 'Hello, this is a text.'],
    ['nothing', ''],
    ['XML that is no drawing', '<?xml version="1.0"?><feed><script>alert(1)</script></feed>'],
    ['half a picture', Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex')],
  ])('must be one of those that are taken: not %s', async (_what, bytes) => {
    const sent = await uploaded(hub, as('editor'), bytes);
    expect(sent).toMatchObject({ status: 422, errors: [{ code: 'INVALID', path: ['file'] }] });
    expect(sent.uploadId).toBeUndefined();
  });

  test('is told where it would stand still', async () => {
    const still = await picture(8, 8).png().toBuffer();
    // The chunk that says that there are two pictures, behind the header.
    const control = Buffer.concat([Buffer.from('000000086163544c0000000200000000', 'hex'), Buffer.alloc(4)]);
    const moving = Buffer.concat([still.subarray(0, 33), control, still.subarray(33)]);
    expect((await uploaded(hub, as('editor'), moving)).errors[0]!.message).toContain('would stand still');
  });

  test('is told with what to do where telephones make something else', async () => {
    const heic = Buffer.from('00000018667479706865696300000000686569636d696631', 'hex');
    expect((await uploaded(hub, as('editor'), heic)).errors[0]!.message).toContain('Save it as JPEG');
  });

  test('is not hidden in a form', async () => {
    const { url } = await beginUpload(hub, as('editor'));
    const body = new FormData();
    body.set('file', new Blob([new Uint8Array(await picture().png().toBuffer())]));
    const response = await fetch(new URL(url, hub.url), { method: 'POST', body });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('not in a form');
  });

  test('is nothing at all in a request without a body', async () => {
    const { url } = await beginUpload(hub, as('editor'));
    const response = await fetch(new URL(url, hub.url), { method: 'POST' });
    expect([response.status, await response.text()]).toEqual([422, expect.stringContaining('nothing in the file')]);
  });

  test('leaves an upload open that was refused: it can be sent again', async () => {
    const { url } = await beginUpload(hub, as('editor'));
    expect((await send(hub, url, 'words')).status).toBe(422);
    expect((await send(hub, url, await picture().png().toBuffer())).status).toBe(201);
  });
});

describe('what is hidden in a file goes', () => {
  test('place, author and all else in a photograph, which is turned upright', async () => {
    const bytes = await photo(400, 200);
    expect(bytes.includes('Nadia Secret')).toBe(true);
    expect((await sharp(bytes).metadata()).exif).toBeDefined();
    const asset = await newAsset(hub, as('contributor'), bytes);
    expect([asset.width, asset.height]).toEqual([200, 400]);
    const back = Buffer.from(await (await get(hub, asset.url)).arrayBuffer());
    const { exif, xmp, iptc, orientation, width, height } = await sharp(back).metadata();
    expect({ exif, xmp, iptc, orientation, width, height }).toEqual({ width: 200, height: 400 });
    expect(back.includes('Nadia Secret')).toBe(false);
    // Turned to the right, the left half is above.
    const { data } = await sharp(back)
      .extract({ left: 100, top: 20, width: 1, height: 1 })
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(data[0]).toBeGreaterThan(180);
  });

  test('what is glued on behind', async () => {
    const bytes = Buffer.concat([await picture().jpeg().toBuffer(), Buffer.from('<script>alert("glued")</script>')]);
    const back = Buffer.from(await (await get(hub, (await newAsset(hub, as('editor'), bytes)).url)).arrayBuffer());
    expect(back.includes('glued')).toBe(false);
  });

  test('the place in a film', async () => {
    const box = (type: string, ...content: Buffer[]) => {
      const body = Buffer.concat(content);
      const head = Buffer.alloc(8);
      head.writeUInt32BE(body.length + 8);
      head.write(type, 4, 'latin1');
      return Buffer.concat([head, body]);
    };
    const place = Buffer.from('+52.5000+013.4000/');
    const film = Buffer.concat([
      box('ftyp', Buffer.from('isom\0\0\0\0isommp42')),
      box(
        'moov',
        box('mvhd', Buffer.alloc(100, 7)),
        box('trak', box('tkhd', Buffer.alloc(84, 9)), box('meta', place)),
        box('udta', box('\xa9xyz', place)),
      ),
      box('mdat', Buffer.from('the film itself')),
      box('uuid', Buffer.alloc(16), place),
    ]);
    const asset = await newAsset(hub, as('editor'), film);
    expect(asset).toMatchObject({ kind: 'VIDEO', mediaType: 'video/mp4', bytes: film.length });
    const back = Buffer.from(await (await get(hub, asset.url)).arrayBuffer());
    expect(back.includes('+52.5')).toBe(false);
    for (const kept of [Buffer.alloc(100, 7), Buffer.alloc(84, 9), Buffer.from('the film itself')])
      expect(back.indexOf(kept)).toBe(film.indexOf(kept));
    const broken = Buffer.concat([
      box('ftyp', Buffer.from('isom\0\0\0\0isommp42')),
      Buffer.from('7fffffff6d6f6f76', 'hex'),
    ]);
    expect(await uploaded(hub, as('editor'), broken)).toMatchObject({ status: 422 });
  });
});

describe('a file that is too much is refused', () => {
  const tooLarge = { status: 422, errors: [{ code: 'INVALID', path: ['file'] }] };

  test('by its size, said or not', async () => {
    const bytes = Buffer.alloc(3_000_001, 1);
    const { url } = await beginUpload(hub, as('editor'));
    expect(await send(hub, url, bytes)).toMatchObject(tooLarge);
    const stream = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 40; i++) controller.enqueue(new Uint8Array(100_000));
        controller.close();
      },
    });
    const response = await fetch(new URL(url, hub.url), {
      method: 'POST',
      body: stream,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('too large');
  });

  test('by its pixels, however few bytes they take', async () => {
    const bomb = await sharp({ create: { width: 12_000, height: 12_000, channels: 3, background: '#fff' } })
      .png({ compressionLevel: 9 })
      .toBuffer();
    expect(bomb.length).toBeLessThan(3_000_000);
    const sent = await uploaded(hub, as('editor'), bomb);
    expect(sent).toMatchObject(tooLarge);
    expect(sent.errors[0]!.message).toContain('144 million pixels');
  });
});

describe('what remains of a file that did not come whole', () => {
  test('is nothing', async () => {
    const { url } = await beginUpload(hub, as('editor'));
    const before = await stored('originals');
    await new Promise<void>((resolve) => {
      const { port, pathname } = new URL(url, hub.url);
      const sending = request({ port, path: pathname, method: 'POST', headers: { 'content-length': 100_000 } });
      sending.on('error', () => resolve());
      sending.write(Buffer.alloc(50_000));
      setTimeout(() => sending.destroy(new Error('gone')), 50);
    });
    // The link still works, so nothing was written.
    expect((await send(hub, url, await picture().png().toBuffer())).status).toBe(201);
    expect(await stored('incoming')).toEqual([]);
    expect(await stored('originals')).toHaveLength(before.length + 1);
  });
});

describe('the same bytes', () => {
  test('are kept once, and as long as one of their files is there', async () => {
    const bytes = await picture().png().toBuffer();
    const before = (await stored('originals')).length;
    const [one, two] = [await newAsset(hub, as('editor'), bytes), await newAsset(hub, as('contributor'), bytes)];
    expect(one.id).not.toBe(two.id);
    expect(await stored('originals')).toHaveLength(before + 1);
    const { rows } = await hub.database.pool.query('select hash from media_asset where id = any($1)', [
      [one.id, two.id],
    ]);
    expect(new Set(rows.map(({ hash }) => hash)).size).toBe(1);
    const kept = Buffer.from(await (await get(hub, one.url)).arrayBuffer());
    expect(createHash('sha256').update(kept).digest('hex')).toBe(rows[0].hash);
    const path = join(folder, 'media', 'originals', rows[0].hash.slice(0, 2), rows[0].hash);
    const longAgo = new Date(Date.now() - 3 * 24 * 60 * 60 * 1000);

    await hub.database.pool.query('delete from media_asset where id = $1', [one.id]);
    await utimes(path, longAgo, longAgo);
    await upkeep();
    expect(existsSync(path)).toBe(true);
    await hub.database.pool.query('delete from media_asset where id = $1', [two.id]);
    await upkeep();
    expect(existsSync(path)).toBe(false);
  });

  test('that nobody has taken stay for a day', async () => {
    const { uploadId } = await uploaded(hub, as('editor'), await picture().png().toBuffer());
    await upkeep();
    expect((await create('editor', { uploadId, name: 'late.png' })).errors).toEqual([]);
  });
});

async function upkeep(): Promise<void> {
  await hub.database.pool.query("select graphile_worker.add_job('keep-media', '{}'::json)");
  await hub.settle();
}
