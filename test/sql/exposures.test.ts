import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { StepCounts } from '../../core/canary/rollout';
import { countExposures } from '../../functions/deploy/exposures';
import type { DeployContext } from '../../functions/deploy/context';
import { createWarehouse } from '../../functions/shared/warehouse/warehouse';
import canaryExample from '../../schemas/examples/production.canary.json';
import predictions from '../../schemas/tables/predictions.json';
import ratings from '../../schemas/tables/ratings.json';
import type { Production } from '../../schemas/generated/types';
import { createWorld, exampleRun } from '../functions/fakes';
import { openLocal, project, type Local } from '../local/bigquery/harness';
import { sharedSql } from './shared-sql';

const { canary: example, pipeline } = canaryExample as Production;
const canary = { ...example!, steps: [0, 0.1, 0.5], step: 2 };
const at = '2026-12-01T08:00:00.000Z';

let local: Local;
let rows = 0;

beforeAll(async () => {
  local = await openLocal();
  await local.client.createDataset('landfall');
  for (const { table, schema } of [predictions, ratings])
    await local.client.dataset('landfall').createTable(table, { schema: schema.fields });
});
afterAll(() => local.close());

interface Asked {
  step?: number;
  arm?: StepCounts['arm'];
  key: string;
  draw?: number;
  outcome?: string;
  latency_ms?: number;
  rollout?: string | null;
  made_at?: string;
  id?: string;
}

const asked = (row: Asked) => ({
  id: `a${(rows += 1)}`,
  made_at: at,
  pipeline,
  run: 'r',
  model: 'm',
  endpoint: 'e',
  prompt_digest: 'd',
  input: '{}',
  text: null,
  finish_reason: 'STOP',
  input_tokens: 1,
  output_tokens: 1,
  latency_ms: 100,
  rollout: canary.run,
  step: 1,
  arm: 'control',
  shadow: false,
  draw: 0.2,
  outcome: 'answered',
  ...row,
});

async function exposures(minute: number, slowAfter?: number) {
  const run = exampleRun(({ pipeline: spec, sql }) => {
    Object.assign(sql, sharedSql);
    if (slowAfter !== undefined) spec.deployment.rollout.slowAfter = slowAfter;
  });
  run.pipeline = pipeline;
  const world = createWorld();
  await world.clock.advance(minute * 60_000);
  const warehouse = createWarehouse({ bigquery: () => local.client, location: 'US', clock: world.clock });
  const deps = { ...world, config: { project, dataset: 'landfall' }, warehouse };
  return countExposures(canary, {
    run,
    deps,
    signal: new AbortController().signal,
  } as unknown as DeployContext);
}

const counts = (control: [number, number], its: [number, number]) => ({
  control: { asked: control[0], bad: control[1] },
  canary: { asked: its[0], bad: its[1] },
});

test('what a canary has come to is counted by keys, in the steps that were new to them, whoever asks how often', async () => {
  await expect(exposures(0)).resolves.toMatchObject([counts([0, 0], [0, 0]), counts([0, 0], [0, 0]), {}]);
  await local.appendRows(`${project}.landfall.predictions`, [
    // Unseen: each key has both arms.
    asked({ step: 0, key: 's1', draw: 0.95 }),
    asked({ step: 0, key: 's1', draw: 0.95, arm: 'canary', outcome: 'failed' }),
    asked({ step: 0, key: 's2', draw: 0.3, id: 'rated unseen' }),
    asked({ step: 0, key: 's2', draw: 0.3, arm: 'canary' }),
    // One key counts once, as bad if any answer is; a row may be written twice.
    asked({ key: 'a', id: 'twice', outcome: 'blocked' }),
    asked({ key: 'a', id: 'twice', outcome: 'blocked' }),
    asked({ key: 'a' }),
    asked({ key: 'b', outcome: 'empty' }),
    asked({ key: 'c', id: 'rated' }),
    asked({ key: 'd', id: 'rated well' }),
    asked({ key: 'e', outcome: 'rejected' }),
    asked({ key: 'f', latency_ms: 2_001 }),
    asked({ key: 'g', arm: 'canary', draw: 0.93 }),
    // Had by the canary in the step before: not drawn for in the next.
    asked({ key: 'g', step: 2, arm: 'canary', draw: 0.93 }),
    asked({ key: 'h', step: 2, arm: 'canary', draw: 0.7, outcome: 'failed' }),
    asked({ key: 'i', step: 2, draw: 0.2 }),
    // Of others.
    asked({ key: 'x', rollout: '20261201-aaaaaaaa', outcome: 'failed' }),
    asked({ key: 'y', rollout: null, outcome: 'failed' }),
  ]);
  const rating = (id: string, good: boolean) => ({ id, rated_at: at, pipeline, good, comment: null });
  await local.appendRows(`${project}.landfall.ratings`, [
    rating('rated unseen', false),
    rating('rated', true),
    rating('rated', false),
    rating('rated well', true),
  ]);

  const [unseen, first, second] = await exposures(1);
  expect(unseen).toEqual({ from: 0, to: 0, ...counts([2, 0], [2, 1]) });
  expect(first).toEqual({ from: 0, to: 0.1, ...counts([5, 3], [1, 0]) });
  expect(second).toEqual({ from: 0.1, to: 0.5, ...counts([1, 0], [1, 1]) });
  // An answer of more than two seconds is one more where that is slow.
  expect((await exposures(2, 2))[1]!.control).toEqual({ asked: 5, bad: 4 });
});
