/** A table's name, in its parts and in the forms that others know it by. */
import { quote } from './rows/duck-types';

export interface TableName {
  project: string;
  dataset: string;
  table: string;
}

/** As the REST API refers to it. */
export interface TableReference {
  projectId: string;
  datasetId: string;
  tableId: string;
}

/** As messages name it. */
export const qualifiedName = ({ project, dataset, table }: TableName): string => `${project}:${dataset}.${table}`;

/** As statements for DuckDB name it. */
export const storedTable = ({ project, dataset, table }: TableName): string =>
  `warehouse.${quote(`${project}.${dataset}`)}.${quote(table)}`;

/** As maps and records know it. */
export const tableKey = ({ project, dataset, table }: TableName): string => `${project}.${dataset}.${table}`;

export const tableNameOf = ({ projectId, datasetId, tableId }: TableReference): TableName => ({
  project: projectId,
  dataset: datasetId,
  table: tableId,
});

export const referenceOf = ({ project, dataset, table }: TableName): TableReference => ({
  projectId: project,
  datasetId: dataset,
  tableId: table,
});
