import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { Space, SpaceTranslation } from '../../entities/community/space.js';
import type { Action } from '../../schema/action.js';
import type { SpaceVisibility } from '../../schema/enums.js';
import { Refused } from '../../schema/user-error.js';
import { oneLine } from '../../schema/visible.js';
import { enqueueIndexing } from '../../search/indexing.js';
import { claim } from '../access/claim.js';
import { Problems } from '../content/problems.js';
import { isSlug, slugify } from '../content/slug.js';

export interface SpaceText {
  /** Canonical BCP 47 tag. */
  readonly locale: string;
  readonly name: string;
  readonly description?: string | null;
}

export interface SpaceFields {
  /** Absent or null: made from the first name, or as it is. */
  readonly slug?: string | null;
  readonly visibility: SpaceVisibility;
  /** Absent or null: after all others, or as it is. */
  readonly position?: number | null;
  readonly translations: readonly SpaceText[];
}

const LONGEST_NAME = 80;
const LONGEST_DESCRIPTION = 500;

/** The rooms of the community; for moderators. Every method answers the id of the space. */
export class Spaces {
  constructor(private readonly dataSource: DataSource) {}

  create(fields: SpaceFields): Promise<string> {
    return this.write((manager) => insert(manager, fields));
  }

  /** Replaces all that is set on a space. Its threads are indexed anew when other people can read them now. */
  update(viewer: Viewer, id: string, fields: SpaceFields): Promise<string> {
    return this.write(async (manager) => replace(manager, await claimSpace(manager, viewer, 'EDIT', id), fields));
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
      return space.id;
    });
  }

  /** Makes or updates the space with this slug. */
  put(fields: SpaceFields & { readonly slug: string }): Promise<string> {
    return this.write(async (manager) => {
      const known = await manager.findOneBy(Space, { slug: fields.slug });
      return known ? replace(manager, known, fields) : insert(manager, fields);
    });
  }

  /** Spaces are few and seldom written: one after the other, so that slugs and positions stay unique. */
  private write(work: (manager: EntityManager) => Promise<string>): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query("select pg_advisory_xact_lock(hashtext('spaces'))");
      return work(manager);
    });
  }
}

async function insert(manager: EntityManager, fields: SpaceFields): Promise<string> {
  const id = uuid();
  const slug = await check(manager, id, fields, fields.slug);
  const [{ next }]: [{ next: number }] = await manager.query(
    'select coalesce(max(position) + 1, 0) as next from space',
  );
  await manager.insert(Space, { id, slug, visibility: fields.visibility, position: fields.position ?? next });
  await writeTexts(manager, id, fields.translations);
  return id;
}

async function replace(manager: EntityManager, before: Known, fields: SpaceFields): Promise<string> {
  const slug = await check(manager, before.id, fields, fields.slug || before.slug);
  await manager.update(
    Space,
    { id: before.id },
    { slug, visibility: fields.visibility, position: fields.position ?? before.position },
  );
  await writeTexts(manager, before.id, fields.translations);
  if (before.visibility !== fields.visibility) {
    const threads: { id: string }[] = await manager.query(
      'select id from discussion_thread where space_id = $1 and deleted_at is null',
      [before.id],
    );
    await enqueueIndexing(
      manager,
      threads.map(({ id }) => id),
    );
  }
  return before.id;
}

type Known = Pick<Space, 'id' | 'slug' | 'visibility' | 'position'>;

/** Locks a space: no thread can be opened in it or moved to it until the transaction ends. */
function claimSpace(manager: EntityManager, viewer: Viewer, action: Action, id: string): Promise<Known> {
  const columns = 'id, slug, visibility, position';
  return claim(manager, viewer, { to: [action], on: 'Space', id, path: ['id'], columns });
}

/** Answers the slug the space shall have. */
async function check(
  manager: EntityManager,
  id: string,
  { translations }: SpaceFields,
  wanted: string | null | undefined,
): Promise<string> {
  const problems = new Problems();
  const path = ['input', 'translations'];
  const first = translations[0];
  if (!first) problems.add('REQUIRED', 'A name in one language at least is needed.', ...path);
  const locales = translations.map(({ locale }) => locale);
  for (const [i, { locale, name, description }] of translations.entries()) {
    const length = oneLine(name).length;
    if (length === 0) problems.add('REQUIRED', 'A name is needed.', ...path, i, 'name');
    if (length > LONGEST_NAME)
      problems.add('INVALID', `A name has at most ${LONGEST_NAME} characters.`, ...path, i, 'name');
    if (oneLine(description ?? '').length > LONGEST_DESCRIPTION) {
      problems.add(
        'INVALID',
        `A description has at most ${LONGEST_DESCRIPTION} characters.`,
        ...path,
        i,
        'description',
      );
    }
    if (locales.indexOf(locale) !== i)
      problems.add('INVALID', `There are two texts for "${locale}".`, ...path, i, 'locale');
  }
  const slug = wanted || (first ? slugify(first.name, first.locale) : '');
  if (!isSlug(slug))
    problems.add(
      'INVALID',
      'A slug holds letters, digits and single hyphens, and at most 80 of them.',
      'input',
      'slug',
    );
  else if (
    await manager
      .query('select 1 from space where slug = $1 and id <> $2', [slug, id])
      .then((rows: unknown[]) => rows.length > 0)
  ) {
    problems.add('TAKEN', `Another space has the slug "${slug}".`, 'input', 'slug');
  }
  problems.throwIfAny();
  return slug;
}

async function writeTexts(manager: EntityManager, spaceId: string, texts: readonly SpaceText[]): Promise<void> {
  await manager.delete(SpaceTranslation, { spaceId });
  await manager.insert(
    SpaceTranslation,
    texts.map(({ locale, name, description }) => ({
      spaceId,
      locale,
      name: oneLine(name),
      description: oneLine(description ?? '') || null,
    })),
  );
}
