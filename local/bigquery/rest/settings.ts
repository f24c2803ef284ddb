/** What callers set of datasets and tables (descriptions, labels, partitions, …), told from what the service itself sets. */

const ofDatasets = new Set([
  'kind',
  'etag',
  'id',
  'selfLink',
  'datasetReference',
  'creationTime',
  'lastModifiedTime',
  'type',
]);

const ofTables = new Set([
  'kind',
  'etag',
  'id',
  'selfLink',
  'tableReference',
  'creationTime',
  'lastModifiedTime',
  'type',
  'schema',
  'view',
  'numRows',
  'numBytes',
  'numLongTermBytes',
]);

type Body = Record<string, unknown>;

/** Of a dataset's resource as a caller sent it. */
export const datasetSettings = (body: Body): Body => without(ofDatasets, body);

/** Of a table's resource as a caller sent it. */
export const tableSettings = (body: Body): Body => without(ofTables, body);

const without = (own: ReadonlySet<string>, body: Body): Body =>
  Object.fromEntries(Object.entries(body).filter(([key, value]) => !own.has(key) && value !== null));
