import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Storage } from '@google-cloud/storage';
import { createCloud, type CloudStatus } from '../../../cli/cloud';
import { describeHoldUp, type HoldUp } from '../../../operations/ledger/hold-up';
import { createLedger, type RunReader } from '../../../operations/ledger/ledger';
import { leasePath } from '../../../core/ledger-layout';
import { createLedger as createStagesLedger } from '../../../functions/shared/stage/ledger';
import { createObjects, type Objects } from '../../../functions/shared/stage/objects';
import { removeStorage, startStorage, type LocalStorage } from '../../local/storage/local-storage';
import { at, failed, record, wholeRun } from '../../cli/runs';

const error = { name: 'RetryableError', message: 'Vertex AI: quota\nmore' };
const attempt = { number: 3, at: at(60), error };
const waitsFor = { job: 'landfall-3f9a2c1b-examples', location: 'us-central1' };

describe('what holds a run up', () => {
  let storage: LocalStorage;
  let objects: Objects;
  let stages: ReturnType<typeof createStagesLedger>;
  let reader: RunReader;
  const look = async (): Promise<HoldUp | undefined> => {
    await reader.readResults();
    return reader.findHoldUp();
  };

  beforeAll(async () => {
    storage = await startStorage();
    const client = new Storage({ projectId: 'demo', apiEndpoint: storage.url });
    await client.createBucket('artifacts');
    objects = createObjects(client);
    stages = createStagesLedger({ objects, bucket: 'artifacts' });
    await stages.createRun(record);
    await stages.recordResult(record, wholeRun.validate);
    const port = Number(new URL(storage.url).port);
    const status = { port, project: 'demo', buckets: { artifacts: 'artifacts', landing: 'landing' } };
    reader = await createLedger(createCloud(status as CloudStatus)).openRun(record);
  });
  afterAll(async () => {
    await storage.stop();
    removeStorage(storage);
  });

  test('is read where the stages leave it: an attempt, a lease, a mark, an end', async () => {
    expect(await look()).toBeUndefined();

    for (let count = 0; count < 3; count++) await stages.recordAttempt(record, 'transform', { at: at(60), error });
    expect(await look()).toEqual({ stage: 'transform', since: at(60), attempt });

    const lease = stages.artifactUri(leasePath(record, 'transform'));
    await objects.write(lease, '{}');
    expect(await look()).toBeUndefined();
    await objects.remove(lease);

    await stages.inFlight('transform').mark(record, { waitsFor });
    expect(await look()).toEqual({ stage: 'transform', since: expect.stringContaining('T'), waitsFor });

    await stages.recordResult(record, failed('transform', 4, 5, 'given up'));
    expect(await look()).toBeUndefined();
  });
});

test.each<[string, Partial<HoldUp>, number, string]>([
  ['a job', { waitsFor }, 240, 'has waited 4 min for BigQuery job landfall-3f9a2c1b-examples'],
  [
    'a run',
    { waitsFor: { run: '20261122-00000001' } },
    240,
    'has waited 4 min for the decision on run 20261122-00000001',
  ],
  ['answers', { waitsFor: { answers: 1590 } }, 30, 'has waited 30 s for 1,590 answers'],
  ['the next tick', {}, 10, 'stopped at its time limit; goes on within a minute'],
  ['the next delivery', { attempt }, 0, 'attempt 3 failed, made again within 10 min: Vertex AI: quota'],
  ['a delivery that is near', { attempt }, 560, 'attempt 3 failed, made again within 40 s: Vertex AI: quota'],
  ['one that is late', { attempt }, 700, 'attempt 3 failed, to be made again: Vertex AI: quota'],
  ['the clock', { attempt, stage: 'watch' }, 0, 'attempt 3 failed, made again every minute: Vertex AI: quota'],
])('what waits for %s says so', (_, holdUp, seconds, text) => {
  const all: HoldUp = { stage: 'transform', since: at(60), ...holdUp };
  expect(describeHoldUp(all, Date.parse(at(60 + seconds)))).toBe(text);
});
