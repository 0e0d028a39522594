import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Entries that are related to others, and what refers to what. */
export class Relations1764000000032 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table entry_related (
        entry_id uuid not null references entry on delete cascade,
        related_id uuid not null references entry on delete cascade,
        position int not null,
        primary key (entry_id, related_id),
        check (entry_id <> related_id)
      );
      create index entry_related_back on entry_related (related_id);

      -- What entries refer to, by the field of the draft: as the public sees them, and as the newest draft has it. What is
      -- referred to may be gone by now.
      create table usage (
        id uuid primary key default gen_random_uuid(),
        entry_id uuid not null references entry on delete cascade,
        field text not null,
        object_id uuid not null,
        live boolean not null default false,
        drafted boolean not null default false,
        unique (entry_id, field, object_id)
      );
      create index usage_object on usage (object_id, entry_id);
      create index usage_entry on usage (entry_id, id);

      insert into usage (entry_id, field, object_id, live, drafted)
      select entry_id, field, object_id, bool_or(live), bool_or(drafted)
      from (
        select l.entry_id, l.field, l.object_id, true as live, false as drafted
        from (
          select entry_id, 'topicIds' as field, topic_id as object_id from entry_topic
          union all select entry_id, 'expertIds', expert_id from entry_expert
          union all select id, 'reviewerId', reviewer_id from entry where reviewer_id is not null
        ) l join entry e on e.id = l.entry_id and e.status = 'PUBLISHED'
        union all
        select e.id, named.field, named.id::uuid, false, true
        from entry e join revision r on r.entry_id = e.id and r.number = e.latest_revision
        cross join lateral (
          select 'topicIds' as field, jsonb_array_elements_text(r.draft->'topicIds') as id
            where jsonb_typeof(r.draft->'topicIds') = 'array'
          union all select 'expertIds', jsonb_array_elements_text(r.draft->'expertIds')
            where jsonb_typeof(r.draft->'expertIds') = 'array'
          union all select 'reviewerId', r.draft->>'reviewerId' where r.draft->>'reviewerId' is not null
        ) named
        where named.id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
      ) used
      group by entry_id, field, object_id;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
