import type { EntityManager } from 'typeorm';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { Publication } from './batch.js';
import { mergeDrafts } from './merge-drafts.js';
import { draftsOf } from './revisions.js';

/**
 * What is published of revisions that were chosen before topics were changed in public: these changes stay, and those of the
 * revision come to them. Two statements at most.
 */
export async function keepTopics(
  manager: EntityManager,
  publications: readonly Publication[],
): Promise<readonly Publication[]> {
  const overtaken = publications.filter(
    ({ entry, revision }) => entry.status === 'PUBLISHED' && (entry.tagged_revision ?? 0) > revision,
  );
  if (overtaken.length === 0) return publications;
  const draftsAt = (which: 'live_revision' | 'tagged_revision') =>
    draftsOf(
      manager,
      overtaken.map(({ entry }) => ({ entryId: entry.id, revision: entry[which]! })),
    );
  const [before, tagged] = [await draftsAt('live_revision'), await draftsAt('tagged_revision')];
  return publications.map((publication) => {
    const { id } = publication.entry;
    const [base, theirs] = [before.get(id), tagged.get(id)];
    if (!base || !theirs || !overtaken.includes(publication)) return publication;
    const [old, changed, wanted] = [base, theirs, publication.draft].map(topicsOnly) as [
      EntryDraft,
      EntryDraft,
      EntryDraft,
    ];
    const { topicIds } = mergeDrafts(old, changed, wanted).merged;
    return { ...publication, draft: { ...publication.draft, topicIds: topicIds ?? [] } };
  });
}

function topicsOnly({ topicIds }: EntryDraft): EntryDraft {
  return { topicIds: topicIds ?? [] } as EntryDraft;
}
