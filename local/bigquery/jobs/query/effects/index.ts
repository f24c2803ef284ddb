/** The effect of each kind of statement. */
import type { Plan } from '../../../sql/plan';
import type { Effect, PlanOf } from './effect';
import { modify } from './modify';
import { createSchema, dropSchema } from './schemas';
import { exportData, select } from './select';
import { createTable, createView, dropTable } from './tables';

export const effects: { [T in Plan['type']]: Effect<PlanOf<T>> } = {
  SELECT: select,
  EXPORT_DATA: exportData,
  CREATE_TABLE: createTable,
  CREATE_TABLE_AS_SELECT: createTable,
  CREATE_VIEW: createView,
  DROP_TABLE: dropTable,
  DROP_VIEW: dropTable,
  CREATE_SCHEMA: createSchema,
  DROP_SCHEMA: dropSchema,
  INSERT: modify,
  UPDATE: modify,
  DELETE: modify,
  MERGE: modify,
  TRUNCATE_TABLE: modify,
};
