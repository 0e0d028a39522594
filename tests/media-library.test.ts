import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import sharp from 'sharp';
import { ASSET, type Asset, type AssetAnswer, get, newAsset, picture, uploaded } from './harness/files.js';
import { type TestHub, type TestPerson, testHub } from './harness/hub.js';
import type { Problem } from './harness/people.js';

let hub: TestHub;
let folder: string;
const tokens = new Map<TestPerson, string>();
const as = (who: TestPerson) => tokens.get(who)!;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-media-'));
  hub = await testHub({ environment: { HEARTH_DATA: folder } });
  for (const who of ['admin', 'editor', 'contributor', 'expert', 'partner', 'other'] as const)
    tokens.set(who, await hub.signIn(who));
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

const png = () => picture().png().toBuffer();
const alt = (...locales: string[]) => ({
  translations: locales.map((locale) => ({ locale, alt: `Garden ${locale}` })),
});

async function run<T>(who: TestPerson, text: string, variables: object = {}): Promise<T> {
  const { data, errors } = await hub.query<T>(text, variables, { as: as(who) });
  expect(errors).toBeUndefined();
  return data;
}

async function change(who: TestPerson, name: string, args: string, variables: object): Promise<AssetAnswer['done']> {
  const declared = Object.keys(variables).map(
    (key) =>
      `$${key}: ${{ id: 'ID!', uploadId: 'ID!', input: 'MediaAssetInput!', replacement: 'ReplaceMediaAssetInput!' }[key]}`,
  );
  const text = `mutation (${declared.join(', ')}) { done: ${name}(${args}) { mediaAsset { ${ASSET} deletedAt can } errors { code path message ... on MediaInUse { usedBy { id entryId place locale live title } } } } }`;
  return (await run<AssetAnswer>(who, text, variables)).done;
}

interface Saved {
  done: { revision: { entryId: string; number: number } | null; errors: Problem[] };
}

/** Saves a guide. */
async function save(who: TestPerson, input: object, id?: string, revision = 1): Promise<Saved['done']> {
  const whole = { kind: 'GUIDE', cost: 'FREE', url: 'https://example.org/', ...input };
  const call = id ? 'updateResource(id: $id, revision: $revision, input: $input)' : 'createResource(input: $input)';
  const declared = id ? '($id: ID!, $revision: Int!, $input: ResourceInput!)' : '($input: ResourceInput!)';
  const text = `mutation ${declared} { done: ${call} { revision { entryId number } errors { code path message } } }`;
  return (await run<Saved>(who, text, id ? { id, revision, input: whole } : { input: whole })).done;
}

const texts = (...locales: string[]) => locales.map((locale) => ({ locale, title: `Title ${locale}`, body: 'Dig.' }));

async function publish(id: string, revision = 1, locales?: string[]): Promise<Problem[]> {
  const { done } = await run<{ done: { errors: Problem[] } }>(
    'editor',
    'mutation ($id: ID!, $revision: Int!, $locales: [Locale!]) { done: publishEntry(id: $id, revision: $revision, locales: $locales) { errors { code path message } } }',
    { id, revision, locales },
  );
  return done.errors;
}

/** A published guide. */
async function published(input: object): Promise<string> {
  const { revision, errors } = await save('editor', input);
  expect(errors).toEqual([]);
  expect(await publish(revision!.entryId)).toEqual([]);
  return revision!.entryId;
}

async function resource<T>(id: string, selection: string, locale = 'en'): Promise<T> {
  const { data, errors } = await hub.query<{ resource: T }>(
    `query ($id: ID!, $locale: Locale!) { resource(id: $id, locale: $locale) { ${selection} } }`,
    { id, locale },
  );
  expect(errors).toBeUndefined();
  return data.resource;
}

interface Use {
  entryId: string;
  place: string;
  locale: string | null;
  live: boolean;
  title: string | null;
}

async function usedBy(who: TestPerson, id: string): Promise<Use[]> {
  const { mediaAsset } = await run<{ mediaAsset: { usedBy: { nodes: Use[] } } }>(
    who,
    'query ($id: ID!) { mediaAsset(id: $id) { usedBy(first: 50) { nodes { entryId place locale live title } } } }',
    { id },
  );
  return mediaAsset.usedBy.nodes;
}

describe('what an entry shows', () => {
  test('is its cover, with its words in the language that is read', async () => {
    const { id } = await newAsset(hub, as('contributor'), await png(), alt('en', 'de'));
    const entryId = await published({ coverImageId: id, translations: texts('en', 'de') });
    const seen = await resource<{ coverImage: Asset }>(
      entryId,
      `coverImage { ${ASSET} usedBy { nodes { id } } uploadedBy { handle } }`,
      'de',
    );
    expect(seen.coverImage).toMatchObject({ id, alt: 'Garden de', usedBy: { nodes: [] }, uploadedBy: null });
    expect((await get(hub, seen.coverImage.url)).status).toBe(200);
    expect(seen.coverImage.url).not.toContain('until');
  });

  test('is the file of a resource', async () => {
    const pdf = Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\n%%EOF');
    const { id } = await newAsset(hub, as('editor'), pdf, { name: 'Checklist.pdf' });
    const entryId = await published({ url: null, kind: 'DOWNLOAD', file: { mediaId: id }, translations: texts('en') });
    const { file } = await resource<{ file: { url: string } }>(
      entryId,
      'file { url mediaType bytes media { id name } }',
    );
    expect(file).toMatchObject({
      mediaType: 'application/pdf',
      bytes: pdf.length,
      media: { id, name: 'Checklist.pdf' },
    });
    const response = await get(hub, file.url);
    expect(Buffer.from(await response.arrayBuffer()).equals(pdf)).toBe(true);
    expect(response.headers.get('content-disposition')).toBe('inline; filename=Checklist.pdf');
    const elsewhere = { url: 'https://example.org/x.pdf', mediaType: 'application/pdf', bytes: 7 };
    const other = await published({ url: null, file: elsewhere, translations: texts('en') });
    expect(await resource(other, 'file { url mediaType bytes media { id } }')).toEqual({
      file: { ...elsewhere, media: null },
    });
  });

  test('are pictures in its text, with size, words and widths to choose from', async () => {
    const { id } = await newAsset(hub, as('editor'), await picture(1200, 600).png().toBuffer(), {
      translations: [{ locale: 'en', alt: 'Dig & "plant" <roses>' }],
    });
    const body = `Look:\n\n![](media:${id.toUpperCase()})\n\n![Own words](media:${id} "Title")\n\n\`src="media:${id}"\``;
    const entryId = await published({ translations: [{ locale: 'en', title: 'T', body }] });
    const { body: text } = await resource<{ body: { html: string; markdown: string } }>(
      entryId,
      'body { html markdown }',
    );
    expect(text.markdown).toContain(`media:${id}`);
    const images = [...text.html.matchAll(/<img [^>]+>/g)].map(([image]) => image);
    expect(images).toHaveLength(2);
    expect(images[0]).toContain('alt="Dig &amp; &quot;plant&quot; &lt;roses&gt;"');
    expect(images[1]).toContain('alt="Own words"');
    for (const image of images) {
      expect(image).toContain('width="1200" height="600" loading="lazy"');
      const [, src] = /src="([^"]+)"/.exec(image)!;
      const widths = [...image.matchAll(/(\/media\/\S+) (\d+)w/g)];
      expect(widths.map(([, , width]) => width)).toEqual(['480', '960', '1920']);
      expect((await get(hub, src!, { accept: 'image/webp' })).headers.get('content-type')).toBe('image/webp');
      for (const [, url] of widths) expect((await get(hub, url!)).status).toBe(200);
    }
  });

  test('must be there and be a picture, in drafts already', async () => {
    const nowhere = '00000000-0000-7000-8000-000000000000';
    const { id: pdf } = await newAsset(hub, as('editor'), Buffer.from('%PDF-1.7\n%%EOF'), { name: 'a.pdf' });
    const body = `![a](media:${nowhere}) ![b](media:nonsense)`;
    const { errors } = await save('editor', {
      coverImageId: pdf,
      url: null,
      file: { mediaId: nowhere },
      translations: [{ locale: 'en', title: 'T', body }],
    });
    expect(errors.map(({ code, path }) => [code, path.slice(1).join('.')])).toEqual([
      ['INVALID', 'coverImageId'],
      ['NOT_FOUND', 'file.mediaId'],
      ['INVALID', 'translations.0.body'],
      ['INVALID', 'translations.0.body'],
    ]);
    const both = await save('editor', { file: { mediaId: pdf, url: 'https://example.org/' } });
    expect(both.errors).toMatchObject([{ code: 'INVALID', path: ['input', 'file', 'mediaId'] }]);
    expect((await save('editor', { file: { bytes: 3 } })).errors).toMatchObject([
      { code: 'REQUIRED' },
      { code: 'REQUIRED' },
    ]);
  });

  test('is no picture of ours where the centre does not answer for the text', async () => {
    const { id } = await newAsset(hub, as('editor'), await png(), alt('en'));
    const { createSpace } = await run<{ createSpace: { space: { id: string } } }>(
      'admin',
      'mutation { createSpace(input: { slug: "garden", visibility: PUBLIC, translations: [{ locale: "en", name: "Garden" }] }) { space { id } errors { message } } }',
    );
    const { createDiscussionThread: made } = await run<{
      createDiscussionThread: { thread: { posts: { nodes: { body: { html: string } }[] } } };
    }>(
      'other',
      'mutation ($input: CreateDiscussionThreadInput!) { createDiscussionThread(input: $input) { thread { posts { nodes { body { html } } } } errors { message } } }',
      { input: { spaceId: createSpace.space.id, title: 'Hello', locale: 'en', body: `![a photo](media:${id})` } },
    );
    expect(made.thread.posts.nodes[0]!.body.html).toBe('<p>a photo</p>');
  });
});

describe('words are needed before a picture is published', () => {
  test('in every language, each place named', async () => {
    const { id } = await newAsset(hub, as('editor'), await png(), { name: 'garden.png', ...alt('en') });
    const { revision } = await save('editor', {
      coverImageId: id,
      translations: [
        { locale: 'en', title: 'T', body: 'No picture.' },
        { locale: 'de', title: 'T', body: `![](media:${id})` },
      ],
    });
    const errors = await publish(revision!.entryId);
    expect(errors.map(({ code, path }) => [code, path.slice(1).join('.')])).toEqual([
      ['ALT_TEXT_REQUIRED', 'coverImageId'],
      ['ALT_TEXT_REQUIRED', 'translations.1.body'],
    ]);
    expect(errors[0]!.message).toContain('"garden.png" has no alternative text in "de"');
    // What has its words can go.
    expect(await publish(revision!.entryId, 1, ['en'])).toEqual([]);
    await change('editor', 'updateMediaAsset', 'id: $id, input: $input', {
      id,
      input: { name: 'garden.png', ...alt('en', 'de') },
    });
    expect(await publish(revision!.entryId)).toEqual([]);
  });

  test('unless it only adorns, or the text has words of its own', async () => {
    const { id } = await newAsset(hub, as('editor'), await png(), { decorative: true });
    const { id: bare } = await newAsset(hub, as('editor'), await png());
    const body = `![](media:${id}) ![A fence](media:${bare})`;
    const entryId = await published({ coverImageId: id, translations: [{ locale: 'en', title: 'T', body }] });
    const seen = await resource<{ coverImage: Asset; body: { html: string } }>(
      entryId,
      'coverImage { alt } body { html }',
    );
    expect(seen.coverImage.alt).toBe('');
    expect(seen.body.html).toContain('alt=""');
    expect(seen.body.html).toContain('alt="A fence"');
  });

  test('and cannot be taken away from what is public', async () => {
    const { id } = await newAsset(hub, as('editor'), await png(), alt('en', 'de'));
    await published({ coverImageId: id, translations: texts('en') });
    const update = (input: object) =>
      change('editor', 'updateMediaAsset', 'id: $id, input: $input', { id, input: { name: 'a', ...input } });
    const wordless = { translations: [{ locale: 'en', alt: ' ' }] };
    expect((await update(wordless)).errors).toMatchObject([{ code: 'REQUIRED', path: ['input', 'translations'] }]);
    expect((await update({ translations: [{ locale: 'de', alt: null }] })).errors).toEqual([]);
    const { mediaAsset } = await run<{ mediaAsset: object }>(
      'editor',
      'query ($id: ID!) { mediaAsset(id: $id) { translations { locale alt } } }',
      { id },
    );
    expect(mediaAsset).toEqual({ translations: [{ locale: 'en', alt: 'Garden en' }] });
    expect((await update({ decorative: true, ...wordless })).errors).toEqual([]);
    // From an adornment to a picture with no words is no way either.
    expect((await update({ decorative: false })).errors).toMatchObject([
      { code: 'REQUIRED', path: ['input', 'translations'] },
    ]);
    expect((await update({ decorative: false, ...alt('en') })).errors).toEqual([]);
  });

  test('and translators find what lacks them, and give them in their language only', async () => {
    const { id } = await newAsset(hub, as('editor'), await png(), { name: 'wall.png', ...alt('en') });
    const { data } = await hub.query<{ me: { id: string } }>('{ me { id } }', {}, { as: as('other') });
    await run(
      'admin',
      'mutation ($id: ID!) { grantAccess(input: { memberId: $id, role: CONTRIBUTOR, locale: "de" }) { errors { message } } }',
      { id: data.me.id },
    );
    const lacking = async () =>
      (
        await run<{ mediaAssets: { nodes: { id: string }[] } }>(
          'other',
          '{ mediaAssets(first: 100, filter: { withoutAlt: "de" }) { nodes { id } } }',
        )
      ).mediaAssets.nodes.map((node) => node.id);
    expect(await lacking()).toContain(id);
    const update = (input: object) => change('other', 'updateMediaAsset', 'id: $id, input: $input', { id, input });
    const german = { locale: 'de', alt: 'Mauer' };
    expect((await update({ name: 'mine.png', translations: [german] })).errors).toMatchObject([
      { code: 'NOT_ALLOWED', path: ['input', 'name'] },
    ]);
    expect((await update({ name: 'wall.png', translations: [{ locale: 'en', alt: 'Ha' }] })).errors).toMatchObject([
      { code: 'NOT_ALLOWED' },
    ]);
    expect((await update({ name: 'wall.png', translations: [german] })).errors).toEqual([]);
    const { mediaAsset } = await run<{ mediaAsset: { translations: object[] } }>(
      'editor',
      'query ($id: ID!) { mediaAsset(id: $id) { translations { locale alt caption } } }',
      { id },
    );
    expect(mediaAsset.translations).toEqual([
      { ...german, caption: null },
      { locale: 'en', alt: 'Garden en', caption: null },
    ]);
    expect(await lacking()).not.toContain(id);
  });
});

describe('where a file is used', () => {
  test('is listed, in drafts and in public, and changes with them', async () => {
    const { id } = await newAsset(hub, as('editor'), await png(), alt('en', 'de'));
    const entryId = await published({ coverImageId: id, translations: texts('en') });
    const body = `![](media:${id})`;
    const { revision } = await save('editor', { translations: [{ locale: 'de', title: 'Neu', body }] }, entryId, 1);
    expect(await usedBy('editor', id)).toEqual(
      expect.arrayContaining([
        { entryId, place: 'COVER', locale: null, live: true, title: 'Title en' },
        { entryId, place: 'BODY', locale: 'de', live: false, title: 'Neu' },
      ]),
    );
    expect(await usedBy('editor', id)).toHaveLength(2);
    expect(await publish(entryId, revision!.number)).toEqual([]);
    expect((await usedBy('editor', id)).map(({ place, live }) => [place, live])).toEqual(
      expect.arrayContaining([
        ['BODY', true],
        ['BODY', false],
      ]),
    );
    expect(await usedBy('editor', id)).toHaveLength(2);
  });

  test('is told to nobody who may not see it', async () => {
    const { id } = await newAsset(hub, as('contributor'), await png(), alt('en'));
    await save('editor', { coverImageId: id, translations: texts('en') });
    const own = await save('contributor', { coverImageId: id, translations: texts('en') });
    expect((await usedBy('contributor', id)).map(({ entryId }) => entryId)).toEqual([own.revision!.entryId]);
    const { errors } = await change('contributor', 'deleteMediaAsset', 'id: $id', { id });
    expect(errors[0]).toMatchObject({ code: 'IN_USE', path: ['id'] });
    expect(errors[0]!.message).toContain('2 places');
    expect(errors[0]!.usedBy).toHaveLength(1);
  });

  test('keeps it from being deleted, and from being made to vanish by two at once', async () => {
    const { id } = await newAsset(hub, as('editor'), await png(), alt('en'));
    const [deleted, saved] = await Promise.all([
      change('editor', 'deleteMediaAsset', 'id: $id', { id }),
      save('contributor', { coverImageId: id, translations: texts('en') }),
    ]);
    // One of them comes first; the other is refused.
    expect([deleted.errors.length, saved.errors.length].sort()).toEqual([0, 1]);
  });
});

describe('what was taken back', () => {
  test('keeps no picture from going, once no draft shows it either', async () => {
    const { id } = await newAsset(hub, as('editor'), await png(), alt('en', 'de'));
    const body = `![](media:${id})`;
    const entryId = await published({
      coverImageId: id,
      translations: [
        { locale: 'en', title: 'T', body },
        { locale: 'de', title: 'T', body },
      ],
    });
    expect((await save('editor', { translations: texts('en') }, entryId)).errors).toEqual([]);
    const remove = () => change('editor', 'deleteMediaAsset', 'id: $id', { id });
    const unpublish = (locale: string) =>
      run(
        'editor',
        'mutation ($id: ID!, $locale: Locale!) { unpublishEntry(id: $id, locales: [$locale]) { errors { message } } }',
        { id: entryId, locale },
      );
    await unpublish('de');
    expect((await remove()).errors[0]!.usedBy).toMatchObject([
      { place: 'BODY', locale: 'en', live: true },
      { place: 'COVER', locale: null, live: true },
    ]);
    await unpublish('en');
    expect(await usedBy('editor', id)).toEqual([]);
    expect((await remove()).errors).toEqual([]);
    await hub.database.pool.query("update media_asset set deleted_at = now() - interval '31 days' where id = $1", [id]);
    await hub.database.pool.query("select graphile_worker.add_job('keep-media', '{}'::json)");
    await hub.settle();
    expect((await hub.database.pool.query('select 1 from media_asset where id = $1', [id])).rows).toEqual([]);
  });
});

describe('the photograph of an expert', () => {
  const UPDATE =
    'mutation ($id: ID!, $input: ExpertInput!) { done: updateExpert(id: $id, input: $input) { expert { photo { id } } errors { code path } } }';
  interface Done {
    done: { expert: { id?: string; photo: { id: string } | null } | null; errors: Problem[] };
  }

  test('is public, and stays until another takes its place', async () => {
    const { id: photoId } = await newAsset(hub, as('editor'), await png());
    const input = { name: 'Dr. Vega', translations: [{ locale: 'en', title: 'Midwife' }] };
    const { done } = await run<Done>(
      'editor',
      'mutation ($input: ExpertInput!) { done: createExpert(input: $input) { expert { id photo { id } } errors { message } } }',
      { input: { ...input, photoId } },
    );
    const id = done.expert!.id!;
    const { data } = await hub.query<{ expert: { photo: { url: string } } }>(
      'query ($id: ID!) { expert(id: $id) { photo { url(width: 96) } } }',
      { id },
    );
    expect((await get(hub, data.expert.photo.url)).status).toBe(200);
    expect((await run<Done>('editor', UPDATE, { id, input })).done.expert!.photo).toEqual({ id: photoId });
    const refused = await change('editor', 'deleteMediaAsset', 'id: $id', { id: photoId });
    expect(refused.errors).toMatchObject([{ code: 'IN_USE', message: expect.stringContaining('Dr. Vega') }]);
    const { mediaAsset } = await run<{ mediaAsset: object }>(
      'editor',
      'query ($id: ID!) { mediaAsset(id: $id) { portrays { name } } }',
      { id: photoId },
    );
    expect(mediaAsset).toEqual({ portrays: [{ name: 'Dr. Vega' }] });
    expect(
      (await run<Done>('editor', UPDATE, { id, input: { ...input, photoId: null } })).done.expert!.photo,
    ).toBeNull();
    expect((await get(hub, data.expert.photo.url)).status).toBe(404);
    expect((await change('editor', 'deleteMediaAsset', 'id: $id', { id: photoId })).errors).toEqual([]);
  });

  test('is a picture', async () => {
    const { id: photoId } = await newAsset(hub, as('editor'), Buffer.from('%PDF-1.7\n%%EOF'), { name: 'a.pdf' });
    const input = { name: 'Dr. No', photoId, translations: [{ locale: 'en', title: 'x' }] };
    const { done } = await run<Done>(
      'editor',
      'mutation ($input: ExpertInput!) { done: createExpert(input: $input) { expert { photo { id } } errors { code path } } }',
      { input },
    );
    expect(done.errors).toEqual([{ code: 'INVALID', path: ['input', 'photoId'] }]);
  });
});

describe('the trash', () => {
  test('keeps what was deleted, out of sight of new drafts, until it is restored', async () => {
    const { id } = await newAsset(hub, as('contributor'), await png(), alt('en'));
    expect((await change('expert', 'deleteMediaAsset', 'id: $id', { id })).errors).toMatchObject([
      { code: 'NOT_ALLOWED' },
    ]);
    const { mediaAsset, errors } = await change('contributor', 'deleteMediaAsset', 'id: $id', { id });
    expect(errors).toEqual([]);
    expect(mediaAsset).toMatchObject({ deletedAt: expect.any(String) });
    expect((await save('editor', { coverImageId: id })).errors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect((await change('contributor', 'restoreMediaAsset', 'id: $id', { id })).errors).toEqual([]);
    expect((await save('editor', { coverImageId: id })).errors).toEqual([]);
  });

  test('is emptied after a month', async () => {
    const { id } = await newAsset(hub, as('editor'), await png());
    const { id: young } = await newAsset(hub, as('editor'), await png());
    for (const one of [id, young]) await change('editor', 'deleteMediaAsset', 'id: $id', { id: one });
    await hub.database.pool.query("update media_asset set deleted_at = now() - interval '31 days' where id = $1", [id]);
    await hub.database.pool.query("select graphile_worker.add_job('keep-media', '{}'::json)");
    await hub.settle();
    const { rows } = await hub.database.pool.query('select id from media_asset where id = any($1)', [[id, young]]);
    expect(rows).toEqual([{ id: young }]);
  });
});

describe('a file that is replaced', () => {
  test('shows its new bytes wherever it is used, and old addresses lead there', async () => {
    const before = await newAsset(hub, as('contributor'), await picture(400, 200).png().toBuffer(), {
      name: 'old.png',
      ...alt('en'),
    });
    const { id } = before;
    const entryId = await published({
      coverImageId: id,
      translations: [{ locale: 'en', title: 'T', body: `![](media:${id})` }],
    });
    const look = () =>
      resource<{ coverImage: { url: string }; body: { html: string } }>(
        entryId,
        'coverImage { url(width: 96, format: PNG) } body { html }',
      );
    const old = await look();
    const { uploadId } = await uploaded(hub, as('contributor'), await picture(200, 400).jpeg().toBuffer());
    const { mediaAsset, errors } = await change('contributor', 'replaceMediaAsset', 'id: $id, input: $replacement', {
      id,
      replacement: { uploadId, name: 'new.jpg', description: 'KEEP' },
    });
    expect(errors).toEqual([]);
    expect(mediaAsset).toMatchObject({
      id,
      name: 'new.jpg',
      version: 2,
      width: 200,
      height: 400,
      mediaType: 'image/jpeg',
      alt: 'Garden en',
    });
    const now = await look();
    expect(now.coverImage.url).not.toBe(old.coverImage.url);
    expect(now.body.html).toContain('width="200" height="400"');
    const moved = await get(hub, old.coverImage.url);
    expect([moved.status, moved.headers.get('location'), moved.headers.get('cache-control')]).toEqual([
      302,
      now.coverImage.url,
      'no-cache',
    ]);
    const { width, height } = await sharp(
      Buffer.from(await (await get(hub, now.coverImage.url)).arrayBuffer()),
    ).metadata();
    expect([width, height]).toEqual([96, 192]);
    const { mediaAsset: history } = await run<{ mediaAsset: { versions: object[] } }>(
      'editor',
      'query ($id: ID!) { mediaAsset(id: $id) { versions { number name mediaType uploadedBy } } }',
      { id },
    );
    expect(history.versions).toEqual([
      { number: 2, name: 'new.jpg', mediaType: 'image/jpeg', uploadedBy: 'contributor' },
      { number: 1, name: 'old.png', mediaType: 'image/png', uploadedBy: 'contributor' },
    ]);
  });

  describe('asks whether what was said about the old one holds for the new one:', () => {
    const said = {
      focalPoint: { x: 0.25, y: 1 },
      translations: [
        { locale: 'de', alt: 'Garten', caption: 'Im Mai', credit: 'Nadia' },
        { locale: 'en', alt: 'Garden', caption: 'In May', credit: 'Nadia' },
      ],
    };
    const nothing = { focalPoint: { x: 0.5, y: 0.5 }, decorative: false, translations: [] };
    const SAID = 'version focalPoint { x y } decorative translations { locale alt caption credit }';
    const whatIsSaid = async (id: string) =>
      (await run<{ mediaAsset: object }>('editor', `query ($id: ID!) { mediaAsset(id: $id) { ${SAID} } }`, { id }))
        .mediaAsset;
    const replace = async (id: string, replacement: object) => {
      const { uploadId } = await uploaded(hub, as('contributor'), await png());
      const args = { id, replacement: { uploadId, ...replacement } };
      return (await change('contributor', 'replaceMediaAsset', 'id: $id, input: $replacement', args)).errors;
    };
    const bytes = async (id: string) => {
      const { mediaAsset } = await run<{ mediaAsset: Asset }>(
        'editor',
        'query ($id: ID!) { mediaAsset(id: $id) { url(width: 96, height: 96, fit: COVER, format: PNG) } }',
        { id },
      );
      return sharp(Buffer.from(await (await get(hub, mediaAsset.url)).arrayBuffer()))
        .raw()
        .toBuffer();
    };

    test('there is no answer by default', async () => {
      const { errors } = await hub.query(
        'mutation ($id: ID!) { replaceMediaAsset(id: $id, input: { uploadId: "x" }) { errors { code } } }',
        { id: 'x' },
        { as: as('editor') },
      );
      expect(errors?.[0]?.message).toContain('description');
    });

    test('it stays in all languages, but for what is given', async () => {
      const { id } = await newAsset(hub, as('contributor'), await png(), said);
      expect(await replace(id, { description: 'KEEP' })).toEqual([]);
      expect(await whatIsSaid(id)).toEqual({ version: 2, decorative: false, ...said });
      const french = { locale: 'fr', alt: 'Jardin', caption: null, credit: null };
      const english = { locale: 'en', alt: 'A garden', caption: null, credit: null };
      const given = { focalPoint: { x: 0, y: 0 }, translations: [french, english] };
      expect(await replace(id, { description: 'KEEP', ...given })).toEqual([]);
      expect(await whatIsSaid(id)).toEqual({
        version: 3,
        decorative: false,
        focalPoint: { x: 0, y: 0 },
        translations: [said.translations[0], english, french],
      });
    });

    test('nothing of it stays in any language, but for what is given', async () => {
      const { id } = await newAsset(hub, as('contributor'), await png(), { ...said, decorative: true });
      const cut = await bytes(id);
      expect(await replace(id, { description: 'REPLACE' })).toEqual([]);
      expect(await whatIsSaid(id)).toEqual({ version: 2, ...nothing });
      expect(await bytes(id)).not.toEqual(cut);
      const german = { locale: 'de', alt: 'Haus', caption: null, credit: 'Tom' };
      const given = { description: 'REPLACE', translations: [german], focalPoint: { x: 1, y: 0 }, decorative: true };
      expect(await replace(id, given)).toEqual([]);
      expect(await whatIsSaid(id)).toEqual({
        version: 3,
        decorative: true,
        focalPoint: { x: 1, y: 0 },
        translations: [german],
      });
    });

    test.each<[string, object]>([
      ['words', { ...said }],
      ['no words because it is decorative', { decorative: true }],
    ])('nothing published is left without words; it had %s', async (_what, before) => {
      const { id } = await newAsset(hub, as('contributor'), await png(), before);
      const entryId = await published({ coverImageId: id, translations: texts('en', 'de') });
      const old = await whatIsSaid(id);
      for (const translations of [[], [{ locale: 'en', alt: 'House' }]]) {
        const errors = await replace(id, { description: 'REPLACE', translations });
        const without = translations.length ? ['de'] : ['de', 'en'];
        expect(errors).toMatchObject(
          without.map((locale) => ({
            code: 'REQUIRED',
            path: ['input', 'translations'],
            message: expect.stringContaining(`"${locale}"`),
          })),
        );
        expect(await whatIsSaid(id)).toEqual(old);
      }
      const both = ['en', 'de'].map((locale) => ({ locale, alt: `House ${locale}` }));
      expect(await replace(id, { description: 'REPLACE', translations: both })).toEqual([]);
      const { coverImage } = await resource<{ coverImage: object }>(entryId, 'coverImage { alt caption }', 'de');
      expect(coverImage).toEqual({ alt: 'House de', caption: null });
    });

    test('what cannot be said about a file is told with its place, and the upload can be used again', async () => {
      const { id } = await newAsset(hub, as('contributor'), await png(), said);
      const { uploadId } = await uploaded(hub, as('contributor'), await png());
      const replaceBy = async (replacement: object) =>
        (
          await change('contributor', 'replaceMediaAsset', 'id: $id, input: $replacement', {
            id,
            replacement: { uploadId, description: 'KEEP', ...replacement },
          })
        ).errors;
      const wrong = { name: 'a/b', focalPoint: { x: 2, y: 0 }, translations: [{ locale: 'en', alt: 'x'.repeat(501) }] };
      expect(await replaceBy(wrong)).toMatchObject([
        { path: ['input', 'name'] },
        { path: ['input', 'focalPoint', 'x'] },
        { path: ['input', 'translations', '0', 'alt'] },
      ]);
      expect(await replaceBy({})).toEqual([]);
    });
  });

  test('stays of its kind, and is replaced by who may edit it', async () => {
    const { id } = await newAsset(hub, as('contributor'), await png());
    const pdf = await uploaded(hub, as('contributor'), Buffer.from('%PDF-1.7\n%%EOF'));
    const replace = (who: TestPerson, uploadId: string) =>
      change(who, 'replaceMediaAsset', 'id: $id, input: $replacement', {
        id,
        replacement: { uploadId, description: 'REPLACE' },
      });
    expect((await replace('contributor', pdf.uploadId!)).errors).toMatchObject([
      { code: 'INVALID', path: ['input', 'uploadId'] },
    ]);
    const other = await uploaded(hub, as('expert'), await png());
    expect((await replace('expert', other.uploadId!)).errors).toMatchObject([{ code: 'NOT_ALLOWED', path: ['id'] }]);
  });
});

describe('folders', () => {
  const folderCall = async (who: TestPerson, call: string, variables: object = {}) =>
    (
      await run<{
        done: {
          mediaFolder?: { id: string; name: string; parent: object | null } | null;
          deletedId?: string;
          errors: Problem[];
        };
      }>(who, `mutation ${call}`, variables)
    ).done;
  const CREATE =
    '($input: MediaFolderInput!) { done: createMediaFolder(input: $input) { mediaFolder { id name parent { id } } errors { code path } } }';
  const UPDATE =
    '($id: ID!, $input: MediaFolderInput!) { done: updateMediaFolder(id: $id, input: $input) { mediaFolder { id name parent { id } } errors { code path } } }';
  const DELETE =
    '($id: ID!, $move: Boolean) { done: deleteMediaFolder(id: $id, moveContents: $move) { deletedId errors { code path message } } }';
  const create = async (name: string, parentId?: string) =>
    (await folderCall('editor', CREATE, { input: { name, parentId } })).mediaFolder!.id;

  test('lie in each other, and never in themselves', async () => {
    const top = await create('Sommer');
    const inner = await create('Fest', top);
    expect((await folderCall('editor', CREATE, { input: { name: 'Lost', parentId: '' } })).errors).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'parentId'] },
    ]);
    expect((await folderCall('editor', CREATE, { input: { name: 'fest ', parentId: top } })).errors).toMatchObject([
      { code: 'TAKEN' },
    ]);
    expect(
      (await folderCall('editor', UPDATE, { id: top, input: { name: 'Sommer', parentId: inner } })).errors,
    ).toMatchObject([{ code: 'INVALID', path: ['input', 'parentId'] }]);
    const moved = await folderCall('editor', UPDATE, { id: inner, input: { name: 'صيف', parentId: null } });
    expect(moved.mediaFolder).toMatchObject({ name: 'صيف', parent: null });
  });

  test('are listed with what is in them', async () => {
    const top = await create('Winter');
    const inner = await create('Snow', top);
    const { id } = await newAsset(hub, as('contributor'), await png(), { name: 'Schneemann.PNG', folderId: top });
    const list = async (filter: object) =>
      (
        await run<{ mediaAssets: { nodes: { id: string }[] } }>(
          'expert',
          'query ($filter: MediaAssetFilter) { mediaAssets(filter: $filter, first: 100) { nodes { id } } }',
          { filter },
        )
      ).mediaAssets.nodes.map((node) => node.id);
    expect(await list({ folder: top })).toEqual([id]);
    expect(await list({ folder: inner })).toEqual([]);
    expect(await list({ folder: '' })).not.toContain(id);
    expect(await list({ folder: 'nonsense' })).toEqual([]);
    expect(await list({ name: 'schnee' })).toEqual([id]);
    expect(await list({ name: '%' })).toEqual([]);
    expect(await list({ own: true })).toEqual([]);
    expect(await list({ used: false, folder: top, trashed: false, kinds: ['IMAGE'] })).toEqual([id]);
    const { mediaFolders } = await run<{ mediaFolders: { nodes: object[] } }>(
      'expert',
      'query ($top: String) { mediaFolders(filter: { parent: $top }) { nodes { id parent { name } } } }',
      { top },
    );
    expect(mediaFolders.nodes).toEqual([{ id: inner, parent: { name: 'Winter' } }]);
  });

  test('are deleted when they are empty, or give what is in them to the one above', async () => {
    const top = await create('Autumn');
    const inner = await create('Leaves', top);
    const { id } = await newAsset(hub, as('editor'), await png(), { folderId: inner });
    expect((await folderCall('editor', DELETE, { id: inner })).errors).toMatchObject([
      { code: 'IN_USE', path: ['id'] },
    ]);
    expect(await folderCall('editor', DELETE, { id: inner, move: true })).toEqual({ deletedId: inner, errors: [] });
    const { mediaAsset } = await run<{ mediaAsset: object }>(
      'editor',
      'query ($id: ID!) { mediaAsset(id: $id) { folder { id } } }',
      { id },
    );
    expect(mediaAsset).toEqual({ folder: { id: top } });
    const { errors } = await hub.query(`mutation ${DELETE}`, { id: top }, { as: as('contributor') });
    expect(errors![0]!.extensions.code).toBe('FORBIDDEN');
  });
});

test('who leaves takes a list of what they uploaded along, and leaves it to the centre under no name', async () => {
  const { data } = await hub.query<{ me: { id: string } }>('{ me { id } }', {}, { as: as('partner') });
  const { id } = await newAsset(hub, as('partner'), await png(), { name: 'our-garden.png' });
  await uploaded(hub, as('partner'), await png());
  await run('partner', 'mutation { exportMyData { dataExport { id } } }');
  await hub.settle();
  const { myDataExports } = await run<{ myDataExports: { url: string }[] }>('partner', '{ myDataExports { url } }');
  const archive = unzipSync(new Uint8Array(await (await get(hub, myDataExports[0]!.url)).arrayBuffer()));
  const rows = (name: string) => JSON.parse(strFromU8(archive[`data/${name}.json`]!));
  expect(rows('files')).toMatchObject([{ id, name: 'our-garden.png', mediaType: 'image/png' }]);
  expect(rows('versions-of-files')).toMatchObject([{ fileId: id, number: 1 }]);
  expect(rows('uploads')).toHaveLength(1);
  await run('admin', 'mutation ($id: ID!) { deleteMember(memberId: $id, posts: KEEP) { errors { message } } }', {
    id: data.me.id,
  });
  const { mediaAsset } = await run<{ mediaAsset: object }>(
    'editor',
    'query ($id: ID!) { mediaAsset(id: $id) { name uploadedBy { handle } versions { uploadedBy } } }',
    { id },
  );
  expect(mediaAsset).toEqual({ name: 'our-garden.png', uploadedBy: null, versions: [{ uploadedBy: null }] });
  const { rows: left } = await hub.database.pool.query('select 1 from media_upload where member_id = $1', [data.me.id]);
  expect(left).toEqual([]);
});

test('a preview shows the pictures of a draft, at addresses that end', async () => {
  const { id } = await newAsset(hub, as('editor'), await png());
  const { revision } = await save('editor', {
    coverImageId: id,
    translations: [{ locale: 'en', title: 'T', body: `![](media:${id})` }],
  });
  const { createPreviewLink } = await run<{ createPreviewLink: { token: string } }>(
    'editor',
    'mutation ($entryId: ID!) { createPreviewLink(entryId: $entryId, expiresInMinutes: 5) { token errors { message } } }',
    { entryId: revision!.entryId },
  );
  const { data } = await hub.query<{ resource: { coverImage: { url: string }; body: { html: string } } }>(
    'query ($id: ID!) { resource(id: $id) { coverImage { url(width: 96) } body { html } } }',
    { id: revision!.entryId },
    { headers: { 'hearth-preview': createPreviewLink.token } },
  );
  for (const url of [data.resource.coverImage.url, /src="([^"]+)"/.exec(data.resource.body.html)![1]!]) {
    expect(url).toContain('?until=');
    const response = await get(hub, url);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'private, max-age=3600']);
  }
});

test('reading covers and pictures costs no statement more, however many there are', async () => {
  const { id } = await newAsset(hub, as('editor'), await png(), alt('en'));
  for (let i = 0; i < 5; i++) {
    await published({ coverImageId: id, translations: [{ locale: 'en', title: `T${i}`, body: `![](media:${id})` }] });
  }
  const text =
    '{ resources(first: 50) { nodes { coverImage { alt url(width: 320) small: url(width: 96) } body { html } } } }';
  const once = await hub.statements(() => hub.query('{ resources(first: 1) { nodes { id } } }'));
  expect(await hub.statements(async () => expect((await hub.query(text)).errors).toBeUndefined())).toBe(once);
});

test('webhooks hear of files', async () => {
  await hub.database.pool.query(
    `insert into webhook (id, name, url, events, secret, disabled_at, disabled_reason)
     values (gen_random_uuid(), 'w', 'https://hooks.example', '{MEDIA_UPLOADED,MEDIA_REPLACED,MEDIA_DELETED}', '\\x00', now(), 'BY_HAND')`,
  );
  const { id } = await newAsset(hub, as('editor'), await png());
  const { uploadId } = await uploaded(hub, as('editor'), await png());
  await change('editor', 'replaceMediaAsset', 'id: $id, input: $replacement', {
    id,
    replacement: { uploadId, description: 'KEEP' },
  });
  await change('editor', 'deleteMediaAsset', 'id: $id', { id });
  const { rows } = await hub.database.pool.query(
    "select event, payload::json->'data'->>'mediaId' as id from webhook_delivery order by position",
  );
  expect(rows).toEqual(['MEDIA_UPLOADED', 'MEDIA_REPLACED', 'MEDIA_DELETED'].map((event) => ({ event, id })));
});
