/** A discovery document for the methods served here: `bq` and Google's generated clients build themselves from it. */

type Parameter = [location: 'path' | 'query', type: 'string' | 'integer' | 'boolean', repeated?: boolean];

const project: Record<string, Parameter> = { projectId: ['path', 'string'] };
const dataset = { ...project, datasetId: ['path', 'string'] } satisfies Record<string, Parameter>;
const table = { ...dataset, tableId: ['path', 'string'] } satisfies Record<string, Parameter>;
const job = { ...project, jobId: ['path', 'string'], location: ['query', 'string'] } satisfies Record<
  string,
  Parameter
>;
const paging = { maxResults: ['query', 'integer'], pageToken: ['query', 'string'] } satisfies Record<string, Parameter>;
const rows = {
  ...paging,
  startIndex: ['query', 'string'],
  'formatOptions.useInt64Timestamp': ['query', 'boolean'],
  'formatOptions.timestampOutputFormat': ['query', 'string'],
} satisfies Record<string, Parameter>;

interface Method {
  verb: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  parameters: Record<string, Parameter>;
  request?: string;
  upload?: boolean;
}

const inProject = 'projects/{+projectId}';
const inDataset = `${inProject}/datasets/{+datasetId}`;
const inTable = `${inDataset}/tables/{+tableId}`;

const resources: Record<string, Record<string, Method>> = {
  projects: {
    list: { verb: 'GET', path: 'projects', parameters: paging },
    getServiceAccount: { verb: 'GET', path: `${inProject}/serviceAccount`, parameters: project },
  },
  datasets: {
    list: {
      verb: 'GET',
      path: `${inProject}/datasets`,
      parameters: { ...project, ...paging, all: ['query', 'boolean'], filter: ['query', 'string'] },
    },
    get: {
      verb: 'GET',
      path: inDataset,
      parameters: { ...dataset, datasetView: ['query', 'string'], accessPolicyVersion: ['query', 'integer'] },
    },
    insert: {
      verb: 'POST',
      path: `${inProject}/datasets`,
      parameters: { ...project, accessPolicyVersion: ['query', 'integer'] },
      request: 'Dataset',
    },
    patch: {
      verb: 'PATCH',
      path: inDataset,
      parameters: { ...dataset, accessPolicyVersion: ['query', 'integer'], updateMode: ['query', 'string'] },
      request: 'Dataset',
    },
    update: {
      verb: 'PUT',
      path: inDataset,
      parameters: { ...dataset, accessPolicyVersion: ['query', 'integer'], updateMode: ['query', 'string'] },
      request: 'Dataset',
    },
    delete: { verb: 'DELETE', path: inDataset, parameters: { ...dataset, deleteContents: ['query', 'boolean'] } },
  },
  tables: {
    list: { verb: 'GET', path: `${inDataset}/tables`, parameters: { ...dataset, ...paging } },
    get: {
      verb: 'GET',
      path: inTable,
      parameters: { ...table, selectedFields: ['query', 'string'], view: ['query', 'string'] },
    },
    insert: { verb: 'POST', path: `${inDataset}/tables`, parameters: dataset, request: 'Table' },
    patch: {
      verb: 'PATCH',
      path: inTable,
      parameters: { ...table, autodetect_schema: ['query', 'boolean'] },
      request: 'Table',
    },
    update: {
      verb: 'PUT',
      path: inTable,
      parameters: { ...table, autodetect_schema: ['query', 'boolean'] },
      request: 'Table',
    },
    delete: { verb: 'DELETE', path: inTable, parameters: table },
  },
  tabledata: {
    list: {
      verb: 'GET',
      path: `${inTable}/data`,
      parameters: { ...table, ...rows, selectedFields: ['query', 'string'] },
    },
    insertAll: { verb: 'POST', path: `${inTable}/insertAll`, parameters: table, request: 'TableDataInsertAllRequest' },
  },
  jobs: {
    list: {
      verb: 'GET',
      path: `${inProject}/jobs`,
      parameters: {
        ...project,
        ...paging,
        allUsers: ['query', 'boolean'],
        projection: ['query', 'string'],
        stateFilter: ['query', 'string', true],
        minCreationTime: ['query', 'string'],
        maxCreationTime: ['query', 'string'],
        parentJobId: ['query', 'string'],
      },
    },
    get: { verb: 'GET', path: `${inProject}/jobs/{+jobId}`, parameters: job },
    insert: { verb: 'POST', path: `${inProject}/jobs`, parameters: project, request: 'Job', upload: true },
    cancel: { verb: 'POST', path: `${inProject}/jobs/{+jobId}/cancel`, parameters: job },
    delete: { verb: 'DELETE', path: `${inProject}/jobs/{+jobId}/delete`, parameters: job },
    query: { verb: 'POST', path: `${inProject}/queries`, parameters: project, request: 'QueryRequest' },
    getQueryResults: {
      verb: 'GET',
      path: `${inProject}/queries/{+jobId}`,
      parameters: { ...job, ...rows, timeoutMs: ['query', 'integer'] },
    },
  },
};

/** Bodies are checked by the service itself: any object will do. */
const anyObject = (id: string) => ({ id, type: 'object', additionalProperties: { type: 'any' } });

function describeMethod(id: string, { verb, path, parameters, request, upload }: Method) {
  const described = Object.entries(parameters).map(([name, [location, type, repeated]]) => [
    name,
    { location, type, ...(location === 'path' && { required: true }), ...(repeated && { repeated }) },
  ]);
  const protocols = (prefix: string) => ({ multipart: true, path: `${prefix}/bigquery/v2/${path}` });
  return {
    id: `bigquery.${id}`,
    httpMethod: verb,
    path,
    flatPath: path.replaceAll('{+', '{'),
    parameters: Object.fromEntries(described),
    parameterOrder: Object.entries(parameters)
      .filter(([, [location]]) => location === 'path')
      .map(([name]) => name),
    ...(request && { request: { $ref: request } }),
    response: { $ref: 'Any' },
    scopes: ['https://www.googleapis.com/auth/bigquery'],
    ...(upload && {
      supportsMediaUpload: true,
      mediaUpload: {
        accept: ['*/*'],
        protocols: { simple: protocols('/upload'), resumable: protocols('/resumable/upload') },
      },
    }),
  };
}

/** @param root the address the caller reached, with a slash at its end */
export function discoveryDocument(root: string): object {
  const requests = Object.values(resources).flatMap((methods) =>
    Object.values(methods).flatMap(({ request }) => request ?? []),
  );
  return {
    kind: 'discovery#restDescription',
    discoveryVersion: 'v1',
    id: 'bigquery:v2',
    name: 'bigquery',
    version: 'v2',
    title: 'BigQuery API, as the local BigQuery serves it',
    description: 'The methods of the BigQuery API that the local BigQuery serves.',
    protocol: 'rest',
    rootUrl: root,
    servicePath: 'bigquery/v2/',
    baseUrl: `${root}bigquery/v2/`,
    basePath: '/bigquery/v2/',
    batchPath: 'batch/bigquery/v2',
    parameters: {
      alt: { type: 'string', location: 'query', default: 'json' },
      fields: { type: 'string', location: 'query' },
      key: { type: 'string', location: 'query' },
      prettyPrint: { type: 'boolean', location: 'query' },
      quotaUser: { type: 'string', location: 'query' },
      trace: { type: 'string', location: 'query' },
    },
    auth: { oauth2: { scopes: { 'https://www.googleapis.com/auth/bigquery': { description: 'BigQuery' } } } },
    schemas: Object.fromEntries(['Any', ...requests].map((id) => [id, anyObject(id)])),
    resources: Object.fromEntries(
      Object.entries(resources).map(([name, methods]) => [
        name,
        {
          methods: Object.fromEntries(
            Object.entries(methods).map(([method, definition]) => [
              method,
              describeMethod(`${name}.${method}`, definition),
            ]),
          ),
        },
      ]),
    ),
  };
}
