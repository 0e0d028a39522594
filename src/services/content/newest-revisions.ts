import type { EntityManager } from 'typeorm';

/** The newest revision of an entry, and whose work is in it. */
export interface NewestRevision {
  readonly revision_id: string;
  /** Name of the member who saved it; null when they have left. */
  readonly saved_by: string | null;
  readonly saved_at: Date;
  /** Names of all who have written what is not public yet of it, in the order of the alphabet. */
  readonly written_by: readonly string[];
}

/** The newest revisions of entries, which must be locked, by the id of the entry. */
export async function newestRevisions(
  manager: EntityManager,
  entryIds: readonly string[],
): Promise<Map<string, NewestRevision>> {
  const rows: (NewestRevision & { readonly id: string })[] = await manager.query(NEWEST, [entryIds]);
  return new Map(rows.map(({ id, ...newest }) => [id, newest]));
}

/**
 * Who has only tagged an entry in bulk has written nothing of it: that is still the work of those before. A language that
 * was not published with the others counts from when it was.
 */
const NEWEST = `
  with behind as (
    select e.id, d.created_by, d.kind, d.number > coalesce(x.revision, 0)
      and texts_digest(d.draft, t.locale) is distinct from lag(texts_digest(d.draft, t.locale)) over (
        partition by e.id, t.locale order by d.number) as anew
    from entry e join translation t on t.entry_id = e.id and t.text_digest is not null
      left join entry_translation x on x.entry_id = e.id and x.locale = t.locale
      join revision d on d.entry_id = e.id and d.number >= coalesce(x.revision, 0)
    where e.id = any($1::uuid[]) and coalesce(x.revision, 0) < e.live_revision
  )
  select e.id, r.id as revision_id, m.name as saved_by, r.created_at as saved_at, array(
    select distinct w.name from member w join (
      select d.created_by, d.kind from revision d
      where d.entry_id = e.id and e.live_revision is distinct from e.latest_revision and d.number > coalesce(e.live_revision, 0)
      union select b.created_by, b.kind from behind b where b.id = e.id and b.anew
    ) d on d.created_by = w.id where d.kind <> 'TAGGED'
    order by 1) as written_by
  from entry e join revision r on r.entry_id = e.id and r.number = e.latest_revision left join member m on m.id = r.created_by
  where e.id = any($1::uuid[])`;
