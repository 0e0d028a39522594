import { AsyncLocalStorage } from 'node:async_hooks';
import { isIP } from 'node:net';
import { v7 as uuid } from 'uuid';
import type { AuditOutcome } from '../../schema/enums.js';

/** What a mutation is about. */
export interface AuditedObject {
  readonly type: string;
  readonly id: string;
}

/** What a service knows of a change: ids, numbers, roles and states. Never passwords, tokens or what people wrote. */
export interface Change {
  /** Id of the member who did it, where only the service finds out: who signs in. */
  readonly actorId?: string;
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

/** What is known of a mutation before it runs. */
export interface Intent {
  readonly action: string;
  readonly origin: Origin;
  /** Id of the member who asks; null for a visitor. */
  readonly actorId: string | null;
  /** What it is told to change. */
  readonly object: AuditedObject | undefined;
  /** Type of what it makes or changes, where it answers one. */
  readonly makes: string | undefined;
  /** Where, or for whom, it is to make something. */
  readonly place: AuditedObject | undefined;
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
  /** Set once the log says that it was done: by the transaction that did it. */
  written = false;

  constructor(private readonly intent: Intent) {}

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

  /**
   * The event as the database function `record_audit_event` takes it.
   * @param made id of what it has made or changed, where it is known
   */
  event({ outcome, code }: Outcome, made?: string): string {
    const { action, origin, actorId, object, makes, place } = this.intent;
    const { change } = this;
    const about = change.object ?? object ?? (makes && made ? { type: makes, id: made } : place);
    return JSON.stringify({
      id: uuid(),
      actor_id: change.actorId ?? actorId,
      api_key_id: origin.keyId,
      action,
      object_type: about?.type,
      object_id: about?.id,
      outcome,
      code,
      // What was refused has changed nothing, however far it got.
      ...(outcome === 'DONE' ? { before: change.before, after: change.after } : {}),
      address: isIP(origin.address) ? origin.address : null,
      user_agent: origin.device,
    });
  }
}

/** Tells the log what the mutation under way has changed. */
export function noteChange(change: Change): void {
  AuditedCall.current?.note(change);
}
