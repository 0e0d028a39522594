import type { EntityManager } from 'typeorm';
import { allowed } from '../../access/decide.js';
import { any } from '../../access/sql.js';
import type { Viewer } from '../../access/viewer.js';
import { Statement } from '../../read/statement.js';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { UserErrorCode } from '../../schema/user-error.js';
import type { Batch, Publication, Withdrawal } from './batch.js';
import { namedInBodies } from './draft-bodies.js';
import type { Findings } from './findings.js';
import type { Problems } from './problems.js';

/*
 * Entries refer to others: as related, and by links in their texts. What a draft may name is what its editor sees; what is
 * published refers to what is published. Wherever these references are read, the reader's own sight decides anew.
 */

/** That a draft refers to an entry. */
interface EntryReference {
  /** In small letters. */
  readonly id: string;
  readonly isLink: boolean;
  readonly path: readonly (string | number)[];
}

/** @param locales of the texts whose links count; all when absent */
async function entriesNamedBy(draft: EntryDraft, locales?: readonly string[] | null): Promise<EntryReference[]> {
  const related = (draft.relatedEntryIds ?? []).map((id, i) => {
    return { id: id.toLowerCase(), isLink: false, path: ['input', 'relatedEntryIds', i] };
  });
  const bodies = (await namedInBodies(draft)).filter(({ locale }) => !locales || locales.includes(locale));
  return [
    ...related,
    ...bodies.flatMap(({ entries, path }) => [...new Set(entries)].map((id) => ({ id, isLink: true, path }))),
  ];
}

/**
 * Locks by name, and not the entries themselves: two that refer to each other may be published at once. Everyone locks in
 * the same order, so that nobody waits for each other.
 */
const LOCK = `
  select case when taken_back then pg_advisory_xact_lock(key)::text else pg_advisory_xact_lock_shared(key)::text end
  from (
    select hashtextextended('entry-reference:' || id, 0) as key, bool_or(taken_back) as taken_back
    from (select unnest($1::text[]) as id, false as taken_back union all select unnest($2::text[]), true) named
    group by 1 order by 1
  ) locks`;

/**
 * Checks the related entries of a draft that is to be saved: that the editor sees them, unless they stood in the newest
 * draft already, and that none is the entry itself.
 * @param entryId of the draft; undefined when there is none yet
 */
export async function checkRelated(
  manager: EntityManager,
  viewer: Viewer,
  entryId: string | undefined,
  draft: EntryDraft,
  problems: Problems,
): Promise<void> {
  const references = await entriesNamedBy(draft);
  if (references.length === 0) return;
  const ids = references.map(({ id }) => id);
  const statement = new Statement({ viewer, locales: [] });
  const sees = any([allowed('READ', 'Entry', 'o', statement), allowed('READ_REVISIONS', 'Entry', 'o', statement)]);
  const wanted = statement.bind(ids, 'text[]');
  const rows: { id: string }[] = await manager.query(
    `select o.id from entry o where o.id::text = any(${wanted}) and o.deleted_at is null and ${sees}
     union select u.object_id from usage u
       where u.entry_id = ${statement.bind(entryId ?? null, 'uuid')} and u.field in ('relatedEntryIds', 'body') and u.drafted
         and u.object_id::text = any(${wanted})`,
    statement.parameters,
  );
  const known = new Set(rows.map(({ id }) => id));
  for (const { id, isLink, path } of references) {
    if (isLink) {
      if (id !== entryId && !known.has(id)) problems.addMissing(id, noEntry(id), ...path);
    } else if (id === entryId) problems.add('INVALID', 'An entry is not related to itself. Take it out.', ...path);
    else if (!known.has(id))
      problems.add('NOT_FOUND', 'There is no entry with this id, or it is in the trash.', ...path);
  }
}

/** Finds the related entries of drafts that are not public, and do not become so together with them. */
export async function findUnpublished(
  manager: EntityManager,
  publications: readonly Publication[],
  found: Findings,
): Promise<void> {
  const named = await Promise.all(
    publications.map(async ({ entry, draft, locales }) => ({
      entry,
      references: await entriesNamedBy(draft, locales),
    })),
  );
  const wanted = named.flatMap(({ references }) => references.map(({ id }) => id));
  if (wanted.length === 0) return;
  const rows: { id: string; public: boolean }[] = await manager.query(
    `select id, status = 'PUBLISHED' and deleted_at is null as public from entry where id::text = any($1)`,
    [wanted],
  );
  const known = new Map(rows.map((row) => [row.id, row.public]));
  for (const { entry } of publications) known.set(entry.id, true);
  for (const { entry, references } of named) {
    for (const { id, isLink, path } of references) {
      const add = (code: UserErrorCode, message: string) => found.of(entry.id).add(code, message, ...path);
      if (id === entry.id && !isLink) add('INVALID', 'An entry is not related to itself. Take it out.');
      // A text remains a text without one of its links.
      else if (!known.has(id)) add(isLink ? 'INVALID' : 'NOT_FOUND', noEntry(id));
      else if (!known.get(id)) add('UNPUBLISHED_REFERENCE', notPublic(id, isLink));
    }
  }
}

/** Finds what is taken back by a batch while what is public after it refers to it. */
export async function findWithdrawnReferences(
  manager: EntityManager,
  { publications, withdrawals }: Batch,
  found: Findings,
): Promise<void> {
  const ended = await endingOf(manager, withdrawals);
  if (ended.length === 0) return;
  for (const { entry, draft, locales } of publications) {
    for (const { id, isLink, path } of await entriesNamedBy(draft, locales)) {
      if (ended.includes(id)) found.of(entry.id).add('UNPUBLISHED_REFERENCE', notPublic(id, isLink), ...path);
    }
  }
  const changed = [...publications.map(({ entry }) => entry.id), ...ended];
  const rows: { object_id: string; total: number }[] = await manager.query(
    `select object_id, count(*)::int as total from usage
     where object_id = any($1::uuid[]) and live and entry_id <> all($2::uuid[]) group by object_id`,
    [ended, changed],
  );
  for (const { object_id, total } of rows)
    found.of(object_id).add('IN_USE', `${total} public entries refer to it: \`usages\` lists them.`, 'id');
}

/** Which of the entries cease to be public in any language by this. */
export async function endingOf(manager: EntityManager, withdrawals: readonly Withdrawal[]): Promise<string[]> {
  if (withdrawals.length === 0) return [];
  const rows: { id: string }[] = await manager.query(
    `select t.entry_id as id from entry_translation t
     join json_to_recordset($1::json) as w(entry_id uuid, locales text[]) on w.entry_id = t.entry_id
     where t.status = 'PUBLISHED' group by t.entry_id having bool_and(w.locales is null or t.locale = any(w.locales))`,
    [JSON.stringify(withdrawals.map(({ entryId, locales }) => ({ entry_id: entryId, locales: locales ?? null })))],
  );
  return rows.map(({ id }) => id);
}

function noEntry(id: string): string {
  return `There is no entry with the id "${id.slice(0, 40)}", or it is in the trash.`;
}

function notPublic(id: string, isLink: boolean): string {
  const what = isLink ? `The entry ${id}, to which the text links,` : `The related entry ${id}`;
  return `${what} is not public. Publish it first or together with this one, or take it out.`;
}

/**
 * Keeps what drafts refer to from being taken back until the transaction ends, and others from publishing what refers to
 * entries that are taken back.
 */
export async function holdReferences(
  manager: EntityManager,
  drafts: readonly { readonly draft: EntryDraft }[],
  takenBack: readonly string[],
): Promise<void> {
  const named = (await Promise.all(drafts.map(({ draft }) => entriesNamedBy(draft)))).flat().map(({ id }) => id);
  if (named.length + takenBack.length > 0) await manager.query(LOCK, [named, takenBack]);
}
