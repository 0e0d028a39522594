import type { DataSource, EntityManager } from 'typeorm';
import { mayCall } from '../../access/decide.js';
import type { Viewer } from '../../access/viewer.js';
import { DRAFTS } from '../../schema/drafts/drafts.js';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { EntryType } from '../../schema/enums.js';
import { Refused } from '../../schema/user-error.js';
import { claim } from '../access/claim.js';
import { requireConduct } from '../conduct/require-conduct.js';
import { createEntry } from './entries.js';
import { LOCKED_COLUMNS, type LockedEntry, refuseWithdrawn } from './locked-entry.js';
import { newestDraft, type SavedRevision } from './revisions.js';

/**
 * What of a draft is true of that one entry only: somebody agreed to it, checked it or vouched for it. A copy must be
 * agreed to, checked and vouched for anew.
 */
const OF_ONE_ENTRY: Readonly<Record<EntryType, readonly string[]>> = {
  RESOURCE: [],
  EXPERT_ARTICLE: ['reviewerId', 'reviewedOn', 'reviewDueOn'],
  SUCCESS_STORY: ['consent'],
  PARTNER_ORGANIZATION: ['verifiedOn', 'verifiedById'],
};

/** Makes drafts from others. */
export class Duplication {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Makes an entry whose first draft is the newest draft of another, as the viewer's own. It gets slugs of its own when it
   * is published. Nothing that rests on the other comes along: history, reviews, plans, votes, consent.
   * @throws Refused
   */
  async duplicate(viewer: Viewer, id: string, note: string | null): Promise<SavedRevision> {
    requireConduct(viewer);
    return this.dataSource.transaction(async (manager) => {
      const source = await claimSource(manager, viewer, id);
      const draft = copyOf(source.type, await newestDraft(manager, source));
      const from = { id: source.id, revision: source.latest_revision };
      return createEntry(manager, viewer, source.type, draft, { note, copiedFrom: from });
    });
  }
}

async function claimSource(manager: EntityManager, viewer: Viewer, id: string): Promise<LockedEntry> {
  const source = await claim<LockedEntry>(manager, viewer, {
    to: ['READ_REVISIONS'],
    on: 'Entry',
    id,
    path: ['id'],
    columns: LOCKED_COLUMNS,
    lock: 'key share',
  });
  if (!mayCall(`Mutation.create${DRAFTS[source.type].name.replace(/Draft$/, '')}`, viewer))
    throw Refused.because('NOT_ALLOWED', 'You may not make entries of this type, so you may not copy one.', 'id');
  refuseWithdrawn(source);
  if (source.sent_in) {
    const message =
      'This story was sent in, and whoever told it may take it back: a copy would stay. Ask them to tell it anew.';
    throw Refused.because('NOT_ALLOWED', message, 'id');
  }
  return source;
}

function copyOf(type: EntryType, draft: EntryDraft): EntryDraft {
  const fields = Object.entries(draft).filter(([name]) => !OF_ONE_ENTRY[type].includes(name));
  const translations = draft.translations?.map(({ slug: _, ...text }) => text);
  return { ...Object.fromEntries(fields), ...(translations && { translations }) } as EntryDraft;
}
