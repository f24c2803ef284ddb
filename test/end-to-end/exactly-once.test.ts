import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createCloud } from '../../cli/cloud';
import { followRun, waitForRun } from '../../cli/follow';
import { uploadBatch } from '../../cli/upload';
import { query, readEndState } from './state';
import { createTestCloud, type TestCloud } from './test-cloud';

let local: TestCloud;
beforeAll(async () => {
  local = await createTestCloud();
}, 90_000);
afterAll(() => local?.close(), 30_000);

const files = () => [
  { name: 'emails.jsonl', path: local.files[0] },
  { name: 'customers.csv', path: local.files[1] },
];

/** Asks the Pub/Sub REST API, as any client may. */
async function pubsub(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const { cloud } = local;
  const response = await fetch(`${cloud.url}/v1/projects/${cloud.status.project}/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

test('the same object delivered three times at once makes one run, one job per candidate, one deployment', async () => {
  const { cloud } = local;
  const topic = `projects/${cloud.status.project}/topics/dataset-landed`;
  await pubsub('PUT', 'subscriptions/a-copy', { topic });
  await uploadBatch(cloud, 'email-summary', 'monday', files());

  // What Cloud Storage said of the landing, said three times more, all at once.
  const { receivedMessages } = (await pubsub('POST', 'subscriptions/a-copy:pull', { maxMessages: 10 })) as {
    receivedMessages: { message: { data: string; attributes: Record<string, string> } }[];
  };
  expect(receivedMessages.length).toBeGreaterThan(0);
  const messages = receivedMessages.map(({ message: { data, attributes } }) => ({ data, attributes }));
  await Promise.all([1, 2, 3].map(() => pubsub('POST', 'topics/dataset-landed:publish', { messages })));

  const key = await waitForRun(cloud, 'email-summary', 'monday');
  expect((await followRun(createCloud(cloud.status), key)).status).toBe('deployed');
  expect(await readEndState(cloud, 'email-summary')).toMatchObject({
    runs: [{ run: key.run, status: 'deployed' }],
    tuningJobs: ['lora-16', 'lora-8'],
    endpoints: 1,
  });
  const deployments = await query(
    cloud,
    "SELECT COUNT(DISTINCT JSON_VALUE(attributes, '$.ce-id')) FROM landfall.events WHERE JSON_VALUE(attributes, '$.ce-type') = 'landfall.endpoint.deployed.v1'",
  );
  expect(deployments).toEqual([['1']]);
}, 180_000);
