import type { EntityManager } from 'typeorm';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { Occasion } from '../content/batch.js';
import type { Findings } from '../content/findings.js';
import { same } from '../content/list-items.js';
import { type LiveDraft, liveDraftsOf } from '../content/live-drafts.js';
import { publishTopics } from '../content/live-topics.js';
import { CONSENT_WITHDRAWN } from '../content/locked-entry.js';
import { Problems } from '../content/problems.js';
import { checkReferences } from '../content/references.js';
import { checkNote, draftsOf, type NewRevision, saveRevisions } from '../content/revisions.js';
import type { EntryChange } from './entry-change.js';
import type { SelectedEntry } from './selected-entries.js';

/** What is to happen to the topics of entries. */
export interface TopicChange {
  /** Ids of topics that come at the end, where they are not there yet. */
  readonly add: readonly string[];
  /** Ids of topics that go. */
  readonly remove: readonly string[];
  /** A topic that takes the place of another, where that is there. */
  readonly replace?: { readonly from: string; readonly to: string };
  /** Why, for the history. */
  readonly note?: string | null | undefined;
}

/** What changes of an entry. */
interface Retagged {
  readonly entry: SelectedEntry;
  /** What is public with its new topics; undefined when they stay as they are. */
  readonly live: LiveDraft | undefined;
  /** The newest draft with its new topics. */
  readonly draft: EntryDraft;
  /** Whether that says something else than it did. */
  readonly drafted: boolean;
}

/**
 * Changes the topics of entries in their newest drafts, and in public where the viewer may publish: at once, and without
 * anything else of the drafts. Where the two differ, both are kept as revisions, that of the draft as the newest. Entries
 * that have the topics already stay as they are.
 */
export async function changeTopics(
  manager: EntityManager,
  entries: readonly SelectedEntry[],
  change: TopicChange,
  found: Findings,
  occasion: Occasion,
): Promise<EntryChange[]> {
  for (const { id, consent_withdrawn_at } of entries)
    if (consent_withdrawn_at) found.of(id).add('NOT_ALLOWED', CONSENT_WITHDRAWN, 'id');
  await refuseImpossible(manager, change);
  found.throwIfAny();
  const retagged = await retag(manager, entries, change);
  const revision = (draft: EntryDraft): NewRevision => ({
    draft,
    kind: 'TAGGED',
    by: occasion.by,
    note: change.note ?? null,
  });

  const live = retagged.filter(({ live }) => live);
  // Of those whose draft is what is public, that draft is saved only once.
  const apart = live.filter(({ live, draft }) => !same(live!.draft, draft));
  const snapshots = await saveRevisions(
    manager,
    apart.map(({ entry, live }) => ({ entry, revision: revision(live!.draft) })),
  );
  const numbers = new Map(snapshots.map(({ entryId, number }) => [entryId, number]));
  const saved = await saveRevisions(
    manager,
    retagged
      .filter(({ entry, drafted }) => drafted || numbers.has(entry.id))
      .map(({ entry, draft }) => ({
        entry: { ...entry, latest_revision: numbers.get(entry.id) ?? entry.latest_revision },
        revision: revision(draft),
      })),
  );
  const newest = new Map(saved.map((one) => [one.entryId, one]));
  await publishTopics(
    manager,
    live.map(({ entry, live }) => ({
      entryId: entry.id,
      revision: numbers.get(entry.id) ?? newest.get(entry.id)?.number ?? entry.latest_revision,
      newest: !numbers.has(entry.id),
      topicIds: live!.draft.topicIds ?? [],
      locales: live!.locales,
    })),
    occasion,
  );
  return retagged.map(({ entry, live, draft }) => ({
    entryId: entry.id,
    before: entry.newest,
    content: newest.get(entry.id)?.revisionId ?? entry.newest.revision_id,
    revision: newest.get(entry.id)?.number ?? entry.latest_revision,
    topicIds: draft.topicIds ?? [],
    publicTopicIds: live?.draft.topicIds ?? null,
  }));
}

/** The entries that get other topics, in public or in their drafts. */
async function retag(
  manager: EntityManager,
  entries: readonly SelectedEntry[],
  change: TopicChange,
): Promise<Retagged[]> {
  const newest = await draftsOf(
    manager,
    entries.map(({ id, latest_revision }) => ({ entryId: id, revision: latest_revision })),
  );
  const publishable = entries.filter(({ may }) => may.includes('PUBLISH'));
  const live = await liveDraftsOf(
    manager,
    publishable.map(({ id }) => id),
  );
  return entries.flatMap((entry) => {
    const [draft, drafted] = withTopics(newest.get(entry.id)!, change);
    const current = live.get(entry.id);
    const [liveDraft, changed] = current ? withTopics(current.draft, change) : [undefined, false];
    if (!drafted && !changed) return [];
    return [{ entry, draft, drafted, live: changed ? { ...current!, draft: liveDraft! } : undefined }];
  });
}

/** A draft with its topics changed, and whether they are others now. */
function withTopics(draft: EntryDraft, change: TopicChange): [EntryDraft, boolean] {
  const before = draft.topicIds ?? [];
  const topicIds = topicsAfter(before, change);
  return topicIds.join() === before.join() ? [draft, false] : [{ ...draft, topicIds }, true];
}

function topicsAfter(before: readonly string[], { add, remove, replace }: TopicChange): string[] {
  const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
  const replaced = before.map((id) => (replace && same(id, replace.from) ? replace.to : id));
  const kept = replaced.filter((id) => !remove.some((gone) => same(id, gone)));
  const all = [...kept, ...add.map((id) => id.toLowerCase())];
  return all.filter((id, i) => all.findIndex((other) => same(id, other)) === i);
}

/** @throws Refused for what is impossible about the change itself; its topics stay until the transaction ends */
async function refuseImpossible(manager: EntityManager, { add, replace, note }: TopicChange): Promise<void> {
  const problems = new Problems();
  checkNote(note, problems);
  const missing = new Problems();
  const draft = { topicIds: [...add, ...(replace ? [replace.to] : [])] } as EntryDraft;
  await checkReferences(manager, [{ type: 'RESOURCE', draft, problems: missing }]);
  for (const { code, message, path } of missing.all) {
    const i = Number(path.at(-1));
    problems.add(code, message, ...(i < add.length ? ['add', i] : ['to']));
  }
  problems.throwIfAny();
}
