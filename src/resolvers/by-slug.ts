import type { Statement } from '../read/statement.js';
import { canonicalSlug } from '../services/content/slug.js';
import type { LookUp } from './root-fields.js';

/** Tables whose objects have one slug in all languages. */
type Named = 'topic' | 'expert' | 'space';

/** By its slug, however it is written, or by one that it had before. */
export function bySlug(table: Named): LookUp {
  return {
    argument: 'slug',
    description:
      'Its `slug`. One that it had before finds it, too: compare with the `slug` you get, and lead the reader there.',
    condition: (slug, row, statement) => `${row.base}.id = (${idsBySlug(table, [slug], statement)})`,
  };
}

/** By its handle, in capitals or not. */
export function byHandle(): LookUp {
  return {
    argument: 'handle',
    description: 'Its `handle`.',
    condition: (handle, row, statement) => `${row.base}.handle = ${statement.bind(canonicalSlug(handle), 'text')}`,
  };
}

/**
 * SQL: the id behind each slug, null where there is none. An address from the time when capitals made a difference leads
 * where it did then; any other to what has the slug now, or else to what had it before.
 */
export function idsBySlug(table: Named, slugs: readonly string[], statement: Statement): string {
  const given = statement.bind(slugs, 'text[]');
  const canonical = statement.bind(slugs.map(canonicalSlug), 'text[]');
  const former = (slug: string) =>
    `select f.object_id from former_slug f where f.type = '${table}' and f.slug = ${slug}`;
  return `select coalesce(
      (${former('g.given')} and g.given <> g.slug),
      (select w.id from ${table} w where w.slug = g.slug),
      (${former('g.slug')}))
    from unnest(${given}, ${canonical}) as g(given, slug)`;
}
