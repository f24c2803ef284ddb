/** tune and watch as they take turns over a run: messages come until they are taken, minutes pass, and processes are killed. */
import * as tuning from '../../../functions/tune/handler';
import * as watching from '../../../functions/watch/handler';
import { defineStage } from '../../../functions/shared/stage/stage';
import type { TuningLosses } from '../../../functions/shared/models/provider';
import versioned from '../../../schemas/events/examples/dataset.versioned.v1.json';
import type { DatasetVersioned, EventData, Run, StageResult } from '../../../schemas/generated/types';
import { createFakeBatches } from '../fake-batches';
import { answersAtOnce, createFakeTuningJobs, noLosses, type FakeTuningJobs } from '../fake-tuning';
import { createWorld, pushed, type World } from '../fakes';

export interface TunedRun {
  world: World;
  tuningJobs: FakeTuningJobs;
  /** One delivery of its message to tune. */
  start(version?: DatasetVersioned): Promise<void>;
  /** As Pub/Sub does: again until it is taken. */
  delivered(): Promise<void>;
  /** One delivery of a tick to watch. */
  tick(): Promise<void>;
  /** A tick, and whatever that says to tune again is delivered until it is taken. */
  minute(): Promise<void>;
  /** What watch has said at the end. */
  finished(): EventData['landfall.tuning.finished.v1'] | undefined;
  /** The process dies once so many jobs are created, once. */
  killAfterJob(number: number): void;
}

/** @param version that its candidates are tuned on */
export async function tunedRun(
  run: Run,
  { version = versioned, losses = noLosses() }: { version?: DatasetVersioned; losses?: TuningLosses } = {},
): Promise<TunedRun> {
  const world = createWorld();
  const tuningJobs = createFakeTuningJobs();
  await world.ledger.createRun(run);
  const times = { startedAt: '2026-11-23T10:00:00Z', finishedAt: '2026-11-23T10:00:01Z' };
  const output = { type: 'landfall.dataset.versioned.v1', data: { ...version, run: run.run } } as const;
  await world.ledger.recordResult(run, { stage: 'transform', status: 'succeeded', ...times, output } as StageResult);
  const tune = defineStage({
    name: 'tune',
    createDeps: () => ({ ...world, tuningOf: () => tuningJobs }),
    handle: tuning.tune,
    settle: tuning.settle,
  });
  const watch = defineStage({
    name: 'watch',
    createDeps: () => ({
      ...world,
      tuningOf: () => tuningJobs,
      publish: (event) => world.publish(event),
      lossesOf: () => losses,
      endpointsOf: answersAtOnce,
      warehouse: { hasEnded: async () => true },
      batchOf: createFakeBatches(world.objects).batchOf,
    }),
    findRuns: watching.findRuns,
    handle: watching.watch,
    settle: watching.settle,
  });
  const start = (on = version) => tune(pushed('landfall.dataset.versioned.v1', { ...on, run: run.run }));
  const tick = () => watch(pushed('landfall.watch.tick.v1', {}));
  const delivered = (): Promise<void> => start().catch(delivered);
  return {
    world,
    tuningJobs,
    start,
    delivered,
    tick,
    async minute() {
      const before = world.published.length;
      await tick().catch(() => {});
      for (const { type } of world.published.slice(before))
        if (type === 'landfall.dataset.versioned.v1') await delivered();
      await world.clock.advance(60_000);
    },
    finished: () =>
      world.published.find(({ type }) => type === 'landfall.tuning.finished.v1')?.data as ReturnType<
        TunedRun['finished']
      >,
    killAfterJob(number) {
      const create = tuningJobs.create.bind(tuningJobs);
      tuningJobs.create = async (...args) => {
        const job = await create(...args);
        if (tuningJobs.jobs.length === number) {
          tuningJobs.create = create;
          throw new Error('killed');
        }
        return job;
      };
    },
  };
}
