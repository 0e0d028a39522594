import { AsyncLocalStorage } from 'node:async_hooks';
import { isIP } from 'node:net';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import type { AuditOutcome } from '../../schema/enums.js';

/** What a mutation is about. */
export interface AuditedObject {
  readonly type: string;
  readonly id: string;
}

/** What a service knows of a change: ids, numbers, roles and states. Never passwords, tokens or what people wrote. */
export interface Change {
  readonly object?: AuditedObject;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

/** Where a request comes from. */
export interface Origin {
  readonly address: string;
  /** In a few words, such as `Firefox on Windows`. */
  readonly device: string | null;
  /** Id of the API key. */
  readonly keyId: string | undefined;
}

export interface Outcome {
  readonly outcome: AuditOutcome;
  /** Why it was refused. */
  readonly code?: string | undefined;
}

const calls = new AsyncLocalStorage<AuditedCall>();

/** One mutation that is under way, and what the log will say of it. */
export class AuditedCall {
  private change: Change = {};
  /** Set when the event was written by the statement that did the work. */
  written = false;

  constructor(
    private readonly action: string,
    private readonly origin: Origin,
  ) {}

  /** The call that the running code is a part of; undefined in jobs, imports and commands. */
  static get current(): AuditedCall | undefined {
    return calls.getStore();
  }

  /** Runs `work` as this call. */
  run<T>(work: () => T): T {
    return calls.run(this, work);
  }

  note(change: Change): void {
    this.change = { ...this.change, ...change };
  }

  /** The event as the database function `record_audit_event` takes it. */
  event(viewer: Viewer, { outcome, code }: Outcome, object?: AuditedObject): string {
    const about = this.change.object ?? object;
    return JSON.stringify({
      id: uuid(),
      actor_id: viewer.memberId,
      api_key_id: this.origin.keyId,
      action: this.action,
      object_type: about?.type,
      object_id: about?.id,
      outcome,
      code,
      // What was refused has changed nothing, however far it got.
      ...(outcome === 'DONE' ? { before: this.change.before, after: this.change.after } : {}),
      address: networkAddress(this.origin.address),
      user_agent: this.origin.device,
    });
  }
}

/** Tells the log what the mutation under way has changed. */
export function noteChange(change: Change): void {
  AuditedCall.current?.note(change);
}

/** In the form PostgreSQL knows; IPv4 within IPv6 as IPv4. A proxy may have sent anything. */
function networkAddress(address: string): string | null {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  return isIP(plain) ? plain : null;
}
