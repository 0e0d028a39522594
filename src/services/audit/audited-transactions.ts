import type { DataSource, EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { AuditedCall } from './audited-call.js';

/** SQL that writes an event (see `AuditedCall.event`). */
export const RECORD_EVENT = 'select record_audit_event($1::jsonb)';

/**
 * The data source with transactions that end by writing what they did into the audit log, where they are the work of a
 * mutation: the change and the event are there both or not at all, whenever the process may die. Services answer from
 * their transactions the id of what they have made; the event says that, unless they have noted another object.
 */
export function auditedTransactions(dataSource: DataSource): DataSource {
  const transaction = async <T>(work: (manager: EntityManager) => Promise<T>): Promise<T> => {
    const call = AuditedCall.current;
    if (!call || call.written) return dataSource.transaction(work);
    const made = await dataSource.transaction(async (manager) => {
      const done = await work(manager);
      const id = typeof done === 'string' && isUuid(done) ? done : undefined;
      await manager.query(RECORD_EVENT, [call.event({ outcome: 'DONE' }, id)]);
      return done;
    });
    call.written = true;
    return made;
  };
  return Object.create(dataSource, { transaction: { value: transaction } }) as DataSource;
}
