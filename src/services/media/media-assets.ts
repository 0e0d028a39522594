import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { useHolds } from '../../access/subjects.js';
import { grantedTo, type Viewer } from '../../access/viewer.js';
import { MediaAsset, MediaTextRow } from '../../entities/media/media-asset.js';
import type { Action } from '../../schema/action.js';
import type { MediaDescription } from '../../schema/media.js';
import { Refused } from '../../schema/user-error.js';
import { claim } from '../access/claim.js';
import { noteChange } from '../audit/audited-call.js';
import { requireConduct } from '../conduct/require-conduct.js';
import { Problems } from '../content/problems.js';
import { noteDifferences } from '../updates/differences.js';
import { changedFields, type Given } from '../updates/fields.js';
import { countRevision, type Revised, refuseOutdated } from '../updates/revision.js';
import { changedTexts, saveTexts, type TextChange, type TextKind, textsOf } from '../updates/texts.js';
import { announce } from '../webhooks/announce.js';
import { type AssetFields, type AssetSettings, type AssetText, checkAsset } from './check-asset.js';
import { refuseAllButTranslation } from './translated-asset.js';
import { takeUpload } from './uploads.js';

/** A file that takes the place of another, and what is said about it. */
export type Replacement = AssetChange & { readonly uploadId: string; readonly description: MediaDescription };

/** What is known of an asset by those who change it. */
interface Known extends Revised {
  readonly name: string;
  readonly kind: MediaAsset['kind'];
  readonly folder_id: string | null;
  readonly focal_x: number;
  readonly focal_y: number;
  readonly decorative: boolean;
  readonly version: number;
}

const KNOWN = 'id, revision, name, kind, folder_id, focal_x, focal_y, decorative, version';

export type AssetChange = Given<AssetFields> & TextChange<AssetText>;

const TEXTS: TextKind<AssetText> = {
  blank: { alt: null, caption: null, credit: null },
  lines: [],
  required: [],
  atLeastOne: false,
};

/** What null makes of it; so it is where nothing is said. */
const CLEARED = { folderId: null, focalPoint: { x: 0.5, y: 0.5 }, decorative: false };

/** What is said about a new asset before anything is given. */
export const NO_SETTINGS: AssetSettings = { name: '', ...CLEARED, translations: [] };

/** Files that content can use. */
export class MediaAssets {
  constructor(private readonly dataSource: DataSource) {}

  /** Makes an asset of a file that was uploaded. @throws Refused with all that is wrong */
  create(viewer: Viewer, uploadId: string, given: AssetChange): Promise<string> {
    requireConduct(viewer);
    return this.dataSource.transaction(async (manager) => {
      const problems = new Problems();
      const settings = changedSettings(NO_SETTINGS, given, problems);
      await checkAsset(manager, settings, problems);
      problems.throwIfAny();
      const upload = await takeUpload(manager, viewer, uploadId, 'input', 'uploadId');
      const id = uuid();
      const { kind, mediaType, bytes, width, height, animated, hash, preview } = upload;
      await manager.insert(MediaAsset, {
        id,
        ...columnsOf(settings),
        kind,
        mediaType,
        bytes,
        width,
        height,
        animated,
        hash,
        preview,
        uploadedById: viewer.memberId,
      });
      await saveTexts(manager, MediaTextRow, { mediaId: id }, settings.translations);
      await recordVersion(manager, id, viewer.memberId);
      await announce(manager, { event: 'MEDIA_UPLOADED', id, by: viewer.memberId });
      noteChange({ object: { type: 'MediaAsset', id }, after: { mediaType, bytes } });
      return id;
    });
  }

  /**
   * Changes what is given of what is said about an asset; null clears. Of those who may only translate, texts in their
   * languages are taken.
   * @param startedFrom the revision that the editor has seen
   * @throws Refused with all that is wrong
   */
  update(viewer: Viewer, id: string, given: AssetChange, startedFrom?: number | null): Promise<string> {
    requireConduct(viewer);
    return this.dataSource.transaction(async (manager) => {
      const known = await claimAsset(manager, viewer, ['EDIT', 'TRANSLATE'], id);
      await refuseOutdated(manager, 'media_asset', known, startedFrom);
      const problems = new Problems();
      const before = settingsOf(known, await textsOf(manager, MediaTextRow, { mediaId: known.id }));
      const after = changedSettings(before, given, problems);
      const locales = grantedTo(viewer, 'CONTRIBUTOR', 'locale');
      if (known.action !== 'EDIT') refuseAllButTranslation(before, after, given.removeLocales ?? [], locales);
      await checkAsset(manager, after, problems, known);
      problems.throwIfAny();
      if (!noteDifferences(before, after)) return known.id;
      await manager.update(MediaAsset, { id: known.id }, { ...columnsOf(after), updatedAt: new Date() });
      await saveTexts(manager, MediaTextRow, { mediaId: known.id }, after.translations);
      await countRevision(manager, 'media_asset', known.id, viewer.memberId);
      await announce(manager, { event: 'MEDIA_UPDATED', id: known.id, by: viewer.memberId });
      return known.id;
    });
  }

  /**
   * Gives an asset other bytes. Everything that uses it shows them from now on.
   * @throws Refused with all that is wrong: it is of another kind, or something published needs words it would not have
   */
  replace(viewer: Viewer, id: string, replacement: Replacement): Promise<string> {
    requireConduct(viewer);
    return this.dataSource.transaction(async (manager) => {
      const known = await claimAsset(manager, viewer, ['EDIT'], id);
      const { uploadId, description } = replacement;
      const problems = new Problems();
      const before = settingsOf(known, await textsOf(manager, MediaTextRow, { mediaId: known.id }));
      const after = changedSettings(described(before, description), replacement, problems);
      await checkAsset(manager, after, problems, known);
      problems.throwIfAny();
      const upload = await takeUpload(manager, viewer, uploadId, 'input', 'uploadId');
      if (upload.kind !== known.kind) {
        const message = `The file is of the kind ${upload.kind}, and what it shall replace of the kind ${known.kind}. Make a new one of it.`;
        throw Refused.because('INVALID', message, 'input', 'uploadId');
      }
      const { mediaType, bytes, width, height, animated, hash, preview } = upload;
      const change = { mediaType, bytes, width, height, animated, hash, preview, updatedAt: new Date() };
      const version = known.version + 1;
      await manager.update(MediaAsset, { id: known.id }, { ...change, ...columnsOf(after), version });
      await saveTexts(manager, MediaTextRow, { mediaId: known.id }, after.translations);
      await countRevision(manager, 'media_asset', known.id, viewer.memberId);
      await recordVersion(manager, known.id, viewer.memberId);
      await announce(manager, { event: 'MEDIA_REPLACED', id: known.id, by: viewer.memberId });
      noteChange({ before: { version: known.version }, after: { version, mediaType, bytes, description } });
      return known.id;
    });
  }

  /** Puts an asset that nothing uses into the trash. @throws Refused with what uses it */
  remove(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const known = await claimAsset(manager, viewer, ['DELETE'], id);
      await refuseUsed(manager, known.id);
      await manager.update(MediaAsset, { id: known.id }, { deletedAt: new Date() });
      await announce(manager, { event: 'MEDIA_DELETED', id: known.id, by: viewer.memberId });
      return known.id;
    });
  }

  /** Takes an asset out of the trash. */
  restore(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const known = await claimAsset(manager, viewer, ['RESTORE'], id);
      await manager.update(MediaAsset, { id: known.id }, { deletedAt: null });
      await announce(manager, { event: 'MEDIA_RESTORED', id: known.id, by: viewer.memberId });
      return known.id;
    });
  }
}

function claimAsset(manager: EntityManager, viewer: Viewer, to: readonly Action[], id: string) {
  return claim<Known>(manager, viewer, { to, on: 'MediaAsset', id, path: ['id'], columns: KNOWN });
}

function settingsOf(known: Known, translations: readonly AssetText[]): AssetSettings {
  return {
    name: known.name,
    folderId: known.folder_id,
    focalPoint: { x: known.focal_x / 100, y: known.focal_y / 100 },
    decorative: known.decorative,
    translations,
  };
}

/** What an asset begins with whose file is replaced by another. */
function described(settings: AssetSettings, description: MediaDescription): AssetSettings {
  if (description === 'KEEP') return settings;
  const { name, folderId } = settings;
  return { ...CLEARED, name, folderId, translations: [] };
}

/** What is said about an asset after a change. A text without words is none. */
export function changedSettings(
  { translations, ...fields }: AssetSettings,
  given: AssetChange,
  problems: Problems,
): AssetSettings {
  const { name, folderId, focalPoint, decorative } = changedFields<AssetFields>(
    fields,
    given,
    CLEARED,
    problems,
    'input',
  );
  const texts = changedTexts<AssetText>(TEXTS, translations, given, problems);
  return {
    name: name.trim(),
    folderId: folderId?.toLowerCase() ?? null,
    focalPoint: { x: Math.round(focalPoint.x * 100) / 100, y: Math.round(focalPoint.y * 100) / 100 },
    decorative,
    translations: texts.filter(({ alt, caption, credit }) => alt || caption || credit),
  };
}

export function columnsOf({ name, folderId, focalPoint, decorative }: AssetFields) {
  const { x, y } = focalPoint;
  return { name, folderId, focalX: Math.round(x * 100), focalY: Math.round(y * 100), decorative };
}

/** Writes down that the bytes it has now were given to it. */
export async function recordVersion(manager: EntityManager, id: string, by: string | null): Promise<void> {
  await manager.query(
    `insert into media_version (media_id, number, name, media_type, bytes, uploaded_by)
     select m.id, m.version, m.name, m.media_type, m.bytes, $2 from media_asset m where m.id = $1`,
    [id, by],
  );
}

/** SQL: a draft, something public or an expert uses the file in the row `row`. */
export function isUsed(row: string): string {
  return `(exists (select 1 from media_use us where us.media_id = ${row}.id and ${useHolds('us')})
    or exists (select 1 from expert ux where ux.photo_id = ${row}.id))`;
}

async function refuseUsed(manager: EntityManager, id: string): Promise<void> {
  const uses: { id: string }[] = await manager.query(
    `select u.id from media_use u where u.media_id = $1 and ${useHolds('u')} order by u.live desc, u.entry_id, u.place, u.locale`,
    [id],
  );
  const experts: { name: string }[] = await manager.query('select name from expert where photo_id = $1 order by name', [
    id,
  ]);
  const places = uses.length + experts.length;
  if (places === 0) return;
  const used = places === 1 ? 'one place' : `${places} places`;
  const of = experts.length ? ` It is the photograph of ${experts.map(({ name }) => name).join(', ')}.` : '';
  const message = `The file is used in ${used}; \`usedBy\` lists the entries you may see.${of} Take it out of there first, or give it other bytes with \`replaceMediaAsset\`.`;
  const listed = uses.slice(0, MOST_LISTED).map((use) => use.id);
  throw new Refused([
    Object.assign({ __typename: 'MediaInUse', code: 'IN_USE' as const, message, path: ['id'] }, { usedBy: listed }),
  ]);
}

/** Uses that an error lists; the others are found with `usedBy`. */
const MOST_LISTED = 50;
