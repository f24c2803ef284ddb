/** Tables by the paths that a query names them with. */
import { invalidQuery, unsupported, type Place } from '../../errors';
import type { TableName } from '../../table-name';
import type { Identifier } from '../ast';
import type { Translation } from '../context';

/** Backticks may hold a whole path: `project.dataset.table`, or `project.dataset`.table. */
export function splitPath(parts: readonly Identifier[]): string[] {
  return parts.flatMap((part) => part.name.split('.'));
}

/** A table's full name, completed with the default dataset and project. @throws BigQueryError for one that cannot be. */
export function tableName(path: readonly string[], t: Translation, place?: Place): TableName {
  const [table, dataset, ...rest] = path.toReversed();
  // A project of the form domain.com:name keeps its dots.
  const project = rest.length ? rest.toReversed().join('.') : undefined;
  if (!dataset) {
    const home = t.around.defaultDataset;
    if (!home) throw invalidQuery(`Table "${table}" must be qualified with a dataset (e.g. dataset.table)`, place);
    return { ...home, table: table! };
  }
  if (table!.includes('*')) throw unsupported('wildcard tables', place);
  return { project: project ?? t.around.project, dataset, table: table! };
}
