import {
  GraphQLError,
  type GraphQLField,
  type GraphQLFieldResolver,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { subjectOf } from '../access/decide.js';
import { AuditedCall, type AuditedObject, type Outcome } from '../services/audit/audited-call.js';
import type { RequestContext } from './context.js';
import { isUuid } from './root-fields.js';

type Values = Readonly<Record<string, unknown>>;
type Field = GraphQLField<unknown, RequestContext>;
type Resolve = GraphQLFieldResolver<unknown, RequestContext>;

/** The field of a payload with what the mutation makes or changes. */
interface Made {
  readonly field: string;
  readonly type: string;
}

/** Mutations that change nothing of anyone's, and of which is not kept who called them. */
export const UNAUDITED: ReadonlySet<string> = new Set(['reportSearchClick', 'rateHelpfulness', 'retractHelpfulness']);

/**
 * A mutation that is written into the audit log, whatever comes of it. What is done is written by the transaction that
 * does it (see `auditedTransactions`); what is left, such as refusals, is written here before the answer is sent.
 */
export function audited(field: Field, resolve: Resolve): Resolve {
  const on = subjectOf(`Mutation.${field.name}`);
  const made = madeBy(field);
  return async (source, args: Values, context, info) => {
    const given: Values = { ...(args.input as Values | undefined), ...args };
    const call = new AuditedCall({
      action: field.name,
      origin: context.session,
      actorId: context.viewer.memberId,
      object: objectOf(on, given.id),
      makes: made?.type,
      place: objectOf(on, on && given[ARGUMENTS[on] ?? '']),
    });
    const write = async (outcome: Outcome, answer: Values = {}) => {
      if (call.written && outcome.outcome === 'DONE') return;
      const id = made && answer[made.field];
      // Whoever signs in has a name afterwards.
      if (context.viewer.memberId) call.note({ actorId: context.viewer.memberId });
      await context.services.audit.write(call.event(outcome, isId(id) ? id : undefined));
    };
    let answer: Values;
    try {
      answer = (await call.run(() => resolve(source, args, context, info))) as Values;
    } catch (error) {
      await write(outcomeOfError(error));
      throw error;
    }
    await write(outcomeOf(answer), answer);
    return answer;
  };
}

function outcomeOf(answer: Values): Outcome {
  const [refusal] = answer.errors as readonly { code: string }[];
  return refusal ? { outcome: 'REFUSED', code: refusal.code } : { outcome: 'DONE' };
}

function outcomeOfError(error: unknown): Outcome {
  const code = error instanceof GraphQLError ? error.extensions.code : undefined;
  return typeof code === 'string' ? { outcome: 'REFUSED', code } : { outcome: 'FAILED' };
}

/** The first field of the payload with an object that has an id. */
function madeBy(field: Field): Made | undefined {
  const payload = getNamedType(field.type);
  for (const { name, type } of isObjectType(payload) ? Object.values(payload.getFields()) : []) {
    const object = getNullableType(type);
    const isOne = (isObjectType(object) || isInterfaceType(object)) && 'id' in object.getFields();
    if (isOne) return { field: name, type: object.name };
  }
  return undefined;
}

function objectOf(on: string | undefined, id: unknown): AuditedObject | undefined {
  return on && isId(id) ? { type: on, id } : undefined;
}

/** The arguments with the id of something in which, or for whom, something else is made. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  Space: 'spaceId',
  DiscussionThread: 'threadId',
  Member: 'memberId',
};

function isId(value: unknown): value is string {
  return typeof value === 'string' && isUuid(value);
}
