import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BigQuery } from '@google-cloud/bigquery';
import { OAuth2Client } from 'google-auth-library';
import { allowAll, PermissionDenied, type Access } from '../../../local/iam/access';
import { openLocal, project, type Local } from './harness';

/** A service account whose token is its name, with what `granted` lists as `permission resource`. */
const granted = new Set<string>();
const access: Access = {
  ...allowAll,
  identify: (authorization) =>
    authorization?.startsWith('Bearer transform@')
      ? { kind: 'serviceAccount', email: authorization.slice('Bearer '.length) }
      : { kind: 'owner' },
  check: (principal, permission, resource) => {
    if (principal.kind === 'serviceAccount' && !granted.has(`${permission} ${resource}`))
      throw new PermissionDenied(principal, permission, resource);
  },
};

let local: Local;

beforeAll(async () => {
  local = await openLocal(access);
  await local.client.createDataset('shop');
  await local.client.query('CREATE TABLE shop.log (n INT64, who STRING)');
});

afterAll(() => local?.close());

describe('many callers at once', () => {
  test('queries, new tables and appended rows do not disturb one another', async () => {
    const work = Array.from({ length: 12 }, (_, at) => [
      local.client.query(
        `CREATE OR REPLACE TABLE shop.t${at % 4} AS SELECT ${at} AS n, COUNT(*) AS seen FROM shop.log`,
      ),
      local.appendRows(`${project}.shop.log`, [{ n: at, who: 'pubsub' }]),
      local.client.query('SELECT COUNT(*) AS n FROM shop.log'),
      local.client.query(`INSERT INTO shop.log (n, who) VALUES (${at}, 'query')`),
    ]);
    await Promise.all(work.flat());
    const [rows] = await local.client.query(
      'SELECT who, COUNT(*) AS n, SUM(n) AS total FROM shop.log GROUP BY who ORDER BY who',
    );
    expect(rows).toEqual([
      { who: 'pubsub', n: 12, total: 66 },
      { who: 'query', n: 12, total: 66 },
    ]);
  });
});

describe('permissions', () => {
  const denied = (message: string) => ({
    code: 403,
    errors: [expect.objectContaining({ reason: 'accessDenied', message: expect.stringContaining(message) })],
  });
  let caller: BigQuery;

  beforeAll(() => {
    const authClient = new OAuth2Client();
    authClient.setCredentials({ access_token: 'transform@demo' });
    caller = new BigQuery({ projectId: project, apiEndpoint: local.url, authClient: authClient as never });
  });

  test('are asked for jobs, reading, writing and creating, one by one', async () => {
    const query = 'CREATE OR REPLACE TABLE shop.mine AS SELECT n FROM shop.log';
    await expect(caller.query(query)).rejects.toMatchObject(denied('bigquery.jobs.create'));
    granted.add('bigquery.jobs.create projects/demo');
    await expect(caller.query(query)).rejects.toMatchObject(denied('bigquery.tables.getData'));
    granted.add('bigquery.tables.getData projects/demo/datasets/shop/tables/log');
    await expect(caller.query(query)).rejects.toMatchObject(denied('bigquery.tables.create'));
    granted.add('bigquery.tables.create projects/demo/datasets/shop');
    await caller.query(query);
    await expect(caller.query(query)).rejects.toMatchObject(denied("'bigquery.tables.update'"));
  });

  test('exports need the right to write the object', async () => {
    const query =
      "EXPORT DATA OPTIONS (uri = 'gs://files/x-*.jsonl', format = 'JSON', overwrite = TRUE) AS SELECT 1 AS a";
    await expect(caller.query(query)).rejects.toMatchObject(denied('storage.objects.create'));
    granted.add('storage.objects.create projects/_/buckets/files/objects/x-000000000000.jsonl');
    await caller.query(query);
    await expect(caller.query(query)).rejects.toMatchObject(denied('storage.objects.delete'));
  });
});
