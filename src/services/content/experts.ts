import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { Expert, ExpertTranslation } from '../../entities/content/expert.js';
import type { Action } from '../../schema/action.js';
import { oneLine, written } from '../../schema/visible.js';
import { enqueueIndexing } from '../../search/indexing.js';
import { claim } from '../access/claim.js';
import { checkPicture } from '../media/check-uses.js';
import { Problems } from './problems.js';
import { replacementId, replaceReferences } from './replace-references.js';
import { isSlug, slugify } from './slug.js';
import { refuseInUse } from './usages.js';

export interface ExpertText {
  readonly locale: string;
  readonly title?: string | null;
  readonly biography?: string | null;
}

export interface ExpertFields {
  readonly slug?: string | null;
  readonly name: string;
  readonly credentials?: string | null;
  readonly memberId?: string | null;
  readonly photoId?: string | null;
  readonly translations: readonly ExpertText[];
}

/** The people who write and review articles. */
export class Experts {
  constructor(private readonly dataSource: DataSource) {}

  create(fields: ExpertFields): Promise<string> {
    return this.dataSource.transaction((manager) => write(manager, uuid(), fields, undefined));
  }

  /** Replaces all that is set on an expert. */
  update(viewer: Viewer, id: string, fields: ExpertFields): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const before = await claimExpert(manager, viewer, 'EDIT', id);
      return write(manager, before.id, fields, before);
    });
  }

  /**
   * @param replaceWith expert whom articles shall name from now on
   * @throws Refused InUse while articles, also as drafts, name the expert and nobody takes their place
   */
  remove(viewer: Viewer, id: string, replaceWith?: string | null): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id: known } = await claimExpert(manager, viewer, 'DELETE', id);
      if (replaceWith) {
        const to = await replacementId(manager, 'expert', known, replaceWith);
        await replaceReferences(manager, viewer, { kind: 'expert', from: known, to }, new Date());
      }
      await refuseInUse(manager, known, 'live or drafted', 'Name the expert who takes their place as `replaceWith`.');
      // Of articles that are not public any more, and name others by now.
      await manager.query('delete from entry_expert where expert_id = $1', [known]);
      await manager.query('update entry set reviewer_id = null where reviewer_id = $1', [known]);
      await manager.delete(Expert, { id: known });
      return known;
    });
  }

  /** Makes or updates the expert with this slug. */
  put(fields: ExpertFields & { readonly slug: string }): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query("select pg_advisory_xact_lock(hashtext('expert:' || $1))", [fields.slug]);
      const [known]: Known[] = await manager.query(`select ${KNOWN} from expert where slug = $1 for update`, [
        fields.slug,
      ]);
      return write(manager, known?.id ?? uuid(), fields, known);
    });
  }
}

interface Known {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly member_id: string | null;
  readonly photo_id: string | null;
}

const KNOWN = 'id, slug, name, member_id, photo_id';

function claimExpert(manager: EntityManager, viewer: Viewer, action: Action, id: string): Promise<Known> {
  return claim(manager, viewer, { to: [action], on: 'Expert', id, path: ['id'], columns: KNOWN });
}

async function write(
  manager: EntityManager,
  id: string,
  fields: ExpertFields,
  before: Known | undefined,
): Promise<string> {
  const problems = new Problems();
  const name = oneLine(fields.name);
  if (!name) problems.add('REQUIRED', 'A name is needed.', 'input', 'name');
  const locales = fields.translations.map(({ locale }) => locale);
  if (locales.length === 0)
    problems.add('REQUIRED', 'A text in one language at least is needed.', 'input', 'translations');
  for (const [i, locale] of locales.entries()) {
    if (locales.indexOf(locale) !== i)
      problems.add('INVALID', `There are two texts for "${locale}".`, 'input', 'translations', i, 'locale');
  }
  const slug = fields.slug || before?.slug || slugify(name, 'en');
  if (!isSlug(slug))
    problems.add(
      'INVALID',
      'A slug holds letters, digits and single hyphens, and at most 80 of them.',
      'input',
      'slug',
    );
  const taken: unknown[] = await manager.query('select 1 from expert where slug = $1 and id <> $2', [slug, id]);
  if (taken.length) problems.add('TAKEN', `Another expert has the slug "${slug}".`, 'input', 'slug');
  const memberId = fields.memberId === undefined ? (before?.member_id ?? null) : fields.memberId;
  if (memberId) {
    const found: unknown[] = await manager.query('select 1 from member where id::text = lower($1)', [memberId]);
    if (!found.length) problems.add('NOT_FOUND', 'There is no member with this id.', 'input', 'memberId');
  }
  const photoId = fields.photoId === undefined ? (before?.photo_id ?? null) : fields.photoId;
  if (photoId) await checkPicture(manager, photoId, problems, ['input', 'photoId']);
  problems.throwIfAny();

  const row = { slug, name, credentials: written(fields.credentials), memberId, photoId };
  if (before) await manager.update(Expert, { id }, row);
  else await manager.insert(Expert, { id, ...row });
  await manager.delete(ExpertTranslation, { expertId: id });
  await manager.insert(
    ExpertTranslation,
    fields.translations.map((text) => ({
      expertId: id,
      locale: text.locale,
      title: written(text.title),
      biography: written(text.biography),
    })),
  );
  if (before && before.name !== name) {
    const articles: { id: string }[] = await manager.query(
      'select entry_id as id from entry_expert where expert_id = $1',
      [id],
    );
    await enqueueIndexing(
      manager,
      articles.map((article) => article.id),
    );
  }
  return id;
}
