/** The model in production is asked what tells it from another, by the function that the clock starts every hour. */
import { expect, test } from '@jest/globals';
import { probesPath } from '../../core/ledger-layout';
import type { Probes } from '../../schemas/generated/types';
import { eventually } from '../eventually';
import { local, summary } from './deployed-sample';
import { tickMonitor } from './pubsub';

test('probes of the model in production are looked for within the hour', async () => {
  const { cloud } = local;
  const file = cloud.storage.bucket(cloud.status.buckets.artifacts).file(probesPath('email-summary'));
  await tickMonitor();
  const state = await eventually(async () => {
    const [exists] = await file.exists();
    return exists && (JSON.parse(String((await file.download())[0])) as Probes);
  }, 'an hour of probes');
  expect(state).toMatchObject({ pipeline: 'email-summary', endpoint: summary.endpoint, searched: 384, evidence: 0 });
  expect(state.asked).toBeGreaterThanOrEqual(2 * state.searched);
});
