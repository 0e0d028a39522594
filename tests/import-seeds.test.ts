import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ImportReport } from '../src/import/report.js';
import { importSeeds } from '../src/import/seeds/import-seeds.js';
import { said } from './fixtures/recording-target.js';
import { get } from './harness/files.js';
import { type TestHub, testHub } from './harness/hub.js';

const FIXTURES = 'tests/fixtures/seeds';

/** The text of an instant in UTC. */
const instant = (text: string) => expect.stringMatching(new RegExp(`^${text}(\\.000)?(Z|\\+00:00)$`));

describe('seeds with mistakes', () => {
  let hub: TestHub;
  let report: ImportReport;
  const progress: [number, number][] = [];
  beforeAll(async () => {
    hub = await testHub();
    report = await importSeeds(FIXTURES, hub.services, new ImportReport((...step) => progress.push(step)), {
      password: 'kettle on the hob',
    });
  });
  afterAll(() => hub.close());

  test('what is right is taken, with its times, people and languages', async () => {
    const { data } = await hub.query<Record<string, unknown>>(`{
      expertArticle(slug: "guter-tee", locale: "de") {
        coverImage { name alt credit focalPoint { x y } translations { locale } }
        title publishedAt topics { slug } experts { slug } }
      resource(slug: "kettle-list") { title languages }
      successStory(slug: "first-cup") { quote }
      discussionThreads(first: 5) { nodes { title createdAt author { handle } acceptedAnswer { author { handle } createdAt } } }
    }`);
    expect(data).toEqual({
      expertArticle: {
        coverImage: {
          name: 'teapot.svg',
          alt: 'Eine Teekanne',
          credit: 'Tess',
          focalPoint: { x: 0.25, y: 0.5 },
          translations: [{ locale: 'de' }, { locale: 'en' }],
        },
        title: 'Guter Tee',
        publishedAt: instant('2026-03-04T00:00:00'),
        topics: [{ slug: 'tea' }, { slug: 'mugs' }],
        experts: [{ slug: 'tess-tealeaf' }],
      },
      resource: { title: 'Kettle list', languages: ['en'] },
      successStory: { quote: 'It was hot.' },
      discussionThreads: {
        nodes: [
          {
            title: 'Milk first?',
            createdAt: instant('2026-04-01T08:00:00'),
            author: { handle: 'milo' },
            acceptedAnswer: { author: { handle: 'tess' }, createdAt: instant('2026-04-01T08:30:00') },
          },
        ],
      },
    });
    const { memberId } = await hub.services.identity.signIn({
      email: 'tess@hearth.example',
      password: 'kettle on the hob',
    });
    const { rows } = await hub.database.pool.query('select member_id from expert');
    expect(rows).toEqual([{ member_id: memberId }]);
  });

  test('every mistake is told with its line', () => {
    expect(said(report, 'topics.yaml')).toEqual(['refused 13 2.parent: No topic "plates" stands above this one.']);
    expect(said(report, 'pictures.yaml')).toEqual([
      'refused 7 1.file: There is no such file in `pictures/`.',
      expect.stringMatching(/^refused 11 2(\.file)?: Files of this type are not taken/),
    ]);
    expect(said(report, 'experts.yaml')).toEqual(['refused 11 1.photo: There is no picture "nobody.png".']);
    expect(said(report, 'articles/bad-tea.yaml')).toEqual([
      'refused 1 topics.0: There is no topic "coffee".',
      'refused 17 coverImage: There is no picture "missing.png".',
      'refused 3 experts.0: There is no expert "nobody".',
    ]);
    expect(said(report, 'articles/shapeless-tea.yaml')).toEqual([
      expect.stringMatching(/^refused 2 audiences.0: It is not right: Invalid option/),
      'refused 7 publishedOn: It must be a day such as "2026-03-01".',
      'refused 12 translations.en.slug: It must be lower-case letters, digits and single hyphens.',
      'refused 9 colour: This key is not known here.',
    ]);
    expect(said(report, 'resources/no-yaml.yaml')[0]).toMatch(/^refused \d+ -: This is not YAML/);
    expect(said(report, 'resources/kettle-list.yaml')).toEqual([
      'notice - translations: Left out fr: the site has only en, de.',
    ]);
    expect(said(report, 'partners/tea-house.yaml')).toEqual([
      'refused 15 services.0.locations.0: There is no location with the key "cellar".',
    ]);
    expect(said(report, 'threads/02-lost.yaml')).toEqual([
      'refused 1 space: There is no space "attic".',
      'refused 11 posts.0.author: There is no member "ghost".',
    ]);
  });

  test('all files are counted', () => {
    expect(Object.fromEntries(report.tables)).toEqual({
      members: { read: 2, imported: 2, refused: 0 },
      topics: { read: 3, imported: 2, refused: 1 },
      pictures: { read: 3, imported: 1, refused: 2 },
      experts: { read: 2, imported: 1, refused: 1 },
      spaces: { read: 1, imported: 1, refused: 0 },
      articles: { read: 3, imported: 1, refused: 2 },
      resources: { read: 2, imported: 1, refused: 1 },
      stories: { read: 1, imported: 1, refused: 0 },
      partners: { read: 1, imported: 0, refused: 1 },
      threads: { read: 2, imported: 1, refused: 1 },
    });
    expect(progress.at(-1)).toEqual([14, 14]);
  });

  test('the report can be opened as a table', () => {
    const lines = report.toCsv().split('\r\n');
    expect(lines[0]).toBe('file,row,column,value,reason,severity');
    expect(lines).toContain('articles/bad-tea.yaml,1,topics.0,coffee,"There is no topic ""coffee"".",refused');
    expect(lines.at(-1)).toBe('');
  });
});

describe('pictures of the seeds', () => {
  let hub: TestHub;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hearth-seeds-'));
    hub = await testHub({ environment: { HEARTH_DATA: folder } });
    expect((await importSeeds('seeds', hub.services)).problems).toEqual([]);
  });
  afterAll(async () => {
    await hub.close();
    await rm(folder, { recursive: true });
  });

  interface Shown {
    id: string;
    url: string;
    preview: string;
    alt: string;
    version: number;
  }

  /** What entries and experts show, in a language; without those who show nothing. */
  async function shown(locale = 'en'): Promise<Shown[]> {
    const picture = '{ id url preview alt version }';
    const { data, errors } = await hub.query<Record<string, { nodes: Record<string, Shown | null>[] }>>(
      `query ($locale: Locale!) {
        expertArticles(first: 100, locale: $locale) { nodes { coverImage ${picture} } }
        resources(first: 100, locale: $locale) { nodes { coverImage ${picture} } }
        partnerOrganizations(first: 100, locale: $locale) { nodes { coverImage ${picture} } }
        experts(first: 100, locale: $locale) { nodes { photo ${picture} } }
      }`,
      { locale },
    );
    expect(errors).toBeUndefined();
    return Object.values(data).flatMap(({ nodes }) =>
      nodes.flatMap(({ coverImage, photo }) => coverImage ?? photo ?? []),
    );
  }

  test('are seen by everybody, with words in each language', async () => {
    const [english, german] = [await shown(), await shown('de')];
    expect(new Set(english.map(({ id }) => id)).size).toBeGreaterThanOrEqual(15);
    for (const [i, { url, preview, alt }] of english.entries()) {
      expect(alt.length).toBeGreaterThan(20);
      expect(german[i]!.alt.length).toBeGreaterThan(20);
      expect(german[i]!.alt).not.toBe(alt);
      expect(preview).toMatch(/^data:image\/webp;base64,/);
      const response = await get(hub, url);
      expect([response.status, response.headers.get('content-type')!.split('/')[0]]).toEqual([200, 'image']);
      await response.arrayBuffer();
    }
    // Every expert has a photograph of their own.
    const { rows } = await hub.database.pool.query<{ all: number; own: number }>(
      'select count(*)::int as all, count(distinct photo_id)::int as own from expert',
    );
    expect(rows[0]!.own).toBe(rows[0]!.all);
  });

  test('come again where their files were lost, and keep what editors have said about them', async () => {
    const [before] = await shown();
    const editor = await hub.signIn('editor');
    const { data } = await hub.query<{ updateMediaAsset: { errors: object[] } }>(
      'mutation ($id: ID!, $input: MediaAssetInput!) { updateMediaAsset(id: $id, input: $input) { errors { message } } }',
      { id: before!.id, input: { name: 'ours.png', translations: [{ locale: 'en', alt: 'Our own words' }] } },
      { as: editor },
    );
    expect(data.updateMediaAsset.errors).toEqual([]);
    await rm(join(folder, 'media', 'originals'), { recursive: true });
    expect((await get(hub, before!.url)).status).not.toBe(200);
    expect((await importSeeds('seeds', hub.services)).problems).toEqual([]);
    const [after] = await shown();
    expect(after).toMatchObject({ id: before!.id, version: 1, alt: 'Our own words' });
    expect((await get(hub, after!.url)).status).toBe(200);
  });

  test('stay away once they were deleted', async () => {
    const pool = hub.database.pool;
    const { rows: deleted } = await pool.query<{ id: string }>(
      "update media_asset set deleted_at = now() where name = 'swimming.png' returning id",
    );
    expect(deleted).toHaveLength(1);
    for (const _ of ['in the trash', 'for good']) {
      expect((await importSeeds('seeds', hub.services)).problems).toEqual([]);
      expect((await shown()).map(({ id }) => id)).not.toContain(deleted[0]!.id);
      const { rows } = await pool.query("select 1 from media_asset where name = 'swimming.png' and deleted_at is null");
      expect(rows).toEqual([]);
      await pool.query('delete from media_asset where id = $1', [deleted[0]!.id]);
    }
  });
});

test('the seeds of the hub are all right, and taking them over again changes nothing', async () => {
  const hub = await testHub();
  try {
    const first = await importSeeds('seeds', hub.services);
    expect(first.problems).toEqual([]);
    const things = ['articles', 'resources', 'stories', 'partners', 'threads'];
    const count = things.reduce((sum, name) => sum + first.tables.get(name)!.read, 0);
    expect(count).toBeGreaterThan(0);
    expect(first.outcomes).toMatchObject({ created: count, updated: 0, unchanged: 0 });

    const second = await importSeeds('seeds', hub.services);
    expect(second.outcomes).toMatchObject({ created: 0, updated: 0, unchanged: count });
    const { rows } = await hub.database.pool.query(
      'select (select count(*)::int from topic) topics, (select count(*)::int from member) members, (select count(*)::int from revision) revisions',
    );
    expect(rows).toEqual([
      {
        topics: first.tables.get('topics')!.read,
        members: first.tables.get('members')!.read,
        revisions: count - first.tables.get('threads')!.read,
      },
    ]);
  } finally {
    await hub.close();
  }
});
