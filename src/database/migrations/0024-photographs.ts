import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Photographs of experts. What an entry showed before it was taken back keeps no file from going. */
export class Photographs1764000000024 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table expert add photo_id uuid references media_asset;
      create index expert_photo on expert (photo_id) where photo_id is not null;
      alter table media_use drop constraint media_use_media_id_fkey,
        add constraint media_use_media_id_fkey foreign key (media_id) references media_asset on delete cascade;
      alter table entry drop constraint entry_cover_image_id_fkey,
        add constraint entry_cover_image_id_fkey foreign key (cover_image_id) references media_asset on delete set null;
      create index entry_cover_image on entry (cover_image_id) where cover_image_id is not null;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
