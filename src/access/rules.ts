import type { Action } from '../schema/action.js';
import type { ConditionName } from './conditions.js';
import type { SubjectName } from './subjects.js';
import type { Who } from './who.js';

/**
 * A row of the table of rights. There are three kinds:
 * - { action, on, who, when }: who may do this with such an object. Objects answer it as `can`, services ask it before
 *   they write, and READ says who sees the object at all. Several rows for the same: any of them allows it.
 * - { field, who } or { field, to, on }: who may call a root field. With `to`: everyone with a row for that action; then
 *   the service asks whether the row holds for the object.
 * - { read, who, when }: who may read a field. Fields without a row are read by all who see the object.
 */
export type Rule = ActionRule | FieldRule | ReadRule;

/** Whom a row allows something, and when. */
export interface Grounds {
  readonly who: Who;
  /** What must hold of the object; all of them when there are several. */
  readonly when?: ConditionName | readonly ConditionName[];
}

export interface ActionRule extends Grounds {
  readonly action: Action | 'READ';
  readonly on: SubjectName;
}

export interface ReadRule extends Grounds {
  /** Fields of one type, as `Type.field`. */
  readonly read: readonly `${SubjectName}.${string}`[];
}

export type FieldRule = {
  /** Root field, as `Query.name` or `Mutation.name`. */
  readonly field: string;
  /** For people only: no API key can call it, whatever its scope. */
  readonly withoutKey?: true;
  /** What else must hold, in words; the service sees to it. */
  readonly provided?: string;
} & ({ readonly who: Who } | { readonly to: Action | readonly Action[]; readonly on: SubjectName });

/** The rows about one domain: a chapter of docs/access.md. */
export interface Area {
  readonly area: string;
  /** Whether API keys of the scope CONTENT may change what it is about. */
  readonly forContentKeys?: true;
  readonly rules: readonly Rule[];
}
