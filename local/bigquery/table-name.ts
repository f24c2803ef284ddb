/** A table's name: in its parts, as the REST API refers to it, and as DuckDB stores it. */
import { quote } from './rows/duck-types';

export interface TableName {
  project: string;
  dataset: string;
  table: string;
}

export interface TableReference {
  projectId: string;
  datasetId: string;
  tableId: string;
}

export const storedTable = ({ project, dataset, table }: TableName): string =>
  `warehouse.${quote(`${project}.${dataset}`)}.${quote(table)}`;

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
