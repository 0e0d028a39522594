import type { GraphQLClass } from '../../schema/connection.js';
import type { DataField, DataModel } from '../model.js';

const declared = new Map<string, Readonly<Record<string, DataField>>>();

/** Declares which fields of `type`, which lives in no table, the database has a say in. */
export function inData(type: GraphQLClass, fields: Readonly<Record<string, DataField>>): void {
  declared.set(type.name, fields);
}

export function declaredDataFields(): DataModel {
  return declared;
}
