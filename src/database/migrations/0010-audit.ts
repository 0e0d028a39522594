import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit log and the code of conduct.
 *
 * Events refer to nothing: what is gone must not change what was written about it. The table takes new rows only; the
 * two functions that may do more say so by a setting that ends with them. That keeps mistakes out, not whoever owns
 * the database.
 */
export class Audit1764000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table audit_event (
        id uuid primary key,
        happened_at timestamptz not null,
        actor_id uuid,
        actor_name text,
        api_key_id uuid,
        action text not null,
        object_type text,
        object_id uuid,
        outcome text not null check (outcome in ('DONE', 'REFUSED', 'FAILED')),
        code text,
        before jsonb,
        after jsonb,
        address cidr,
        user_agent text
      );
      create index audit_event_time on audit_event (happened_at, id);
      create index audit_event_actor on audit_event (actor_id, happened_at, id);
      create index audit_event_object on audit_event (object_id, happened_at, id);

      create function keep_audit_events() returns trigger language plpgsql as $$
      begin
        if current_setting('hearth.audit_upkeep', true) = 'on' then return null; end if;
        raise exception 'audit_event takes new rows only: % is not possible', lower(tg_op);
      end $$;
      create trigger audit_event_append_only before update or delete or truncate on audit_event
        for each statement execute function keep_audit_events();
    `);
    // One call writes an event, so that other statements can take it along. Nothing happens for null.
    await runner.query(`
      create function record_audit_event(event jsonb) returns void language sql as $$
        insert into audit_event (id, happened_at, actor_id, actor_name, api_key_id, action, object_type, object_id,
          outcome, code, before, after, address, user_agent)
        select e.id, clock_timestamp(), e.actor_id, (select m.name from member m where m.id = e.actor_id), e.api_key_id,
          e.action, e.object_type, e.object_id, e.outcome, e.code, e.before, e.after,
          network(set_masklen(e.address, case family(e.address) when 4 then 24 else 48 end)), e.user_agent
        from jsonb_to_record(event) as e(id uuid, actor_id uuid, api_key_id uuid, action text, object_type text,
          object_id uuid, outcome text, code text, before jsonb, after jsonb, address inet, user_agent text)
        where event is not null
      $$;

      -- The setting is made in the body: only a superuser may declare a setting of ours on a function.
      create function expire_audit_events(days int) returns bigint language plpgsql as $$
      declare gone bigint;
      begin
        perform set_config('hearth.audit_upkeep', 'on', true);
        delete from audit_event where happened_at < now() - days * interval '1 day';
        get diagnostics gone = row_count;
        perform set_config('hearth.audit_upkeep', '', true);
        return gone;
      end $$;

      -- Takes out of the log who someone was who has left; what was done, and to what, stays.
      create function forget_audit_actor(member uuid) returns void language plpgsql as $$
      begin
        perform set_config('hearth.audit_upkeep', 'on', true);
        update audit_event set actor_name = null, address = null, user_agent = null where actor_id = member;
        perform set_config('hearth.audit_upkeep', '', true);
      end $$;
    `);
    await runner.query(`
      create table conduct_version (
        id uuid primary key,
        version int not null unique check (version > 0),
        published_at timestamptz not null default now(),
        published_by uuid references member on delete set null
      );

      create table conduct_text (
        conduct_version_id uuid not null references conduct_version on delete cascade,
        locale text not null,
        body_markdown text not null,
        body_html text not null,
        body_text text not null,
        body_headings jsonb not null,
        body_reading_minutes int not null,
        primary key (conduct_version_id, locale)
      );

      create table conduct_acceptance (
        member_id uuid not null references member on delete cascade,
        version int not null references conduct_version (version),
        accepted_at timestamptz not null default now(),
        primary key (member_id, version)
      );
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
