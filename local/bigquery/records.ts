/** What the warehouse remembers beside rows: datasets, tables and jobs, in the words of the REST API. */
import type { Principal } from '../iam/access';
import type { ErrorProto } from './errors';
import type { Field } from './schema';
import type { TableName } from './sql/context';

export interface TableReference {
  projectId: string;
  datasetId: string;
  tableId: string;
}

export interface DatasetRecord {
  projectId: string;
  datasetId: string;
  creationTime: string;
  lastModifiedTime: string;
  /** Fields a caller may set: description, friendlyName, labels, location, access, … */
  settings: Record<string, unknown>;
}

export interface TableRecord {
  reference: TableReference;
  fields: Field[];
  creationTime: string;
  lastModifiedTime: string;
  /** A view's GoogleSQL; such a table has no rows of its own. */
  view?: string;
  /** Fields a caller may set: description, friendlyName, labels, timePartitioning, clustering, expirationTime, … */
  settings: Record<string, unknown>;
}

export interface QueryConfiguration {
  query: string;
  useLegacySql?: boolean;
  destinationTable?: TableReference;
  createDisposition?: string;
  writeDisposition?: string;
  defaultDataset?: { projectId?: string; datasetId: string };
  parameterMode?: string;
  queryParameters?: QueryParameter[];
  /** How the rows of the destination table lie. */
  rangePartitioning?: RangePartitioning;
  timePartitioning?: TimePartitioning;
  clustering?: Clustering;
}

export interface RangePartitioning {
  field: string;
  /** int64s, as texts. */
  range: { start: string; end: string; interval: string };
}

export interface TimePartitioning {
  type?: string;
  field?: string;
  expirationMs?: string;
}

export interface Clustering {
  fields?: string[];
}

export interface QueryParameter {
  name?: string;
  parameterType: ParameterType;
  parameterValue: ParameterValue;
}

export interface ParameterType {
  type: string;
  arrayType?: ParameterType;
  structTypes?: { name?: string; type: ParameterType }[];
}

export interface ParameterValue {
  value?: string | null;
  arrayValues?: ParameterValue[];
  structValues?: Record<string, ParameterValue>;
}

export interface LoadConfiguration {
  sourceUris?: string[];
  destinationTable: TableReference;
  schema?: { fields: Field[] };
  sourceFormat?: string;
  autodetect?: boolean;
  createDisposition?: string;
  writeDisposition?: string;
  maxBadRecords?: number;
  ignoreUnknownValues?: boolean;
  skipLeadingRows?: number | string;
  fieldDelimiter?: string;
  quote?: string;
  nullMarker?: string;
  allowJaggedRows?: boolean;
  allowQuotedNewlines?: boolean;
  encoding?: string;
  rangePartitioning?: RangePartitioning;
  timePartitioning?: TimePartitioning;
  clustering?: Clustering;
}

export interface ExtractConfiguration {
  sourceTable: TableReference;
  destinationUri?: string;
  destinationUris?: string[];
  destinationFormat?: string;
  compression?: string;
  fieldDelimiter?: string;
  printHeader?: boolean;
}

export interface CopyConfiguration {
  sourceTable?: TableReference;
  sourceTables?: TableReference[];
  destinationTable: TableReference;
  createDisposition?: string;
  writeDisposition?: string;
}

export interface JobConfiguration {
  query?: QueryConfiguration;
  load?: LoadConfiguration;
  extract?: ExtractConfiguration;
  copy?: CopyConfiguration;
  dryRun?: boolean;
  labels?: Record<string, string>;
  jobTimeoutMs?: string;
}

export interface JobRecord {
  projectId: string;
  jobId: string;
  location: string;
  configuration: JobConfiguration;
  principal: Principal;
  state: 'RUNNING' | 'DONE';
  creationTime: string;
  startTime: string;
  endTime?: string;
  errorResult?: ErrorProto;
  errors?: ErrorProto[];
  statistics: JobStatistics;
  /** The table that holds a query's rows. */
  results?: TableReference;
  /** The schema of a query's answer. */
  fields?: Field[];
  /** An uploaded file to load, until the job is done. */
  upload?: string;
}

export interface JobStatistics {
  totalBytesProcessed?: string;
  totalSlotMs?: string;
  query?: Record<string, unknown>;
  load?: Record<string, unknown>;
  extract?: Record<string, unknown>;
  copy?: Record<string, unknown>;
}

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
