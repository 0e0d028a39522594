import type { GraphQLClass } from '../../schema/connection.js';
import type { DataModel, DataType } from '../model.js';

const declared = new Map<string, DataType>();

/** Declares in which fields of `type`, which lives in no table, the database has a say, and which objects lists keep. */
export function inData(type: GraphQLClass, fields: DataType['fields'], kept?: DataType['kept']): void {
  declared.set(type.name, { fields, kept });
}

export function declaredDataFields(): DataModel {
  return declared;
}
