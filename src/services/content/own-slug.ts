import type { EntityManager } from 'typeorm';
import type { Problems } from './problems.js';
import { canonicalSlug, isSlug, NO_SLUG, numbered, slugify } from './slug.js';

/** What has one slug in all languages, and the word for it. */
export type Sluggable = 'topic' | 'expert' | 'space';

/** Whoever gives slugs to things of one kind waits for the others who do, until the transaction ends. */
export async function lockOwnSlugs(manager: EntityManager, kind: Sluggable): Promise<void> {
  await manager.query("select pg_advisory_xact_lock(hashtext('slugs: ' || $1))", [kind]);
}

/**
 * Checks a slug that was asked for. What is wrong with it becomes a problem of `input.slug`.
 * @param id of what shall have it
 * @returns it, in the form in which it is kept
 */
export async function askedSlug(
  manager: EntityManager,
  { kind, id }: { readonly kind: Sluggable; readonly id: string },
  asked: string,
  problems: Problems,
): Promise<string> {
  const slug = canonicalSlug(asked);
  if (!isSlug(slug)) {
    problems.add('INVALID', NO_SLUG, 'input', 'slug');
    return slug;
  }
  const taken: unknown[] = await manager.query(`select 1 from ${kind} where slug = $1 and id <> $2`, [slug, id]);
  if (taken.length) problems.add('TAKEN', `Another ${kind} has the slug "${slug}".`, 'input', 'slug');
  return slug;
}

/**
 * Makes a slug that nothing of the kind has or had: of the first of the names with a letter or digit, else of the kind and
 * the end of the id; with a number where that is taken.
 */
export async function freeSlug(
  manager: EntityManager,
  { kind, id }: { readonly kind: Sluggable; readonly id: string },
  names: readonly { readonly name: string; readonly locale: string }[],
): Promise<string> {
  const made = names.map(({ name, locale }) => slugify(name, locale)).find((slug) => slug !== '');
  const base = made ?? `${kind}-${id.slice(-12)}`;
  const rows: { slug: string }[] = await manager.query(
    `select slug from ${kind} where slug = $1 or starts_with(slug, $2)
     union select slug from former_slug where type = $3 and (slug = $1 or starts_with(slug, $2))`,
    [base, numbered(base, 2).slice(0, -1), kind],
  );
  const taken = new Set(rows.map(({ slug }) => slug));
  let n = 1;
  while (taken.has(numbered(base, n))) n++;
  return numbered(base, n);
}
