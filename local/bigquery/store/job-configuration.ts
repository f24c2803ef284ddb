/** What a job is asked to do, in the words of the REST API. */
import type { Layout } from '../rows/partitions';
import type { Field } from '../rows/schema';
import type { TableReference } from '../table-name';

export interface QueryConfiguration extends Layout {
  query: string;
  useLegacySql?: boolean;
  destinationTable?: TableReference;
  createDisposition?: string;
  writeDisposition?: string;
  defaultDataset?: { projectId?: string; datasetId: string };
  parameterMode?: string;
  queryParameters?: QueryParameter[];
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

export interface LoadConfiguration extends Layout {
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
