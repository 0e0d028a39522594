import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the audit log has of someone who has left: nothing of where they came from, neither in the event of their leaving
 * nor in events about their account from before they had signed in. And its trigger holds for replayed changes, too.
 */
export class AuditOfLeavers1764000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table audit_event enable always trigger audit_event_append_only;

      create or replace function record_audit_event(event jsonb) returns void language sql as $$
        insert into audit_event (id, happened_at, actor_id, actor_name, api_key_id, action, object_type, object_id,
          outcome, code, before, after, address, user_agent)
        select e.id, clock_timestamp(), e.actor_id, m.name, e.api_key_id,
          e.action, e.object_type, e.object_id, e.outcome, e.code, e.before, e.after,
          case when e.actor_id is null or m.id is not null then
            network(set_masklen(e.address, case family(e.address) when 4 then 24 else 48 end)) end,
          case when e.actor_id is null or m.id is not null then e.user_agent end
        from jsonb_to_record(event) as e(id uuid, actor_id uuid, api_key_id uuid, action text, object_type text,
          object_id uuid, outcome text, code text, before jsonb, after jsonb, address inet, user_agent text)
        left join member m on m.id = e.actor_id
        where event is not null
      $$;

      create or replace function forget_audit_actor(member uuid) returns void language plpgsql as $$
      begin
        perform set_config('hearth.audit_upkeep', 'on', true);
        update audit_event set actor_name = null, address = null, user_agent = null
        where actor_id = member or (actor_id is null and object_id = member);
        perform set_config('hearth.audit_upkeep', '', true);
      end $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
