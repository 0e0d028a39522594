import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { SuccessStory } from '../../entities/content/success-story.js';
import type { SuccessStoryDraft, SuccessStoryTextDraft } from '../../schema/drafts/success-story.js';
import type { Locales } from '../../schema/locales.js';
import { oneLine } from '../../schema/visible.js';
import { claim } from '../access/claim.js';
import { noteChange } from '../audit/audited-call.js';
import { bodyOf, titleOf } from '../community/written-text.js';
import { requireConduct } from '../conduct/require-conduct.js';
import type { VersionedTexts } from '../conduct/versioned-texts.js';
import { LOCKED_COLUMNS, type LockedEntry, refuseStale } from '../content/locked-entry.js';
import { Problems } from '../content/problems.js';
import { appendRevision, newestDraft, saveRevision } from '../content/revisions.js';
import { TESTIMONIALS, TryLimit } from '../identity/try-limit.js';
import { enterReview } from '../review/reviews.js';
import { requestNotices } from './notices.js';

/** A story as its teller writes it. */
export interface Told {
  readonly locale: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly quote?: string | null;
  readonly storytellerName: string;
  readonly storytellerRelation?: string | null;
  readonly contentWarning?: string | null;
  /** How they want to be reached. */
  readonly contact?: string | null;
}

/** The consent as its giver says it. */
export interface GivenConsent {
  readonly accepted: boolean;
  /** Id of the version they have read. */
  readonly textId: string;
  /** In which they have read it. */
  readonly textLocale: string;
  /** Their real name; that of their profile when absent. */
  readonly givenBy?: string | null;
  readonly expiresOn?: string | null;
}

/** Longest texts in one line, in characters. */
const LONGEST = {
  quote: 500,
  storytellerName: 80,
  storytellerRelation: 200,
  contentWarning: 500,
  contact: 200,
} as const;
const LONGEST_NAME = 200;

/** Stories that members tell: drafts of success stories, which editors publish or not. */
export class Testimonials {
  private readonly limit: TryLimit;

  constructor(
    private readonly dataSource: DataSource,
    pool: Pool,
    private readonly locales: Locales,
    private readonly consentTexts: VersionedTexts,
  ) {
    this.limit = new TryLimit(pool, TESTIMONIALS);
  }

  /**
   * Takes a story, with the consent to show it.
   * @param address network address of the teller
   * @returns id of the testimonial
   * @throws Refused for what is not possible, or without consent to the newest text
   * @throws GraphQLError RATE_LIMITED
   */
  async submit(viewer: Viewer, told: Told, given: GivenConsent, address: string): Promise<string> {
    requireConduct(viewer);
    const problems = new Problems();
    const text = await this.textOf(told, problems);
    const version = await this.acceptedVersion(given, problems);
    problems.throwIfAny();
    await this.limit.begin({ accounts: [viewer.memberId!], address });
    return this.dataSource.transaction(async (manager) => {
      // Held in place: who leaves at this moment takes the story along.
      const [teller]: { name: string }[] = await manager.query('select name from member where id = $1 for key share', [
        viewer.memberId,
      ]);
      const consent = {
        givenBy: oneLine(given.givenBy ?? '') || teller!.name,
        givenOn: today(),
        scope: `What version ${version} of the consent text says.`,
        expiresOn: given.expiresOn ?? null,
        textVersion: version,
        textLocale: given.textLocale,
      };
      const draft = { translations: [text], storytellerName: oneLine(told.storytellerName), consent };
      const [id, entryId, now] = [uuid(), uuid(), new Date()];
      noteChange({ object: { type: 'SuccessStory', id: entryId }, after: { consentTextVersion: version } });
      await manager.insert(SuccessStory, {
        id: entryId,
        status: 'DRAFT',
        audiences: [],
        createdAt: now,
        updatedAt: now,
        createdBy: viewer.memberId,
        latestRevision: 1,
        sentIn: true,
      } as never);
      await manager.query(
        'insert into testimonial (id, entry_id, member_id, locale, contact, submitted_at) values ($1, $2, $3, $4, $5, $6)',
        [id, entryId, viewer.memberId, told.locale, contactOf(told), now],
      );
      const made = { draft, kind: 'SAVED' as const, by: viewer.memberId };
      await appendRevision(manager, { id: entryId, type: 'SUCCESS_STORY' }, 1, made);
      await enterReview(manager, { entryId, revision: 1 }, viewer.memberId, null);
      await requestNotices(manager, id);
      return id;
    });
  }

  /**
   * Changes a story that was not public yet. What editors have added stays, and so does the consent.
   * @param startedFrom number of the newest revision the teller has seen
   * @returns id of the testimonial
   * @throws Refused
   */
  async update(viewer: Viewer, id: string, startedFrom: number, told: Told): Promise<string> {
    requireConduct(viewer);
    const problems = new Problems();
    const text = await this.textOf(told, problems);
    problems.throwIfAny();
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockStory(manager, id);
      const testimonial = await claim<{ id: string; locale: string }>(manager, viewer, {
        to: ['EDIT'],
        on: 'Testimonial',
        id,
        path: ['id'],
        columns: 'id, locale',
      });
      await refuseStale(manager, entry!, startedFrom, 'revision');
      const before = (await newestDraft(manager, entry!)) as SuccessStoryDraft;
      const draft = retold(before, testimonial.locale, text, oneLine(told.storytellerName));
      const saved = await saveRevision(manager, entry!, { draft, kind: 'SAVED', by: viewer.memberId });
      await enterReview(manager, { entryId: entry!.id, revision: saved.number }, viewer.memberId, null);
      noteChange({ before: { revision: startedFrom }, after: { revision: saved.number } });
      await manager.query('update testimonial set locale = $2, contact = $3 where id = $1', [
        testimonial.id,
        told.locale,
        contactOf(told),
      ]);
      return testimonial.id;
    });
  }

  private async textOf(told: Told, problems: Problems): Promise<SuccessStoryTextDraft> {
    const { all } = this.locales;
    if (!all.includes(told.locale)) {
      const message = `The site has no language "${told.locale}"; it has ${all.join(', ')}.`;
      problems.add('INVALID', message, 'input', 'locale');
    }
    for (const [name, longest] of Object.entries(LONGEST) as [keyof typeof LONGEST, number][]) {
      const { length } = oneLine(told[name] ?? '');
      if (length > longest)
        problems.add('INVALID', `At most ${longest} characters fit here; there are ${length}.`, 'input', name);
    }
    if (oneLine(told.storytellerName) === '')
      problems.add('REQUIRED', 'A name to show is needed. It need not be yours.', 'input', 'storytellerName');
    return {
      locale: told.locale,
      title: titleOf(told.title, problems, ['input', 'title']),
      body: (await bodyOf(told.body, '', problems, ['input', 'body']))?.markdown ?? null,
      quote: oneLine(told.quote ?? '') || null,
      storytellerRelation: oneLine(told.storytellerRelation ?? '') || null,
      contentWarning: oneLine(told.contentWarning ?? '') || null,
    };
  }

  /** The number of the version that was accepted; whatever makes it no consent becomes a problem. */
  private async acceptedVersion(given: GivenConsent, problems: Problems): Promise<number> {
    const { id, version } = await this.consentTexts.current();
    if (!given.accepted)
      problems.add('REQUIRED', 'Without your consent the story cannot be shown.', 'consent', 'accepted');
    if (given.textId.toLowerCase() !== id) {
      const message = `Consent is given to version ${version} of the text: read it (\`consentText\`) and pass its id.`;
      problems.add('VERSION_CONFLICT', message, 'consent', 'textId');
    } else if (!(await this.consentTexts.isIn(id, given.textLocale)))
      problems.add('NOT_FOUND', `The text is not there in "${given.textLocale}".`, 'consent', 'textLocale');
    if (given.expiresOn && given.expiresOn < today())
      problems.add('INVALID', 'This day is past.', 'consent', 'expiresOn');
    const { length } = oneLine(given.givenBy ?? '');
    if (length > LONGEST_NAME)
      problems.add(
        'INVALID',
        `At most ${LONGEST_NAME} characters fit here; there are ${length}.`,
        'consent',
        'givenBy',
      );
    return version;
  }
}

/** The story of a testimonial, locked before the testimonial itself, as everyone does who changes both. */
async function lockStory(manager: EntityManager, testimonialId: string): Promise<LockedEntry | undefined> {
  const [entry]: LockedEntry[] = await manager.query(
    `select ${LOCKED_COLUMNS} from entry where id = (select entry_id from testimonial where id::text = lower($1)) for update`,
    [testimonialId],
  );
  return entry;
}

/** The draft with the text of its teller as they tell it now; it may have changed its language. */
function retold(
  draft: SuccessStoryDraft,
  locale: string,
  text: SuccessStoryTextDraft,
  storytellerName: string,
): SuccessStoryDraft {
  const texts = draft.translations ?? [];
  const before = texts.find((one) => one.locale === locale);
  const others = texts.filter((one) => one.locale !== locale && one.locale !== text.locale);
  return { ...draft, storytellerName, translations: [{ ...before, ...text }, ...others] };
}

function contactOf({ contact }: Told): string | null {
  return oneLine(contact ?? '') || null;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
