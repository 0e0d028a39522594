import type { EntityManager } from 'typeorm';
import type { EntryTextDraft } from '../../schema/drafts/entry.js';
import type { EntryType } from '../../schema/enums.js';
import { type Batch, type Publication, textsOf, type Withdrawal } from './batch.js';
import type { Findings } from './findings.js';
import { canonicalSlug, numbered, slugify } from './slug.js';

/** The slug of each text that is to become public. */
export type Slugs = ReadonlyMap<EntryTextDraft, string>;

/** A text that needs a slug. */
interface Wish {
  readonly text: EntryTextDraft;
  readonly entryId: string;
  readonly type: EntryType;
  readonly locale: string;
  /** The slug asked for. */
  readonly asked: string | null;
  /** What one that nobody asked for is made from. */
  readonly base: string;
  /** Place of the text in the draft. */
  readonly index: number;
}

/**
 * Whoever publishes slugs of the same types and languages at the same time waits here; everyone in the same order, so
 * that nobody waits for each other.
 */
export async function lockSlugs(manager: EntityManager, publications: readonly Publication[]): Promise<void> {
  const wishes = publications.flatMap(wishesOf);
  await manager.query(
    `select pg_advisory_xact_lock(key) from (
       select distinct hashtext('slug:' || type || ':' || locale) as key from unnest($1::text[], $2::text[]) as s(type, locale) order by key) keys`,
    [wishes.map(({ type }) => type), wishes.map(({ locale }) => locale)],
  );
}

/**
 * Chooses the slugs to publish under: for each text the one asked for, else the one it has, else one made from the title.
 * One that is asked for and taken becomes a problem, and one made from the title stands for it. As a rule one statement.
 */
export async function chooseSlugs(manager: EntityManager, batch: Batch, found: Findings): Promise<Slugs> {
  const wishes = batch.publications.flatMap(wishesOf);
  const register = new Register(manager, wishes, batch.withdrawals);
  await register.open();
  const slugs = new Map<EntryTextDraft, string>();
  const assign = (wish: Wish, slug: string | undefined) => {
    if (slug === undefined || !register.take(wish, slug)) return false;
    slugs.set(wish.text, slug);
    return true;
  };
  // Those asked for go first, and those that texts have; a new one must not take any of them.
  for (const wish of wishes) {
    if (wish.asked === null || assign(wish, wish.asked)) continue;
    const message = `Another entry has the slug "${wish.asked}". Choose another.`;
    found.of(wish.entryId).add('TAKEN', message, 'input', 'translations', wish.index, 'slug');
  }
  for (const wish of wishes) if (!slugs.has(wish.text)) assign(wish, register.slugOf(wish));
  for (let open = wishes.filter(({ text }) => !slugs.has(text)); open.length; ) {
    open = open.filter((wish) => !assign(wish, register.firstFree(wish)));
    if (open.length) await register.lookFurther(open);
  }
  return slugs;
}

function wishesOf(publication: Publication): Wish[] {
  const { entry, draft } = publication;
  return textsOf(publication).map((text) => ({
    text,
    entryId: entry.id,
    type: entry.type,
    locale: text.locale,
    asked: canonicalSlug(text.slug ?? '') || null,
    base: slugify(text.title ?? '', text.locale) || entry.id,
    index: draft.translations!.indexOf(text),
  }));
}

/** A slug as it stands in the database. */
interface Known {
  readonly entry_id: string;
  readonly type: EntryType;
  readonly locale: string;
  readonly slug: string;
  readonly live: boolean;
  /** Whether the entry had it before, and readers still come to the entry by it. */
  readonly former: boolean;
}

/** Which slugs are whose once the batch is public, as far as has been looked. */
class Register {
  /** Id of the entry by slug. */
  private readonly holders = new Map<string, string>();
  /** The same of slugs that entries had before. */
  private readonly former = new Map<string, string>();
  /** The slug that a text has, public or not. */
  private readonly own = new Map<string, string>();
  /** By base: how many slugs made from it have been looked for, and how many of them are known to be taken. */
  private readonly looked = new Map<string, number>();
  private readonly taken = new Map<string, number>();
  private readonly wishes: ReadonlyMap<string, Wish>;
  private readonly withdrawn: ReadonlyMap<string, Withdrawal>;

  constructor(
    private readonly manager: EntityManager,
    wishes: readonly Wish[],
    withdrawals: readonly Withdrawal[],
  ) {
    this.wishes = new Map(wishes.map((wish) => [textKey(wish.entryId, wish.locale), wish]));
    this.withdrawn = new Map(withdrawals.map((withdrawal) => [withdrawal.entryId, withdrawal]));
  }

  /** Looks for all that the texts have and ask for, and for one made from its title for each. */
  async open(): Promise<void> {
    const wishes = [...this.wishes.values()];
    const asked = wishes.flatMap((wish) => (wish.asked === null ? [] : [slugKey(wish, wish.asked)]));
    await this.look([...asked, ...wishes.flatMap((wish) => this.next(wish, 1))], wishes);
  }

  /** Looks for more slugs made from each title: as many as are needed, and as have been looked for before. */
  async lookFurther(wishes: readonly Wish[]): Promise<void> {
    const byBase = Map.groupBy(wishes, baseKey);
    await this.look(
      [...byBase].flatMap(([base, [wish, ...others]]) => this.next(wish!, 1 + others.length + this.looked.get(base)!)),
    );
  }

  /** The slug that a text has. */
  slugOf(wish: Wish): string | undefined {
    return this.own.get(textKey(wish.entryId, wish.locale));
  }

  /** Gives a slug to a text, unless another entry has it. */
  take(wish: Wish, slug: string): boolean {
    const key = slugKey(wish, slug);
    const holder = this.holders.get(key) ?? wish.entryId;
    if (holder === wish.entryId) this.holders.set(key, wish.entryId);
    return holder === wish.entryId;
  }

  /**
   * The first free slug made from the title; undefined when one has to look further. It leads nobody away from an entry
   * that had it before: who wants that has to ask for it.
   */
  firstFree(wish: Wish): string | undefined {
    const base = baseKey(wish);
    for (let n = this.taken.get(base) ?? 0; n < this.looked.get(base)!; n++) {
      const slug = numbered(wish.base, n + 1);
      const key = slugKey(wish, slug);
      if (!this.holders.has(key) && (this.former.get(key) ?? wish.entryId) === wish.entryId) return slug;
      this.taken.set(base, n + 1);
    }
    return undefined;
  }

  /** Keys of the next `count` slugs made from the title. */
  private next(wish: Wish, count: number): string[] {
    const base = baseKey(wish);
    const from = this.looked.get(base) ?? 0;
    this.looked.set(base, from + count);
    return Array.from({ length: count }, (_, i) => slugKey(wish, numbered(wish.base, from + i + 1)));
  }

  private async look(keys: readonly string[], of: readonly Wish[] = []): Promise<void> {
    const wanted = [...new Set(keys)].map((key) => key.split('/'));
    const known: Known[] = await this.manager.query(
      `with own as (
         select t.entry_id, t.type, t.locale, t.slug, t.status = 'PUBLISHED' as live, false as former
         from unnest($1::uuid[], $2::text[]) as w(entry_id, locale) join entry_translation t using (entry_id, locale)
       )
       select * from own
       union
       select t.entry_id, t.type, t.locale, t.slug, true, false
       from (
         select * from unnest($3::text[], $4::text[], $5::text[]) as w(type, locale, slug) union select type, locale, slug from own
       ) w join entry_translation t using (type, locale, slug)
       where t.status = 'PUBLISHED'
       union
       select r.entry_id, r.type, r.locale, r.slug, false, true
       from unnest($3::text[], $4::text[], $5::text[]) as w(type, locale, slug) join slug_redirect r using (type, locale, slug)`,
      [
        of.map(({ entryId }) => entryId),
        of.map(({ locale }) => locale),
        wanted.map(([type]) => type),
        wanted.map(([, locale]) => locale),
        wanted.map(([, , slug]) => slug),
      ],
    );
    for (const row of known) {
      if (row.former) {
        this.former.set(slugKey(row, row.slug), row.entry_id);
        continue;
      }
      const text = textKey(row.entry_id, row.locale);
      if (this.wishes.has(text)) this.own.set(text, row.slug);
      if (row.live && !this.leaves(row)) this.holders.set(slugKey(row, row.slug), row.entry_id);
    }
  }

  /** Whether the batch frees the slug: the text gets another, or is taken back. */
  private leaves({ entry_id, locale, slug }: Known): boolean {
    const wish = this.wishes.get(textKey(entry_id, locale));
    if (wish) return wish.asked !== null && wish.asked !== slug;
    const withdrawal = this.withdrawn.get(entry_id);
    return withdrawal !== undefined && (withdrawal.locales?.includes(locale) ?? true);
  }
}

function textKey(entryId: string, locale: string): string {
  return `${entryId}/${locale}`;
}

function slugKey({ type, locale }: { readonly type: EntryType; readonly locale: string }, slug: string): string {
  return `${type}/${locale}/${slug}`;
}

function baseKey(wish: Wish): string {
  return slugKey(wish, wish.base);
}
