/** Service accounts with the roles that infra/ grants, at a local BigQuery that asks the local IAM. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BigQuery } from '@google-cloud/bigquery';
import { OAuth2Client } from 'google-auth-library';
import { createAccess } from '../../../local/iam';
import { createPolicy, type Binding } from '../../../local/iam/policy';
import { createTokens } from '../../../local/iam/tokens';
import type { Table } from '../../../local/state';
import { openLocal, project, type Local } from './harness';

const stored = new Map<string, Binding[]>();
const bindings: Table<Binding[]> = {
  get: (key) => stored.get(key),
  put: (key, value) => void stored.set(key, value),
  remove: (key) => stored.delete(key),
  entries: () => [...stored].map(([key, value]) => ({ key, value })),
};
const policy = createPolicy(bindings, project);
const access = createAccess(policy, createTokens(), project);
const account = (name: string) => `${name}@${project}.iam.gserviceaccount.com`;

const dataset = (name: string) => `projects/${project}/datasets/${name}`;
const grant = (name: string, role: string, resource = `projects/${project}`): Binding => ({
  resource,
  role: `roles/${role}`,
  member: `serviceAccount:${account(name)}`,
});

let local: Local;
let transform: BigQuery;
let other: BigQuery;

const clientOf = (name: string): BigQuery => {
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: access.issueAccessToken(account(name)) });
  return new BigQuery({ projectId: project, apiEndpoint: local.url, authClient: authClient as never });
};

const denied = (permission: string) => ({
  code: 403,
  errors: [expect.objectContaining({ reason: 'accessDenied', message: expect.stringContaining(permission) })],
});

beforeAll(async () => {
  policy.replace([
    // As infra/index.ts grants them to transform.
    grant('transform', 'bigquery.jobUser'),
    grant('transform', 'bigquery.dataEditor', dataset('staging')),
    grant('transform', 'bigquery.dataEditor', dataset('training')),
    grant('transform', 'storage.objectUser', 'projects/_/buckets/files'),
    grant('transform', 'storage.legacyBucketReader', 'projects/_/buckets/files'),
    grant('loader', 'bigquery.jobUser'),
    grant('loader', 'bigquery.dataEditor', dataset('staging')),
    grant('loader', 'storage.objectViewer', 'projects/_/buckets/files'),
    grant('other', 'bigquery.jobUser'),
    grant('other', 'bigquery.dataViewer', dataset('history')),
  ]);
  local = await openLocal(access);
  for (const name of ['staging', 'training', 'history']) await local.client.createDataset(name);
  transform = clientOf('transform');
  other = clientOf('other');
});

afterAll(() => local?.close());

describe('the roles of the transform stage', () => {
  const run = async (configuration: object) => {
    const [job] = await transform.createJob({ configuration } as never);
    await (job as unknown as { promise(): Promise<unknown> }).promise();
    return job;
  };
  const destination = (datasetId: string, tableId: string) => ({ projectId: project, datasetId, tableId });

  test.each(['first', 'again, over what is there'])('suffice for everything it does: %s', async () => {
    await local.put('clean/emails.jsonl', '{"key":"a","body":"x"}\n{"key":"b","body":"y"}\n');
    await run({
      load: {
        sourceUris: ['gs://files/clean/emails.jsonl'],
        sourceFormat: 'NEWLINE_DELIMITED_JSON',
        destinationTable: destination('staging', 'emails'),
        schema: { fields: ['key', 'body'].map((name) => ({ name, type: 'STRING' })) },
        writeDisposition: 'WRITE_TRUNCATE',
      },
    });
    const into = (table: string, query: string) =>
      run({
        query: {
          query,
          useLegacySql: false,
          destinationTable: destination('training', table),
          writeDisposition: 'WRITE_TRUNCATE',
        },
      });
    await into('v1', `SELECT key, body FROM \`${project}.staging.emails\``);
    const [[counted]] = await transform.query(`SELECT COUNT(*) AS n FROM \`${project}.training.v1\``);
    expect(counted).toEqual({ n: 2 });
    const [metadata] = await transform.dataset('training').table('v1').getMetadata();
    expect(metadata.schema.fields.map(({ name }: { name: string }) => name)).toEqual(['key', 'body']);
    await transform.query(
      `EXPORT DATA OPTIONS (uri = 'gs://files/v1/train-*.jsonl', format = 'JSON', overwrite = TRUE) AS SELECT key FROM \`${project}.training.v1\` ORDER BY key`,
    );
    expect(await local.text('v1/train-000000000000.jsonl')).toBe('{"key":"a"}\n{"key":"b"}\n');
  });

  test('do not reach another dataset', async () => {
    await local.client.query('CREATE TABLE history.events AS SELECT 1 AS a');
    await expect(transform.query('SELECT a FROM history.events')).rejects.toMatchObject(
      denied('bigquery.tables.getData'),
    );
    await expect(transform.query('SELECT table_name FROM history.INFORMATION_SCHEMA.TABLES')).rejects.toMatchObject(
      denied('bigquery.tables.list'),
    );
  });
});

test('a load asks for the bucket beside its objects, and its job says so', async () => {
  await local.put('clean/one.jsonl', '{"key":"a"}\n');
  const load = {
    sourceUris: ['gs://files/clean/one.jsonl'],
    sourceFormat: 'NEWLINE_DELIMITED_JSON',
    destinationTable: { projectId: project, datasetId: 'staging', tableId: 'one' },
    schema: { fields: [{ name: 'key', type: 'STRING' }] },
  };
  const [job] = await clientOf('loader').createJob({ configuration: { load } });
  await expect((job as unknown as { promise(): Promise<unknown> }).promise()).rejects.toMatchObject({
    errors: [
      {
        reason: 'accessDenied',
        message: expect.stringContaining(
          `${account('loader')} does not have storage.buckets.get access to the Google Cloud Storage bucket.`,
        ),
      },
    ],
  });
});

describe('jobs', () => {
  beforeAll(async () => {
    const [job] = await transform.createQueryJob({ query: "SELECT 'secret' AS a", jobId: 'secret' });
    await job.getQueryResults();
  });

  test('are read by whoever began them, and by the owner', async () => {
    expect((await transform.job('secret').getQueryResults())[0]).toEqual([{ a: 'secret' }]);
    expect((await local.client.job('secret').getQueryResults())[0]).toEqual([{ a: 'secret' }]);
    expect((await transform.job('secret').getMetadata())[0].user_email).toBe(account('transform'));
  });

  test('are closed to another account: record, results, cancelling and deleting', async () => {
    const job = other.job('secret');
    await expect(job.getMetadata()).rejects.toMatchObject(denied('bigquery.jobs.get'));
    await expect(job.getQueryResults()).rejects.toMatchObject(denied('bigquery.jobs.get'));
    await expect(job.cancel()).rejects.toMatchObject(denied('bigquery.jobs.update'));
    await expect(job.delete()).rejects.toMatchObject(denied('bigquery.jobs.delete'));
  });

  test('keep their results from another account that asks for the table behind them', async () => {
    const [{ configuration }] = await transform.job('secret').getMetadata();
    const { datasetId, tableId } = configuration.query.destinationTable;
    await expect(other.query(`SELECT a FROM ${datasetId}.${tableId}`)).rejects.toMatchObject(denied('query table'));
    await expect(other.dataset(datasetId).table(tableId).getRows()).rejects.toMatchObject(denied('query table'));
    expect((await transform.dataset(datasetId).table(tableId).getRows())[0]).toEqual([{ a: 'secret' }]);
  });

  test('are not answered again to another account that knows the request’s id', async () => {
    const ask = (name: string) =>
      fetch(`${local.url}/bigquery/v2/projects/${project}/queries`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${access.issueAccessToken(account(name))}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ query: 'SELECT 1 AS a', useLegacySql: false, requestId: 'known' }),
      });
    expect([(await ask('transform')).status, (await ask('transform')).status]).toEqual([200, 200]);
    expect((await ask('other')).status).toBe(403);
  });

  test('are listed to whoever began them, and all of them to the owner who asks for all', async () => {
    await other.query('SELECT 1 AS a');
    const creators = async (client: BigQuery, allUsers: boolean) => {
      const [jobs] = await client.getJobs({ allUsers });
      return new Set(jobs.map(({ metadata }) => metadata.user_email as string));
    };
    expect(await creators(other, true)).toEqual(new Set([account('other')]));
    expect(await creators(transform, false)).toEqual(new Set([account('transform')]));
    expect((await creators(local.client, true)).size).toBe(4);
  });
});

describe('datasets and tables', () => {
  test('are listed to whoever may see them', async () => {
    const names = async (client: BigQuery) => (await client.getDatasets())[0].map(({ id }) => id);
    expect(await names(transform)).toEqual(['staging', 'training']);
    expect(await names(other)).toEqual(['history']);
    expect(await names(local.client)).toEqual(['staging', 'training', 'history']);
  });

  test('are neither dropped nor replaced by an account that may only read', async () => {
    await local.client.query('CREATE OR REPLACE TABLE history.kept AS SELECT 1 AS a');
    await expect(other.query('DROP TABLE history.kept')).rejects.toMatchObject(denied('bigquery.tables.delete'));
    await expect(other.query('CREATE OR REPLACE TABLE history.kept AS SELECT 2 AS a')).rejects.toMatchObject(
      denied('bigquery.tables.create'),
    );
    await expect(other.query('DROP SCHEMA history CASCADE')).rejects.toMatchObject(denied('bigquery.datasets.delete'));
    expect((await other.query('SELECT a FROM history.kept'))[0]).toEqual([{ a: 1 }]);
  });
});
