import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { Space, SpaceTranslation } from '../../entities/community/space.js';
import type { Action } from '../../schema/action.js';
import type { SpaceVisibility } from '../../schema/enums.js';
import { Refused } from '../../schema/user-error.js';
import { enqueueIndexing } from '../../search/indexing.js';
import { claim } from '../access/claim.js';
import { askedSlug, freeSlug, lockOwnSlugs } from '../content/own-slug.js';
import { Problems } from '../content/problems.js';
import { canonicalSlug } from '../content/slug.js';
import { noteDifferences } from '../updates/differences.js';
import { changedFields, type Given } from '../updates/fields.js';
import { countRevision, type Revised, refuseOutdated } from '../updates/revision.js';
import {
  changedTexts,
  notNamed,
  saveTexts,
  type Text,
  type TextChange,
  type TextKind,
  textsOf,
} from '../updates/texts.js';
import { announce } from '../webhooks/announce.js';

export interface SpaceText extends Text {
  readonly name: string;
  readonly description: string | null;
}

/** What is set on a space, but for its texts. */
interface SpaceFields {
  readonly slug: string;
  readonly visibility: SpaceVisibility;
  readonly position: number;
}

export type SpaceChange = Given<SpaceFields> & TextChange<SpaceText>;

const TEXTS: TextKind<SpaceText> = {
  blank: { name: '', description: null },
  lines: ['name', 'description'],
  required: ['name'],
  atLeastOne: true,
};

const LONGEST = { name: 80, description: 500 };

/** The rooms of the community; for moderators. Every method answers the id of the space. */
export class Spaces {
  constructor(private readonly dataSource: DataSource) {}

  /** Opens a space: after all others, and with a slug made from its first name, where these are not given. */
  create(viewer: Viewer, given: SpaceChange): Promise<string> {
    return this.write((manager) => insert(manager, given, viewer.memberId));
  }

  /**
   * Changes what is given; null clears. Its threads are indexed anew when other people can read them now.
   * @param startedFrom the revision that the moderator has seen
   */
  update(viewer: Viewer, id: string, given: SpaceChange, startedFrom?: number | null): Promise<string> {
    return this.write(async (manager) => {
      const known = await claimSpace(manager, viewer, 'EDIT', id);
      await refuseOutdated(manager, 'space', known, startedFrom);
      return change(manager, known, given, viewer.memberId);
    });
  }

  /**
   * Removes a space. Threads deleted from it before go for good.
   * @throws Refused IN_USE while it has threads
   */
  remove(viewer: Viewer, id: string): Promise<string> {
    return this.write(async (manager) => {
      const space = await claimSpace(manager, viewer, 'DELETE', id);
      const [{ count }]: [{ count: number }] = await manager.query(
        'select count(*)::int from discussion_thread where space_id = $1 and deleted_at is null',
        [space.id],
      );
      if (count > 0)
        throw Refused.because(
          'IN_USE',
          `It has threads (${count}). Move them to another space or delete them first.`,
          'id',
        );
      await manager.query('delete from discussion_thread where space_id = $1', [space.id]);
      await manager.delete(Space, { id: space.id });
      await announce(manager, { event: 'SPACE_DELETED', id: space.id, by: viewer.memberId });
      return space.id;
    });
  }

  /** Makes the space with this slug, or replaces all of it but what is absent. */
  put(given: SpaceChange & { readonly slug: string }): Promise<string> {
    return this.write(async (manager) => {
      const [known]: Known[] = await manager.query(`select ${KNOWN} from space where slug = $1 for update`, [
        canonicalSlug(given.slug),
      ]);
      if (!known) return insert(manager, given, null);
      const texts = await textsOf(manager, SpaceTranslation, { spaceId: known.id });
      return change(manager, known, { ...given, removeLocales: notNamed(texts, given.translations) }, null);
    });
  }

  /** Spaces are few and seldom written: one after the other, so that slugs and positions stay unique. */
  private write(work: (manager: EntityManager) => Promise<string>): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      await lockOwnSlugs(manager, 'space');
      return work(manager);
    });
  }
}

type Known = Revised & SpaceFields;

const KNOWN = 'id, revision, slug, visibility, position';

/** Locks a space: no thread can be opened in it or moved to it until the transaction ends. */
function claimSpace(manager: EntityManager, viewer: Viewer, action: Action, id: string): Promise<Known> {
  return claim(manager, viewer, { to: [action], on: 'Space', id, path: ['id'], columns: KNOWN });
}

async function insert(manager: EntityManager, given: SpaceChange, by: string | null): Promise<string> {
  const id = uuid();
  const problems = new Problems();
  const [{ next }]: [{ next: number }] = await manager.query(
    'select coalesce(max(position) + 1, 0) as next from space',
  );
  const blank = { slug: '', visibility: given.visibility!, position: next };
  const fields = changedFields<SpaceFields>(blank, given, { slug: '', position: next }, problems, 'input');
  if (given.visibility === undefined)
    problems.add('REQUIRED', 'Say who can read it: `PUBLIC` or `MEMBERS`.', 'input', 'visibility');
  const texts = spaceTexts([], given, problems);
  const asked = fields.slug && (await askedSlug(manager, { kind: 'space', id }, fields.slug, problems));
  problems.throwIfAny();
  const slug = asked || (await freeSlug(manager, { kind: 'space', id }, texts));
  await manager.insert(Space, { id, ...fields, slug });
  await saveTexts(manager, SpaceTranslation, { spaceId: id }, texts);
  await announce(manager, { event: 'SPACE_CREATED', id, by });
  return id;
}

async function change(manager: EntityManager, known: Known, given: SpaceChange, by: string | null): Promise<string> {
  const { id, slug: had, visibility, position } = known;
  const before: SpaceFields = { slug: had, visibility, position };
  const problems = new Problems();
  const texts = await textsOf(manager, SpaceTranslation, { spaceId: id });
  const fields = changedFields<SpaceFields>(before, given, {}, problems, 'input');
  const translations = spaceTexts(texts, given, problems);
  const slug = given.slug == null ? before.slug : await askedSlug(manager, { kind: 'space', id }, given.slug, problems);
  problems.throwIfAny();
  const after = { ...fields, slug };
  if (!noteDifferences({ ...before, translations: texts }, { ...after, translations })) return id;
  await manager.update(Space, { id }, after);
  await saveTexts(manager, SpaceTranslation, { spaceId: id }, translations);
  await countRevision(manager, 'space', id, by);
  await announce(manager, { event: 'SPACE_UPDATED', id, by });
  if (before.visibility !== after.visibility) {
    const threads: { id: string }[] = await manager.query(
      'select id from discussion_thread where space_id = $1 and deleted_at is null',
      [id],
    );
    await enqueueIndexing(
      manager,
      threads.map((thread) => thread.id),
    );
  }
  return id;
}

function spaceTexts(before: readonly SpaceText[], given: SpaceChange, problems: Problems): SpaceText[] {
  const texts = changedTexts(TEXTS, before, given, problems);
  for (const [i, text] of texts.entries()) {
    for (const part of ['name', 'description'] as const) {
      if ((text[part]?.length ?? 0) <= LONGEST[part]) continue;
      const message = `A ${part} has at most ${LONGEST[part]} characters.`;
      problems.add('INVALID', message, 'input', 'translations', i, part);
    }
  }
  return texts;
}
