/** What the warehouse remembers beside rows: datasets, tables and jobs, in the words of the REST API. */
import type { Principal } from '../../iam/access';
import type { ErrorProto } from '../errors';
import type { Field } from '../rows/schema';
import type { TableReference } from '../table-name';
import type { JobConfiguration } from './job-configuration';

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
  /** How often a killed process has left it running. */
  interruptions?: number;
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
