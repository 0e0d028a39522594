import type { DataSource, EntityManager } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import type { Locales } from '../../schema/locales.js';
import { noteChange } from '../audit/audited-call.js';
import type { Occasion, Withdrawal } from './batch.js';
import { cancelOfTakenBack, cancelSuperseded } from './cancel-scheduled.js';
import { checkNotEmpty } from './check-locales.js';
import { lockEntry, refuseStale } from './locked-entry.js';
import { Problems } from './problems.js';
import { publicTextsOf } from './public-texts.js';
import { makePublic, takeBack } from './publication.js';
import { effectsOf, type PublicationEffects } from './publication-effects.js';
import { endingOf, holdReferences } from './related-entries.js';
import { newestDraft } from './revisions.js';
import { refuseInUse } from './usages.js';

/** What changing the state of an entry led to. */
export interface StateChange {
  readonly entryId: string;
  /** Ids of plans that were called off by it. */
  readonly cancelledActions?: readonly string[] | undefined;
}

/** Brings revisions before the public and takes them back, language by language. */
export class Publishing {
  constructor(
    private readonly dataSource: DataSource,
    private readonly locales: Locales,
  ) {}

  /**
   * Publishes the newest revision, which must be `revision`: one publishes what one has read.
   * @param locales those to publish; all that the draft has when absent
   */
  async publish(
    viewer: Viewer,
    id: string,
    revision: number,
    locales?: readonly string[] | null,
  ): Promise<StateChange & PublicationEffects> {
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['PUBLISH'], id);
      await refuseStale(manager, entry, revision, 'revision');
      noteChange({ before: { status: entry.status }, after: { revision, locales: locales ?? 'all' } });
      const draft = await newestDraft(manager, entry);
      const publication = { entry, revision, draft, locales };
      await makePublic(manager, this.locales, [publication], now(viewer));
      const cancelled = await cancelSuperseded(manager, [publication], viewer.memberId);
      const effects = await effectsOf(manager, [publication]);
      return { entryId: entry.id, cancelledActions: cancelled.get(entry.id), ...effects.get(entry.id)! };
    });
  }

  /**
   * Takes languages back; all of them when none are named. What was published stays in the history.
   * @throws Refused for languages that are not public
   */
  async unpublish(viewer: Viewer, id: string, locales?: readonly string[] | null): Promise<StateChange> {
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['UNPUBLISH'], id);
      if (locales) await refuseNotPublic(manager, entry.id, locales);
      noteChange({ before: { status: entry.status }, after: { takenBack: locales ?? 'all' } });
      const cancelledActions = await withdraw(manager, { entryId: entry.id, locales }, now(viewer));
      return { entryId: entry.id, cancelledActions };
    });
  }
}

/**
 * Takes languages of a locked entry back from the public, with the plans that would bring them up again.
 * @returns ids of the plans
 * @throws Refused InUse while what the public sees refers to it
 */
export async function withdraw(
  manager: EntityManager,
  withdrawal: Withdrawal,
  occasion: Occasion,
): Promise<readonly string[] | undefined> {
  const { entryId } = withdrawal;
  await holdReferences(manager, [], [entryId]);
  if ((await endingOf(manager, [withdrawal])).length) {
    await refuseInUse(
      manager,
      entryId,
      'live',
      'Take it out there first, or put it into the trash with `replaceWith`.',
    );
  }
  await takeBack(manager, [withdrawal], occasion);
  return (await cancelOfTakenBack(manager, [withdrawal], occasion.by)).get(entryId);
}

/** @throws Refused naming each of the languages that the public does not read anyway */
async function refuseNotPublic(manager: EntityManager, entryId: string, locales: readonly string[]): Promise<void> {
  const problems = new Problems();
  checkNotEmpty(locales, problems, 'locales');
  const texts = (await publicTextsOf(manager, [{ id: entryId }])).get(entryId) ?? [];
  const live = texts.map(({ locale }) => locale);
  for (const [i, locale] of locales.entries()) {
    if (live.includes(locale)) continue;
    const where = live.length ? `it is in ${live.join(', ')}` : 'it is in no language';
    problems.add('NOT_FOUND', `It is not public in "${locale}"; ${where}.`, 'locales', i);
  }
  problems.throwIfAny();
}

function now(viewer: Viewer): Occasion {
  return { by: viewer.memberId, at: new Date() };
}
