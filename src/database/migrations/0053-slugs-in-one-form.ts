import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Slugs are kept in small letters, so that "Sleep" and "sleep" are one. Whatever had a slug that another has now in this
 * form gets a number, and the address it had still leads to it. Topics, experts and spaces keep the slugs they had before.
 */
export class SlugsInOneForm1764000000053 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Slugs that topics, experts and spaces had before. Each leads to one of them at most: to the one that had it last,
      -- unless another has it now.
      create table former_slug (
        type text not null check (type in ('topic', 'expert', 'space')),
        slug text not null,
        object_id uuid not null,
        primary key (type, slug)
      );
      create index former_slug_object on former_slug (object_id);

      create function keep_former_slug() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' then
          delete from former_slug where type = tg_table_name and object_id = old.id;
          return null;
        end if;
        delete from former_slug where type = tg_table_name and slug = new.slug;
        if tg_op = 'UPDATE' and old.slug <> new.slug then
          insert into former_slug (type, slug, object_id) values (tg_table_name, old.slug, new.id)
          on conflict (type, slug) do update set object_id = excluded.object_id;
        end if;
        return null;
      end $$;
    `);
    for (const table of TABLES) {
      await runner.query(
        `create trigger ${table}_former_slug after insert or delete or update of slug on ${table}
           for each row execute function keep_former_slug()`,
      );
      await renameObjects(runner, table);
    }
    await renameEntries(runner);
    await copyRedirects(runner);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}

const TABLES = ['topic', 'expert', 'space'] as const;

/** What search holds of content has the slugs of its topics. */
const OWNERS = {
  topic: `select et.entry_id as id from entry_topic et join topic t on t.id = et.topic_id where t.lineage @> array[$1::uuid]
    union select tt.thread_id from thread_topic tt join topic t on t.id = tt.topic_id where t.lineage @> array[$1::uuid]`,
  expert: undefined,
  space: undefined,
} as const;

/** Only slugs with other characters can have another form. */
const SUSPECT = `slug ~ '[^a-z0-9-]'`;

async function renameObjects(runner: QueryRunner, table: (typeof TABLES)[number]): Promise<void> {
  const rows: { id: string; slug: string }[] = await runner.query(
    `select id, slug from ${table} where ${SUSPECT} order by id`,
  );
  for (const { id, slug } of rows.filter(isOther)) {
    const free = await firstFree(oneForm(slug), (wanted) =>
      runner.query(`select 1 from ${table} where slug = $1 and id <> $2`, [wanted, id]),
    );
    await runner.query(`update ${table} set slug = $2 where id = $1`, [id, free]);
    if (OWNERS[table]) await runner.query(`select enqueue_indexing(o.id) from (${OWNERS[table]}) o`, [id]);
  }
}

/** A trigger keeps the slugs that public texts had. */
async function renameEntries(runner: QueryRunner): Promise<void> {
  const rows: { entry_id: string; type: string; locale: string; slug: string; status: string }[] = await runner.query(
    `select entry_id, type, locale, slug, status from entry_translation where ${SUSPECT} order by entry_id, locale`,
  );
  for (const row of rows.filter(isOther)) {
    const { entry_id, type, locale, slug, status } = row;
    const form = oneForm(slug);
    // What is not public gets a free one when it is published.
    const wanted =
      status !== 'PUBLISHED'
        ? form
        : await firstFree(form, (one) =>
            runner.query(
              `select 1 from entry_translation where type = $1 and locale = $2 and slug = $3 and status = 'PUBLISHED' and entry_id <> $4`,
              [type, locale, one, entry_id],
            ),
          );
    await runner.query('update entry_translation set slug = $3 where entry_id = $1 and locale = $2', [
      entry_id,
      locale,
      wanted,
    ]);
    await runner.query('select enqueue_indexing($1)', [entry_id]);
  }
}

/** What leads to an entry in another form does so in this one, too, where that leads nowhere yet. */
async function copyRedirects(runner: QueryRunner): Promise<void> {
  const rows: { id: string; slug: string }[] = await runner.query(
    `select id, slug from slug_redirect where ${SUSPECT} order by replaced_at desc, id`,
  );
  for (const { id, slug } of rows.filter(isOther)) {
    await runner.query(
      `insert into slug_redirect (entry_id, type, locale, slug, replaced_at)
         select r.entry_id, r.type, r.locale, $2, r.replaced_at from slug_redirect r
         where r.id = $1 and not exists (
           select 1 from entry_translation t where t.type = r.type and t.locale = r.locale and t.slug = $2 and t.status = 'PUBLISHED')
       on conflict do nothing`,
      [id, oneForm(slug)],
    );
  }
}

function oneForm(slug: string): string {
  return slug.normalize('NFC').toLowerCase().normalize('NFC');
}

function isOther({ slug }: { readonly slug: string }): boolean {
  return slug !== oneForm(slug);
}

/** The slug, or the same with the first number with which nothing else has it. */
async function firstFree(slug: string, holders: (slug: string) => Promise<unknown[]>): Promise<string> {
  for (let n = 1; ; n++) {
    const wanted = n === 1 ? slug : `${[...slug].slice(0, 70).join('').replace(/-$/, '')}-${n}`;
    if ((await holders(wanted)).length === 0) return wanted;
  }
}
