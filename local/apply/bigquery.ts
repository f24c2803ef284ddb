/** Makes datasets, tables and views. */
import type { Resource } from './graph';
import type { GoogleApi } from './google-api';
import { inputsOf } from './inputs';

interface DatasetInputs {
  datasetId: string;
  location: string;
  description?: string;
  defaultTableExpirationMs?: number;
}

interface TableInputs {
  datasetId: string;
  tableId: string;
  description?: string;
  /** JSON text of the columns; a view has those of its query. */
  schema?: string;
  view?: { query: string; useLegacySql: boolean };
  timePartitioning?: object;
  clusterings?: string[];
}

/** Guards against `pulumi destroy`, which the local cloud does not have. */
const withoutDestroy = ['deletionProtection', 'deleteContentsOnDestroy'];

export async function makeDataset(api: GoogleApi, project: string, resource: Resource): Promise<void> {
  const inputs = inputsOf<DatasetInputs>(
    resource,
    ['datasetId', 'location', 'description', 'defaultTableExpirationMs'],
    withoutDestroy,
  );
  const path = `/bigquery/v2/projects/${project}/datasets`;
  const body = {
    datasetReference: { projectId: project, datasetId: inputs.datasetId },
    location: inputs.location,
    ...(inputs.description !== undefined && { description: inputs.description }),
    ...(inputs.defaultTableExpirationMs !== undefined && {
      defaultTableExpirationMs: String(inputs.defaultTableExpirationMs),
    }),
  };
  if (await api.create('POST', path, body)) return;
  const { location: _fixed, datasetReference: _name, ...change } = body;
  await api.call('PATCH', `${path}/${inputs.datasetId}`, change);
}

export async function makeTable(api: GoogleApi, project: string, resource: Resource): Promise<void> {
  const inputs = inputsOf<TableInputs>(
    resource,
    ['datasetId', 'tableId', 'description', 'schema', 'view', 'timePartitioning', 'clusterings'],
    withoutDestroy,
  );
  const path = `/bigquery/v2/projects/${project}/datasets/${inputs.datasetId}/tables`;
  const body = {
    tableReference: { projectId: project, datasetId: inputs.datasetId, tableId: inputs.tableId },
    ...(inputs.schema !== undefined && { schema: { fields: JSON.parse(inputs.schema) as unknown } }),
    ...(inputs.view !== undefined && { view: inputs.view }),
    ...(inputs.description !== undefined && { description: inputs.description }),
    ...(inputs.timePartitioning !== undefined && { timePartitioning: inputs.timePartitioning }),
    ...(inputs.clusterings !== undefined && { clustering: { fields: inputs.clusterings } }),
  };
  if (await api.create('POST', path, body)) return;
  const { tableReference: _name, timePartitioning: _partitions, clustering: _clusters, ...change } = body;
  await api.call('PATCH', `${path}/${inputs.tableId}`, change);
}
