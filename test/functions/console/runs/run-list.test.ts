import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { resultPath, runPath } from '../../../../core/ledger-layout';
import { createRunList } from '../../../../functions/console/runs/run-list';
import { ended, record } from '../../../cli/runs';
import { startStoredCloud, type StoredCloud } from '../../../cli/stored-cloud';
import { createToldChanges } from '../told-changes';

const pipeline = 'tickets';
const runs = Array.from({ length: 70 }, (_, place) => `20261123-${String(place).padStart(8, '0')}`);

let stored: StoredCloud;

beforeAll(async () => {
  stored = await startStoredCloud();
  for (const run of runs) {
    await stored.put(runPath({ pipeline, run }), { ...record, pipeline, run });
    await stored.put(
      resultPath({ pipeline, run }, 'deploy'),
      ended('deploy', 0, 9, 'endpoint.deployed', { champion: 'lora-8' }),
    );
  }
});
afterAll(() => stored.stop());

test('whoever asks for a status is not kept waiting: what was found within a second is told, and the rest when it is asked again', async () => {
  const changes = createToldChanges({ isHeard: true });
  // A clock on which every look takes as long as the list may take in all.
  let now = 0;
  const clock = { now: () => new Date((now += 600)) };
  const list = createRunList(stored.cloud, { changes, clock });
  const found = async () => {
    const { runs: of, all, lookedAt } = await list.find({ status: 'deployed' });
    return [of.length, lookedAt, all];
  };
  expect(await found()).toEqual([32, 32, 70]);
  const whole = createRunList(stored.cloud, { changes, clock: { now: () => new Date(0) } });
  expect((await whole.find({ status: 'deployed' })).runs).toHaveLength(70);
});
