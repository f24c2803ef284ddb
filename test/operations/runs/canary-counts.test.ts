import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCounts, withCounts } from '../../../operations/runs/canary-counts';
import type { Cloud } from '../../../operations/cloud';
import { rolloutLines } from '../../../operations/runs/rollout-lines';
import predictions from '../../../schemas/tables/predictions.json';
import ratings from '../../../schemas/tables/ratings.json';
import { exampleRun } from '../../functions/fakes';
import { openLocal, project, type Local } from '../../local/bigquery/harness';
import { sharedSql } from '../../sql/shared-sql';
import { atGate, canary, now } from '../../cli/rollout-examples';

const view = atGate({ canary, verdicts: [] });
view.record.configuration = exampleRun((configuration) => (configuration.sql = sharedSql)).configuration;

describe('in a warehouse', () => {
  let local: Local;
  let cloud: Cloud;
  beforeAll(async () => {
    local = await openLocal();
    await local.client.createDataset('landfall');
    cloud = { status: { project }, bigquery: async () => local.client } as unknown as Cloud;
  });
  afterAll(() => local.close());

  test('that has no such tables nothing is counted, and it is said why; the run is told all the same', async () => {
    const { rollout } = await withCounts(cloud, view);
    expect(rollout).toEqual({
      canary,
      verdicts: [],
      uncounted: expect.stringMatching(/^Not found: Table demo:landfall\./),
    });
    expect(rolloutLines({ ...view, rollout }, now).at(-1)).toMatch(/^what was answered so far cannot be counted: /);
  });

  test('what was answered in the step is told, and how much more it takes', async () => {
    for (const { table, schema } of [predictions, ratings])
      await local.client.dataset('landfall').createTable(table, { schema: schema.fields });
    const answered = Array.from({ length: 100 }, (_, i) => ({
      id: `a${i}`,
      made_at: canary.steppedAt,
      pipeline: view.record.configuration!.pipeline.name,
      run: 'r',
      model: 'm',
      endpoint: 'e',
      prompt_digest: 'd',
      input: '{}',
      finish_reason: 'STOP',
      latency_ms: 100,
      input_tokens: 1,
      output_tokens: 1,
      rollout: canary.run,
      step: 1,
      arm: i < 10 ? 'canary' : 'control',
      shadow: false,
      key: `k${i}`,
      draw: i / 100,
      outcome: i % 10 === 0 ? 'failed' : 'answered',
    }));
    await local.client.dataset('landfall').table('predictions').insert(answered);
    expect(rolloutLines(await withCounts(cloud, view), now).at(-1)).toMatch(
      /^so far 1 of 10 bad with the canary, 9 of 90 beside it: too few to tell; 10 of about \d+ answers until sure/,
    );
  });

  test('without a canary under way nothing is asked', async () => {
    const none = atGate({ verdicts: [] });
    expect(await withCounts({} as Cloud, none)).toBe(none);
  });
});

test('what is watched by many is counted once a minute', async () => {
  let asked = 0;
  let clock = now;
  const warehouse = { query: async () => ((asked += 1), [[]]) };
  const count = createCounts({
    status: { project },
    bigquery: async () => warehouse,
    now: () => clock,
  } as unknown as Cloud);
  const seen = (await Promise.all([count(view), count(view)])).map(({ rollout }) => rollout!.seen!.length);
  expect([seen, asked]).toEqual([[2, 2], 1]);
  clock += 60_000;
  await count(view);
  expect(asked).toBe(2);
  const without = atGate({ verdicts: [] });
  expect(await count(without)).toBe(without);
});
