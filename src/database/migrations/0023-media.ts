import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files that editors have uploaded, their folders, and where content uses them. */
export class Media1764000000023 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table media_folder (
        id uuid primary key,
        parent_id uuid references media_folder,
        name text not null
      );
      create unique index media_folder_name on media_folder (parent_id, lower(name)) nulls not distinct;

      create table media_asset (
        id uuid primary key,
        folder_id uuid references media_folder,
        name text not null,
        kind text not null check (kind in ('IMAGE', 'AUDIO', 'VIDEO', 'DOCUMENT')),
        media_type text not null,
        bytes int not null,
        width int,
        height int,
        animated boolean not null default false,
        -- SHA-256 of the stored bytes: where they are kept. Several may share them.
        hash text not null,
        -- The point that stays in view when the picture is cut, in percent from the left and the top.
        focal_x smallint not null default 50 check (focal_x between 0 and 100),
        focal_y smallint not null default 50 check (focal_y between 0 and 100),
        -- What addresses of it hold so that they never lead to other bytes.
        url_key text not null generated always as (left(hash, 16) || '-' || focal_x || '-' || focal_y) stored,
        decorative boolean not null default false,
        version int not null default 1,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        uploaded_by uuid references member on delete set null,
        -- Set while it is in the trash.
        deleted_at timestamptz
      );
      create index media_asset_newest on media_asset (created_at desc, id desc);
      create index media_asset_name on media_asset ((coalesce(name, '') collate "und-x-icu"), id);
      create index media_asset_folder on media_asset (folder_id, created_at desc, id desc);
      create index media_asset_hash on media_asset (hash);

      create table media_text (
        media_id uuid not null references media_asset on delete cascade,
        locale text not null,
        alt text,
        caption text,
        credit text,
        primary key (media_id, locale)
      );

      -- Each time bytes were given to it. Those that were replaced are kept no longer: there was a reason.
      create table media_version (
        media_id uuid not null references media_asset on delete cascade,
        number int not null,
        name text not null,
        media_type text not null,
        bytes int not null,
        created_at timestamptz not null default now(),
        uploaded_by uuid references member on delete set null,
        primary key (media_id, number)
      );

      -- A file on its way: asked for, then received, then used for an asset.
      create table media_upload (
        id uuid primary key,
        member_id uuid not null references member on delete cascade,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        -- Set once the bytes are there.
        hash text,
        kind text,
        media_type text,
        bytes int,
        width int,
        height int,
        animated boolean
      );
      create index media_upload_hash on media_upload (hash);
      create index media_upload_expires on media_upload (expires_at);

      -- Where a file is used: by the newest draft of an entry, or by what the public sees of it.
      create table media_use (
        id uuid primary key default gen_random_uuid(),
        media_id uuid not null references media_asset,
        entry_id uuid not null references entry on delete cascade,
        place text not null check (place in ('COVER', 'FILE', 'BODY')),
        -- The language of the text; null for what all languages share.
        locale text,
        live boolean not null
      );
      create unique index media_use_once on media_use (media_id, entry_id, place, locale, live) nulls not distinct;
      create index media_use_entry on media_use (entry_id);

      alter table entry add cover_image_id uuid references media_asset;
    `);
    // HMAC-SHA-256 (RFC 2104), 96 bits of it. The key comes as its two padded blocks, one behind the other.
    await runner.query(`
      create function media_signature(message text, key bytea) returns text language sql immutable parallel safe as $$
        select translate(encode(substr(
          sha256(substr(key, 65, 64) || sha256(substr(key, 1, 64) || convert_to(message, 'UTF8'))), 1, 12), 'base64'), '+/', '-_')
      $$;
      -- Where a form of a file is found below the address of the hub.
      create function media_path(id uuid, url_key text, form text, key bytea) returns text
        language sql immutable parallel safe as $$
        select '/media/' || id || '/' || url_key || '/' || media_signature(id || '/' || url_key || '/' || form, key) || '/' || form
      $$;
    `);
    // Texts name pictures by their ids; what a reader's browser needs of them is filled in when the text is read, so that it
    // is right whatever has happened to the picture since. \`ending\` closes addresses that are not for everybody.
    await runner.query(`
      create function media_html(html text, locale text, base text, key bytea, ending text) returns text
        language plpgsql stable parallel safe as $$
      declare
        picture record;
        drawing boolean;
      begin
        for picture in
          select m.*, coalesce(case when not m.decorative then (select x.alt from media_text x
              where x.media_id = m.id and x.alt is not null order by x.locale = media_html.locale desc, x.locale limit 1) end, '') as alt
          from media_asset m
          where m.id in (select hit[1]::uuid
              from regexp_matches(html, 'src="media:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"', 'g') hit)
            and m.kind = 'IMAGE' and m.deleted_at is null
        loop
          drawing := picture.media_type = 'image/svg+xml';
          html := replace(html, 'src="media:' || picture.id || '"',
            'src="' || base || media_path(picture.id, picture.url_key, case when drawing then 'original' else 'w960.auto' end || ending, key) || '"'
            || case when drawing then '' else ' srcset="' || (
              select string_agg(base || media_path(picture.id, picture.url_key, 'w' || w || '.auto' || ending, key) || ' ' || w || 'w', ', ' order by w)
              from unnest(array[480, 960, 1920]) w where w = 480 or w < picture.width * 2) || '"' end
            || ' width="' || picture.width || '" height="' || picture.height || '" loading="lazy"');
          html := replace(html, 'alt="media:' || picture.id || '"',
            'alt="' || replace(replace(replace(replace(picture.alt, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;') || '"');
        end loop;
        return html;
      end $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
