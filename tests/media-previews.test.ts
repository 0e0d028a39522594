import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { get, newAsset, picture, uploaded } from './harness/files.js';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let folder: string;
let as: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-previews-'));
  hub = await testHub({ environment: { HEARTH_DATA: folder } });
  as = await hub.signIn('editor');
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

const PDF = Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\n%%EOF');
const DRAWING =
  '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40" fill="#00f"/></svg>';

async function ask<T>(id: string, selection: string, by: string | undefined = as): Promise<T> {
  const { data, errors } = await hub.query<{ mediaAsset: T }>(
    `query ($id: ID!) { mediaAsset(id: $id) { ${selection} } }`,
    { id },
    by ? { as: by } : {},
  );
  expect(errors).toBeUndefined();
  return data.mediaAsset;
}

/** The guide that shows it makes it public. */
async function publishWith(coverImageId: string): Promise<void> {
  const input = {
    kind: 'GUIDE',
    cost: 'FREE',
    url: 'https://example.org/',
    coverImageId,
    translations: [{ locale: 'en', title: 'Garden', body: 'Dig.' }],
  };
  const { data } = await hub.query<{ done: { revision: { entryId: string } } }>(
    'mutation ($input: ResourceInput!) { done: createResource(input: $input) { revision { entryId } } }',
    { input },
    { as },
  );
  const { errors } = (
    await hub.query<{ done: { errors: object[] } }>(
      'mutation ($id: ID!) { done: publishEntry(id: $id, revision: 1) { errors { message } } }',
      { id: data.done.revision.entryId },
      { as },
    )
  ).data.done;
  expect(errors).toEqual([]);
}

describe('a picture has a preview', () => {
  const seen = async (id: string) => (await ask<{ preview: string | null }>(id, 'preview')).preview;

  /** Its size, and the colours at its left and right edge. */
  async function drawn(preview: string | null) {
    const [, data] = /^data:image\/webp;base64,([\w+/]+=*)$/.exec(preview!)!;
    const { data: pixels, info } = await sharp(Buffer.from(data!, 'base64'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const at = (x: number) => [...pixels.subarray(x * info.channels, x * info.channels + 3)];
    return { width: info.width, height: info.height, left: at(0), right: at(info.width - 1) };
  }

  test('in a few pixels that look like it, in the answer itself', async () => {
    const { id } = await newAsset(hub, as, await picture(400, 200).jpeg().toBuffer());
    const preview = await seen(id);
    expect(preview!.length).toBeLessThan(400);
    const { width, height, left, right } = await drawn(preview);
    expect([width, height]).toEqual([16, 8]);
    expect(left[0]).toBeGreaterThan(left[2]! + 100);
    expect(right[2]).toBeGreaterThan(right[0]! + 100);
  });

  test('that changes when it is replaced', async () => {
    const { id } = await newAsset(hub, as, await picture().png().toBuffer());
    const before = await seen(id);
    const { uploadId } = await uploaded(hub, as, await picture(100, 300).png().toBuffer());
    await hub.query(
      'mutation ($id: ID!, $uploadId: ID!) { replaceMediaAsset(id: $id, input: { uploadId: $uploadId, description: KEEP }) { errors { code } } }',
      { id, uploadId },
      { as },
    );
    expect(await seen(id)).not.toBe(before);
    expect(await drawn(await seen(id))).toMatchObject({ width: 5, height: 16 });
  });

  test('when it is a drawing, and none when it is no picture', async () => {
    const { id } = await newAsset(hub, as, DRAWING);
    expect(await drawn(await seen(id))).toMatchObject({ width: 16, height: 8 });
    expect(await seen((await newAsset(hub, as, PDF)).id)).toBeNull();
  });

  test('after a night, when it was there before; what cannot be read keeps no other from it', async () => {
    const lost = await newAsset(hub, as, await picture().png().toBuffer());
    const old = await newAsset(hub, as, await picture().png().toBuffer());
    const ids = [lost.id, old.id];
    const preview = await seen(old.id);
    const pool = hub.database.pool;
    await pool.query('update media_asset set preview = null where id = any($1)', [ids]);
    await pool.query("update media_asset set hash = repeat('0', 64) where id = $1", [lost.id]);
    await pool.query("select graphile_worker.add_job('keep-media', '{}'::json)");
    await hub.settle();
    expect([await seen(lost.id), await seen(old.id)]).toEqual([null, preview]);
  });
});

describe('srcSet', () => {
  /** Addresses by the width they are said to have. */
  const parts = (srcSet: string) =>
    new Map(
      srcSet.split(', ').map((part) => {
        const [, url, width] = /^(\S+) (\d+)w$/.exec(part)!;
        return [Number(width), url!];
      }),
    );
  const srcSet = async (id: string, args = '', by: string | undefined = as) =>
    (await ask<{ srcSet: string | null }>(id, `srcSet${args}`, by)).srcSet;

  test('lists the widths a picture has, each at its own address', async () => {
    const { id } = await newAsset(hub, as, await picture(400, 200).png().toBuffer(), {
      translations: [{ locale: 'en', alt: 'Garden' }],
    });
    for (const isPublic of [false, true]) {
      if (isPublic) await publishWith(id);
      const listed = parts((await srcSet(id))!);
      expect([...listed.keys()]).toEqual([96, 160, 320, 400]);
      for (const [width, url] of listed) {
        expect(url.includes('until')).toBe(!isPublic);
        const response = await get(hub, url, { accept: 'image/webp' });
        expect(response.headers.get('content-type')).toBe('image/webp');
        expect((await sharp(Buffer.from(await response.arrayBuffer())).metadata()).width).toBe(width);
      }
    }
    const visitor = await hub.query<{ mediaAsset: { srcSet: string } }>(
      'query ($id: ID!) { mediaAsset(id: $id) { srcSet } }',
      { id },
    );
    expect(visitor.data.mediaAsset.srcSet).toBe(await srcSet(id));
  });

  test.each([
    [400, '(widths: [100, 130, 5000, 700])', [160, 400]],
    [400, '(widths: [-1, 0])', [96]],
    [320, '(widths: [320, 400])', [320]],
    [90, '', [90]],
    [2700, '(widths: [1900, 2560, 9000])', [1920, 2560]],
  ])('of a picture %i pixels wide %s has %j', async (width, args, widths) => {
    const { id } = await newAsset(hub, as, await picture(width, 40).png().toBuffer());
    expect([...parts((await srcSet(id, args))!).keys()]).toEqual(widths);
  });

  test('is in the format asked for', async () => {
    const { id } = await newAsset(hub, as, await picture(100, 50).png().toBuffer());
    const [url] = [...parts((await srcSet(id, '(widths: [96], format: JPEG)'))!).values()];
    expect((await get(hub, url!, { accept: 'image/webp' })).headers.get('content-type')).toBe('image/jpeg');
  });

  test('is null for what has no sizes', async () => {
    for (const file of [DRAWING, PDF]) expect(await srcSet((await newAsset(hub, as, file)).id)).toBeNull();
  });

  test('and previews of a whole list are read in the statement that reads the list', async () => {
    const list = (more: string) => `{ mediaAssets(first: 20) { nodes { id ${more} } } }`;
    const statements = async (query: string) => {
      const read = () => hub.query(query, {}, { as });
      await read();
      return hub.statements(read);
    };
    expect(await statements(list('preview srcSet url'))).toBe(await statements(list('')));
  });
});
