import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { Expert, ExpertTranslation } from '../../entities/content/expert.js';
import type { Action } from '../../schema/action.js';
import { oneLine, written } from '../../schema/visible.js';
import { enqueueIndexing } from '../../search/indexing.js';
import { claim } from '../access/claim.js';
import { checkPicture } from '../media/check-uses.js';
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
import { askedSlug, freeSlug, lockOwnSlugs } from './own-slug.js';
import { Problems } from './problems.js';
import { replacementId, replaceReferences } from './replace-references.js';
import { canonicalSlug } from './slug.js';
import { refuseInUse } from './usages.js';

export interface ExpertText extends Text {
  readonly title: string | null;
  readonly biography: string | null;
}

/** What is set on an expert, but for the texts. */
interface ExpertFields {
  readonly slug: string;
  readonly name: string;
  readonly credentials: string | null;
  readonly memberId: string | null;
  readonly photoId: string | null;
}

export type ExpertChange = Given<ExpertFields> & TextChange<ExpertText>;

const TEXTS: TextKind<ExpertText> = {
  blank: { title: null, biography: null },
  lines: ['title'],
  required: [],
  atLeastOne: true,
};

/** The people who write and review articles. Every method answers the id of the expert. */
export class Experts {
  constructor(private readonly dataSource: DataSource) {}

  /** Adds an expert. Without a slug, or with an empty one, they get one made from the name. */
  create(viewer: Viewer, given: ExpertChange): Promise<string> {
    return this.write((manager) => save(manager, undefined, given, viewer.memberId));
  }

  /**
   * Changes what is given; null clears.
   * @param startedFrom the revision that the editor has seen
   */
  update(viewer: Viewer, id: string, given: ExpertChange, startedFrom?: number | null): Promise<string> {
    return this.write(async (manager) => {
      const known = await claimExpert(manager, viewer, 'EDIT', id);
      await refuseOutdated(manager, 'expert', known, startedFrom);
      return save(manager, known, given, viewer.memberId);
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
      await announce(manager, { event: 'EXPERT_DELETED', id: known, by: viewer.memberId });
      return known;
    });
  }

  /** Makes the expert with this slug, or replaces all of them but what is absent. */
  put(fields: ExpertChange & { readonly slug: string }): Promise<string> {
    return this.write(async (manager) => {
      const [known]: Known[] = await manager.query(`select ${KNOWN} from expert where slug = $1 for update`, [
        canonicalSlug(fields.slug),
      ]);
      const texts = known ? await textsOf(manager, ExpertTranslation, { expertId: known.id }) : [];
      return save(manager, known, { ...fields, removeLocales: notNamed(texts, fields.translations) }, null);
    });
  }

  /** Experts are few and seldom written: one after the other, so that slugs stay unique. */
  private write(work: (manager: EntityManager) => Promise<string>): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      await lockOwnSlugs(manager, 'expert');
      return work(manager);
    });
  }
}

type Known = Revised & ExpertFields;

const KNOWN = 'id, revision, slug, name, credentials, member_id as "memberId", photo_id as "photoId"';

function claimExpert(manager: EntityManager, viewer: Viewer, action: Action, id: string): Promise<Known> {
  return claim(manager, viewer, { to: [action], on: 'Expert', id, path: ['id'], columns: KNOWN });
}

const BLANK: ExpertFields = { slug: '', name: '', credentials: null, memberId: null, photoId: null };

async function save(
  manager: EntityManager,
  known: Known | undefined,
  given: ExpertChange,
  by: string | null,
): Promise<string> {
  const id = known?.id ?? uuid();
  const before = known ? fieldsOf(known) : BLANK;
  const texts = known ? await textsOf(manager, ExpertTranslation, { expertId: id }) : [];
  const problems = new Problems();
  const cleared = { credentials: null, memberId: null, photoId: null, ...(known ? {} : { slug: '' }) };
  const wanted = changedFields<ExpertFields>(before, given, cleared, problems, 'input');
  const translations = changedTexts<ExpertText>(TEXTS, texts, given, problems);
  const name = oneLine(wanted.name);
  if (!name && given.name !== null) problems.add('REQUIRED', 'A name is needed.', 'input', 'name');
  const asked =
    wanted.slug === before.slug ? before.slug : await askedSlug(manager, { kind: 'expert', id }, wanted.slug, problems);
  if (wanted.memberId) await checkMember(manager, wanted.memberId, problems);
  if (wanted.photoId) await checkPicture(manager, wanted.photoId, problems, ['input', 'photoId']);
  problems.throwIfAny();

  const slug = asked || (await freeSlug(manager, { kind: 'expert', id }, [{ name, locale: 'en' }]));
  const after = { ...wanted, slug, name, credentials: written(wanted.credentials) };
  if (!noteDifferences({ ...before, translations: texts }, { ...after, translations })) return id;
  if (known) await manager.update(Expert, { id }, after);
  else await manager.insert(Expert, { id, ...after });
  await saveTexts(manager, ExpertTranslation, { expertId: id }, translations);
  if (known) await countRevision(manager, 'expert', id, by);
  await announce(manager, { event: known ? 'EXPERT_UPDATED' : 'EXPERT_CREATED', id, by });
  if (known && known.name !== name) {
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

function fieldsOf({ slug, name, credentials, memberId, photoId }: Known): ExpertFields {
  return { slug, name, credentials, memberId, photoId };
}

async function checkMember(manager: EntityManager, memberId: string, problems: Problems): Promise<void> {
  const found: unknown[] = await manager.query('select 1 from member where id::text = lower($1)', [memberId]);
  if (!found.length) problems.add('NOT_FOUND', 'There is no member with this id.', 'input', 'memberId');
}
