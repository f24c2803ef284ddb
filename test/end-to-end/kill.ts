import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { followRun } from '../../operations/runs/follow';
import { uploadBatch } from '../../cli/upload';
import { endState } from './deployed-sample';
import { readEndState, runOf, type EndState } from './state';
import { createTestCloud, type TestCloud } from './test-cloud';

/** When everything is killed, in milliseconds after the drop and then after each restart: drawn anew for every run. */
const moments = Array.from({ length: 4 }, () => Math.round(200 + Math.random() * 6_000));

async function dropAndKill(local: TestCloud): Promise<EndState> {
  const [emails, customers] = local.files;
  const files = [
    { name: 'emails.jsonl', path: emails },
    { name: 'customers.csv', path: customers },
  ];
  await uploadBatch(local.cloud, 'email-summary', 'monday', files);
  for (const moment of moments) {
    await delay(moment);
    local.killEverything();
    await local.start();
  }
  await followRun(local.cloud, await runOf(local.cloud, 'monday'));
  return readEndState(local.cloud, 'email-summary');
}

/** All that must be the same however the run came to its end; times and the ids that Vertex AI drew may differ. */
const essence = ({ runs, ...state }: EndState) => ({
  ...state,
  runs: runs.map(({ status, dataset, candidates, metrics, champion }) => ({
    status,
    dataset,
    metrics,
    champion,
    candidates: candidates.map(({ id, state: ended }) => `${id} ${ended}`),
  })),
});

describe('killing everything', () => {
  let killed: TestCloud;
  beforeAll(async () => {
    killed = await createTestCloud();
  });
  afterAll(() => killed?.close());

  test(`${moments.length} times (after ${moments.join(', ')} ms) ends in the same state as never`, async () => {
    expect(endState.runs).toMatchObject([{ status: 'deployed' }]);
    expect(essence(await dropAndKill(killed))).toEqual(essence(endState));
  });
});
