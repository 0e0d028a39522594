import type { EntityManager } from 'typeorm';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { Findings } from '../content/findings.js';
import { Problems } from '../content/problems.js';
import { checkReferences } from '../content/references.js';
import { checkNote, draftsOf, saveRevisions } from '../content/revisions.js';
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

/** Saves a draft with other topics of each entry, over its newest one; entries that have them already stay as they are. */
export async function changeTopics(
  manager: EntityManager,
  entries: readonly SelectedEntry[],
  change: TopicChange,
  found: Findings,
  by: string | null,
): Promise<EntryChange[]> {
  const drafts = await draftsOf(
    manager,
    entries.map(({ id, latest_revision }) => ({ entryId: id, revision: latest_revision })),
  );
  const changed = entries.flatMap((entry) => {
    const draft = drafts.get(entry.id)!;
    const topicIds = topicsAfter(draft.topicIds ?? [], change);
    return topicIds.join() === (draft.topicIds ?? []).join() ? [] : [{ entry, draft: { ...draft, topicIds } }];
  });
  await refuseImpossible(manager, change);
  found.throwIfAny();
  const { note } = change;
  const saved = await saveRevisions(
    manager,
    changed.map(({ entry, draft }) => ({ entry, revision: { draft, kind: 'SAVED', by, note: note ?? null } })),
  );
  return saved.map(({ entryId, revisionId, number }, i) => ({
    entryId,
    content: revisionId,
    revision: number,
    topicIds: changed[i]!.draft.topicIds,
  }));
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
