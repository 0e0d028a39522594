import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Texts link to uploaded files, and not only show pictures. */
export class LinksToFiles1764000000064 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- HTML in which links to uploaded files, \`<a href="media:<id>"\`, have their addresses. What is not there is no link.
      create function media_links(html text, base text, key bytea, ending text) returns text
        language sql stable parallel safe as $$
        select string_agg(case
            when piece.n = 1 then piece.words
            when m.id is null then '<a' || substr(piece.words, strpos(piece.words, '"') + 1)
            else '<a href="' || base || media_path(m.id, m.url_key, 'original' || ending, key) || substr(piece.words, 37)
          end, '' order by piece.n)
        from unnest(string_to_array(html, '<a href="media:')) with ordinality piece(words, n)
        left join media_asset m on piece.n > 1 and m.deleted_at is null
          and m.id = case when piece.words ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"' then left(piece.words, 36)::uuid end
      $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
