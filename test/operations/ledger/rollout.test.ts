import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLedger } from '../../../operations/ledger/ledger';
import { readPipelineStates } from '../../../operations/pipelines/pipeline-states';
import { describeRollout, type Rollout } from '../../../operations/ledger/rollout';
import { approvalPath, productionPath, rollbackPath, waitingPath, type RunName } from '../../../core/ledger-layout';
import canaryExample from '../../../schemas/examples/production.canary.json';
import { approval, canary, now, passed, rolledBack, undecided, waiting } from '../../cli/rollout-examples';
import { ended, record, wholeRun } from '../../cli/runs';
import { startStoredCloud, type StoredCloud } from '../../cli/stored-cloud';

describe('what the ledger has of a rollout', () => {
  let stored: StoredCloud;
  let key: RunName;
  let count = 0;
  const read = async (): Promise<Rollout | undefined> => {
    const reader = await createLedger(stored.cloud).openRun(key);
    await reader.readResults();
    return reader.readRollout();
  };
  const end = (type: string, data: object) => stored.ledger.recordResult(key, ended('deploy', 82, 83, type, data));
  const { beside: _, ...pointed } = canary;

  beforeAll(async () => {
    stored = await startStoredCloud();
  });
  afterAll(() => stored.stop());
  beforeEach(async () => {
    key = { pipeline: record.pipeline, run: `20261123-${String((count += 1)).padStart(8, '0')}` };
    await stored.ledger.createRun({ ...record, ...key });
    await stored.ledger.recordResult(key, wholeRun.evaluate);
    await stored.put(productionPath(key.pipeline), {
      ...canaryExample,
      canary: { ...pointed, run: key.run },
      verdicts: [{ ...passed, run: key.run }],
    });
  });

  test('is nothing of a run that asks for nothing, whatever canary another run has', async () => {
    await stored.put(productionPath(key.pipeline), canaryExample);
    expect(await read()).toBeUndefined();
  });

  test('is what a person was asked, and has decided', async () => {
    await stored.put(productionPath(key.pipeline), canaryExample);
    await stored.put(waitingPath(key), waiting);
    expect(await read()).toEqual({ waiting, verdicts: [] });
    await stored.put(approvalPath(key), approval);
    expect(await read()).toEqual({ waiting, approval, verdicts: [] });
  });

  test('is its canary, with the steps that it has passed', async () => {
    expect(await read()).toEqual({
      canary: { ...canary, run: key.run },
      verdicts: [{ ...passed, run: key.run }],
    });
  });

  test('is what a person was asked about its canary, and has decided', async () => {
    await stored.put(waitingPath(key), waiting);
    await stored.put(approvalPath(key), approval);
    await stored.put(waitingPath(key, 'canary'), undecided);
    const own = { canary: { ...canary, run: key.run }, verdicts: [{ ...passed, run: key.run }], waiting, approval };
    expect(await read()).toEqual({ ...own, undecided: { waiting: undecided } });
    const asked = async () => (await readPipelineStates(stored.cloud))[0]?.waiting.filter(({ run }) => run === key.run);
    expect(await asked()).toEqual([{ ...undecided, run: key.run }]);
    await stored.put(approvalPath(key, 'canary'), approval);
    expect(await read()).toEqual({ ...own, undecided: { waiting: undecided, approval } });
    expect(await asked()).toEqual([]);
  });

  test('of a pipeline is each run that nobody has decided on', async () => {
    const waitingIn = async () => (await readPipelineStates(stored.cloud))[0]?.waiting.map(({ run }) => run);
    const before = await waitingIn();
    await stored.put(waitingPath(key), waiting);
    expect(await waitingIn()).toEqual([...before!, key.run]);
    await stored.put(approvalPath(key), approval);
    expect(await waitingIn()).toEqual(before);
  });

  test.each([
    ['deployment.refused', { reasons: ['worse'] }],
    ['endpoint.deployed', { champion: 'lora-16', endpoint: 'e' }],
  ])('is, once it has ended by %s, what that says of its steps', async (type, data) => {
    await end(type, { ...data, canary: [passed, rolledBack] });
    expect(await read()).toEqual({ verdicts: [passed, rolledBack] });
  });

  test('is who has gone back from it later', async () => {
    await end('endpoint.deployed', { champion: 'lora-16', endpoint: 'e' });
    const rollback = { by: 'bo', at: approval.at, to: { run: record.run, candidate: 'lora-4' } };
    await stored.put(rollbackPath(key), rollback);
    expect(await read()).toEqual({ rollback, verdicts: [] });
  });
});

test.each<[string, Rollout, string | undefined]>([
  ['for a person', { waiting, verdicts: [] }, 'lora-8 has waited 11 minutes for approval'],
  ['to be brought back', { waiting, approval, verdicts: [] }, 'approved by ada@example.com: goes on within a minute'],
  ['for requests', { waiting, approval, canary, verdicts: [] }, 'canary lora-16, step 2 of 3, at 10 %, for 3 minutes'],
  [
    'for requests or a person',
    { canary, undecided: { waiting: undecided }, verdicts: [] },
    'canary lora-16, step 2 of 3, at 10 %, for 3 minutes; a person has been asked for 2 minutes',
  ],
  ['unseen', { canary: { ...canary, step: 0 }, verdicts: [] }, 'canary lora-16, step 1 of 3, unseen, for 3 minutes'],
  ['for nothing', { verdicts: [rolledBack] }, undefined],
])('a candidate that waits %s says so in a line', (_, rollout, text) => {
  expect(describeRollout(rollout, now)).toBe(text);
});
