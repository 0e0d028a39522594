import type { EntityManager } from 'typeorm';

/** A language in which an entry is public, and from which revision. */
export interface PublicText {
  readonly entry_id: string;
  readonly locale: string;
  readonly revision: number;
}

/** In which languages entries are public, by the id of the entry. */
export async function publicTextsOf(
  manager: EntityManager,
  entries: readonly { readonly id: string }[],
): Promise<Map<string, PublicText[]>> {
  const rows: PublicText[] = await manager.query(
    `select entry_id, locale, revision from entry_translation
     where entry_id = any($1::uuid[]) and status = 'PUBLISHED' order by entry_id, locale`,
    [entries.map(({ id }) => id)],
  );
  return Map.groupBy(rows, ({ entry_id }) => entry_id);
}
