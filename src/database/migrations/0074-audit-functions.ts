import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The functions that may change the audit log, as every role can make them. Hubs that a superuser set up have them with a
 * setting declared on the function, which no other role may restore from a backup.
 */
export class AuditFunctions1764000000074 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create or replace function expire_audit_events(days int) returns bigint language plpgsql as $$
      declare gone bigint;
      begin
        perform set_config('hearth.audit_upkeep', 'on', true);
        delete from audit_event where happened_at < now() - days * interval '1 day';
        get diagnostics gone = row_count;
        perform set_config('hearth.audit_upkeep', '', true);
        return gone;
      end $$;

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
