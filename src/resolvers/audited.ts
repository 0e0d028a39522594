import {
  GraphQLError,
  type GraphQLField,
  type GraphQLFieldResolver,
  getNamedType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { subjectOf } from '../access/decide.js';
import { AuditedCall, type AuditedObject, type Outcome } from '../services/audit/audited-call.js';
import type { RequestContext } from './context.js';
import { isUuid } from './root-fields.js';

type Values = Readonly<Record<string, unknown>>;
type Resolve = GraphQLFieldResolver<unknown, RequestContext>;

/**
 * A mutation that is written into the audit log, whatever comes of it, before its answer is sent. What services have
 * noted of the change comes along. This is one statement more, unless the service has written the event with its own.
 */
export function audited(field: GraphQLField<unknown, RequestContext>, resolve: Resolve): Resolve {
  return async (source, args: Values, context, info) => {
    const call = new AuditedCall(field.name, context.session);
    const before = context.viewer;
    const write = async (outcome: Outcome, answer?: Values) => {
      if (call.written) return;
      // Whoever signs in has a name afterwards, whoever signs out had one before.
      const viewer = context.viewer.memberId ? context.viewer : before;
      await context.services.audit.write(call.event(viewer, outcome, objectOf(field, args, answer)));
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

/** What a mutation is about: what it is told to change, else what it has made, else where it was to make something. */
function objectOf(
  field: GraphQLField<unknown, RequestContext>,
  args: Values,
  answer: Values = {},
): AuditedObject | undefined {
  const given: Values = { ...(args.input as Values | undefined), ...args };
  const on = subjectOf(`Mutation.${field.name}`);
  if (on && isId(given.id)) return { type: on, id: given.id };
  const payload = getNamedType(field.type);
  for (const { name, type } of isObjectType(payload) ? Object.values(payload.getFields()) : []) {
    const made = getNamedType(type);
    const id = answer[name];
    if ((isObjectType(made) || isInterfaceType(made)) && isId(id)) return { type: made.name, id };
  }
  const place = on && given[ARGUMENTS[on] ?? ''];
  return on && isId(place) ? { type: on, id: place } : undefined;
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
