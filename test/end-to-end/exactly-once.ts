import { expect, test } from '@jest/globals';
import { endState, local, summary } from './deployed-sample';
import { query } from './state';

test('the same objects delivered four times make one run, one job per candidate, one deployment', async () => {
  expect(endState).toMatchObject({
    runs: [{ run: summary.run, status: 'deployed' }],
    tuningJobs: ['lora-16', 'lora-8'],
    endpoints: 1,
  });
  const deployments = await query(
    local.cloud,
    "SELECT COUNT(DISTINCT JSON_VALUE(attributes, '$.ce-id')) FROM landfall.events WHERE JSON_VALUE(attributes, '$.ce-type') = 'landfall.endpoint.deployed.v1'",
  );
  expect(deployments).toEqual([['1']]);
});
