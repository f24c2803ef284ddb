import { beforeEach, describe, expect, test } from '@jest/globals';
import { encodeEvent } from '../../../functions/shared/stage/events';
import { defineStage } from '../../../functions/shared/stage/stage';
import { createWarehouse } from '../../../functions/shared/warehouse/warehouse';
import { transform } from '../../../functions/transform/handler';
import { findRuns, settle, watch } from '../../../functions/watch/handler';
import validated from '../../../schemas/events/examples/dataset.validated.v1.json';
import type { StageResult } from '../../../schemas/generated/types';
import { sharedSql } from '../../sql/shared-sql';
import { answersAtOnce, createFakeTuningJobs, noLosses } from '../fake-tuning';
import { createWorld, delivery, exampleRun, pushed, type World } from '../fakes';
import { createFakeBigQuery } from './fake-bigquery';
import { createFakeBatches } from '../fake-batches';

const minute = 60_000;
const day = 24 * 60 * minute;
const run = exampleRun((configuration) => {
  configuration.sql = sharedSql;
  const { checks, personalData } = configuration.pipeline.validation;
  for (const rule of Object.values(checks)) rule.level = 'off';
  personalData.policy = 'off';
});

describe('transform by the clock', () => {
  let world: World;
  let bigquery: ReturnType<typeof createFakeBigQuery>;
  let receive: (event: ReturnType<typeof pushed>) => Promise<void>;
  let receiveTick: (event: ReturnType<typeof pushed>) => Promise<void>;
  const event = () => pushed('landfall.dataset.validated.v1', validated);
  const result = () => world.ledger.findResult(run, 'transform');
  const stepsOf = () => [...bigquery.jobs.values()].map(({ step }) => step);

  beforeEach(async () => {
    world = createWorld();
    bigquery = createFakeBigQuery(world.clock, world.objects);
    const warehouse = createWarehouse({ bigquery: () => bigquery.client, location: 'EU', clock: world.clock });
    const config = { project: 'p', dataset: 'landfall', stagingDataset: 'staging', trainingDataset: 'training' };
    receive = defineStage({
      name: 'transform',
      createDeps: () => ({ ...world, warehouse, config }),
      handle: transform,
    });
    receiveTick = defineStage({
      name: 'watch',
      createDeps: () => ({
        ...world,
        warehouse,
        tuningOf: () => createFakeTuningJobs(),
        lossesOf: noLosses,
        batchOf: createFakeBatches(world.objects).batchOf,
        endpointsOf: answersAtOnce,
      }),
      findRuns,
      handle: watch,
      settle,
    });
    await world.ledger.createRun(run);
    const at = world.clock.now().toISOString();
    await world.ledger.recordResult(run, {
      stage: 'validate',
      status: 'succeeded',
      startedAt: at,
      finishedAt: at,
      output: { type: 'landfall.dataset.validated.v1', data: validated },
    } as StageResult);
  });

  /** A tick a minute; what it says again is delivered. The number of deliveries until the stage has ended. */
  async function tickUntilEnded(most: number): Promise<number> {
    let deliveries = 0;
    for (let ticks = 0; ticks < most && !(await result()); ticks++) {
      await world.clock.advance(minute);
      await receiveTick(pushed('landfall.watch.tick.v1', {}));
      for (const { data, attributes } of world.published.splice(0).map(encodeEvent)) {
        deliveries += 1;
        await receive(delivery({ data: data.toString('base64'), attributes }));
      }
    }
    return deliveries;
  }

  test('a query of twenty minutes is left to BigQuery, brought back once when it has ended, and the run is versioned', async () => {
    bigquery.durations['rendered'] = 20 * minute;
    const start = world.clock.now().getTime();
    await receive(event());
    expect((world.clock.now().getTime() - start) / minute).toBeLessThan(8.5);
    expect(await world.ledger.inFlight('transform').find(run)).toMatchObject({
      waitsFor: { job: `landfall-${run.pipeline}-${run.run}-rendered`, location: 'EU' },
    });
    expect(await tickUntilEnded(30)).toBe(1);
    expect(await result()).toMatchObject({ status: 'succeeded', output: { type: 'landfall.dataset.versioned.v1' } });
    expect((world.clock.now().getTime() - start) / minute).toBeLessThan(22);
    expect(stepsOf().filter((step) => step === 'rendered')).toHaveLength(1);
    expect(await world.ledger.inFlight('transform').list()).toEqual([]);
  });

  test('a message replayed when rows and tables are gone makes them again, and the version with them', async () => {
    world.objects.failNext('write', 'dataset.json', new Error('killed'));
    await expect(receive(event())).rejects.toThrow('killed');
    const before = new Set(stepsOf());
    await world.clock.advance(4 * day);
    await receive(event());
    expect(await result()).toMatchObject({ status: 'succeeded' });
    const ids = [...bigquery.jobs.keys()];
    expect(ids).toContain(`landfall-${run.pipeline}-${run.run}-rendered-1`);
    expect(ids).toContain(`landfall-${run.pipeline}-${run.run}-counts-1`);
    expect(ids.filter((id) => id.includes('export-train'))).toHaveLength(1);
    expect(new Set(stepsOf())).toEqual(before);
  });
});
