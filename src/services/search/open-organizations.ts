import type { Pool } from 'pg';
import type { OwnerSet } from '../../search/engine.js';

/**
 * The organisations that are open at this moment: any of their locations or services is, by the clock of its place. The
 * clocks are compared first, since few schedules pass that, and the calendar costs.
 */
export function openOrganizations(pool: Pool): OwnerSet {
  return {
    sql: OPEN,
    ids: async () => {
      const { rows } = await pool.query<{ id: string }>({ name: 'open_organizations', text: OPEN });
      return rows.map(({ id }) => id);
    },
  };
}

const OPEN = `select distinct coalesce(l.organization_id, v.organization_id)::text as id
  from (
    select (o.s).location_id, (o.s).service_id
    from (
      select s from schedule s, lateral (select (now() at time zone s.timezone)::time as clock) t
      where not s.by_appointment
        and case when s.closes_at::time > s.opens_at::time then clock >= s.opens_at::time and clock < s.closes_at::time
          else clock >= s.opens_at::time or clock < s.closes_at::time end
      offset 0
    ) o
    where schedule_is_open(o.s, now())
    union all
    select x.location_id, x.service_id from schedule_exception x where x.opens_at is not null and exception_is_open(x, now())
  ) o
  left join location l on l.id = o.location_id
  left join service v on v.id = o.service_id
  where v.id is null or exists (select from service_translation x where x.service_id = v.id)`;
