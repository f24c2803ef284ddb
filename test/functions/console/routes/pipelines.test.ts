import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  driftPath,
  productionPath,
  resultPath,
  retrainingPath,
  runPath,
  spendingPath,
} from '../../../../core/ledger-layout';
import type { Pipelines } from '../../../../functions/console/answers';
import production from '../../../../schemas/examples/production.json';
import { record, wholeRun } from '../../../cli/runs';
import { startStoredCloud, type StoredCloud } from '../../../cli/stored-cloud';
import { freshlyKept } from '../../../../core/drift/kept';
import { startConsole, person } from '../local-console';

const pipeline = 'email-summary';
const request = {
  request: 'r-0123abcd',
  cause: 'drift',
  why: 'a label is new',
  at: '2026-11-23T09:00:00.000Z',
  state: 'suggested',
};

describe('a pipeline at a glance', () => {
  let stored: StoredCloud;
  let served: Awaited<ReturnType<typeof startConsole>>;
  const ask = async () => ((await served.ask('pipelines')).body as Pipelines).pipelines[0]!;

  beforeAll(async () => {
    stored = await startStoredCloud();
    served = await startConsole(stored.cloud);
    for (const run of [production.run, '20261124-bbbbbbbb'])
      await stored.put(runPath({ pipeline, run }), { ...record, pipeline, run });
    await stored.put(productionPath(pipeline), { ...production, pipeline });
    await stored.put(resultPath({ pipeline, run: '20261124-bbbbbbbb' }, 'deploy'), wholeRun.deploy);
    await stored.put(retrainingPath(pipeline), { pipeline, requests: [request] });
    await stored.put(driftPath(pipeline), freshlyKept(pipeline, production.run, new Date('2026-11-23T10:00:00Z')));
  });
  afterAll(async () => {
    await served.stop();
    await stored.stop();
  });

  test('has what serves, its drift and its end, and says why it is stale', async () => {
    const found = await ask();
    expect(found).toMatchObject({
      name: pipeline,
      production: { run: production.run, candidate: production.candidate },
      drift: { until: '2026-11-23T10:00:00.000Z', quietWeeks: 100 },
      ends: { base: production.base, action: 'inference' },
      retraining: [{ request: 'r-0123abcd' }],
    });
    expect(found.stale.slice(0, 2)).toEqual([
      expect.stringContaining('there is a newer batch, of 23 November 2026: its run 20261124-bbbbbbbb was deployed'),
      'a label is new: request r-0123abcd',
    ]);
  });

  test('a request that a person rejects is recorded with who and why, and the second to decide is told so', async () => {
    const reject = () => served.ask('retraining/r-0123abcd/reject', { why: 'it is the holidays' });
    expect(await reject()).toMatchObject({
      status: 200,
      body: { state: 'rejected', decision: { by: person, reason: 'it is the holidays' } },
    });
    expect(await reject()).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining(`rejected by ${person}`) },
    });
  });

  test('a request that was decided on waits for nobody from then on', async () => {
    expect((await ask()).retraining).toEqual([]);
  });

  test('a body that is no JSON is refused', async () => {
    expect(await served.send('retraining/r-0123abcd/reject', '{"why":')).toMatchObject({ status: 400 });
  });

  test('tells nothing of money where no folder says what it may cost', async () => {
    await stored.put(spendingPath(pipeline, '2026-11'), { pipeline, month: '2026-11', currency: 'USD', entries: {} });
    expect((await ask()).money).toBeUndefined();
  });
});

test('each alert has a section of the runbook, and nothing else has', async () => {
  const stored = await startStoredCloud();
  const served = await startConsole(stored.cloud);
  try {
    expect(await served.ask('alerts/drift/runbook')).toMatchObject({
      status: 200,
      body: { alert: 'drift', text: expect.stringContaining('landfall drift') },
    });
    expect(await served.ask('alerts/nothing/runbook')).toMatchObject({ status: 404 });
  } finally {
    await served.stop();
    await stored.stop();
  }
});
