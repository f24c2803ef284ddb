import { beforeEach, describe, expect, test } from '@jest/globals';
import { tunedCandidates } from '../../../core/candidates';
import { defineStage } from '../../../functions/shared/stage/stage';
import { settle, tune } from '../../../functions/tune/handler';
import versioned from '../../../schemas/events/examples/dataset.versioned.v1.json';
import type { Configuration, EventData, Production } from '../../../schemas/generated/types';
import { createFakeTuningJobs, type FakeTuningJobs } from '../fake-tuning';
import { createWorld, exampleRun, pushed, type World } from '../fakes';

const base = 'gemini-3.5-flash-lite';
const former = '20261120-00000000';
const model = 'projects/p/locations/us-central1/models/7@1';

const run = exampleRun(({ pipeline, baseModels }) => {
  pipeline.tuning.from = 'production';
  Object.assign(baseModels[base]!, { continuousTuning: true });
});
const production: Production = {
  pipeline: run.pipeline,
  run: former,
  candidate: 'lora-8',
  base,
  serving: [{ endpoint: 'e/7', share: 1 }],
  model,
  promptDigest: 'd',
  metrics: {},
  deployedAt: '2026-11-20T10:00:00.000Z',
};

describe('tuning that may go on from production', () => {
  let world: World;
  let tuningJobs: FakeTuningJobs;

  beforeEach(() => {
    world = createWorld();
    tuningJobs = createFakeTuningJobs();
  });

  const receive = () =>
    defineStage({
      name: 'tune',
      createDeps: () => ({ ...world, tuningOf: () => tuningJobs }),
      handle: tune,
      settle,
    })(pushed('landfall.dataset.versioned.v1', { ...versioned, run: run.run }));

  /** @param change of the run that has made what is in production */
  async function deployed(
    change: (configuration: Configuration) => void = () => {},
    more: Partial<Production> = {},
  ): Promise<void> {
    await world.ledger.createRun(run);
    const made = exampleRun(change);
    await world.ledger.createRun({ ...made, run: former });
    await world.ledger.replaceProduction({ ...production, ...more }, undefined);
  }
  const froms = async () =>
    ((await world.ledger.findOutput(run, 'tune'))!.data as EventData['landfall.tuning.started.v1']).jobs.map(
      ({ from }) => from,
    );
  const continued = () => tuningJobs.jobs.map(({ continues }) => continues);

  test('goes on with the candidate that is alike, and says of the others why they do not', async () => {
    await deployed();
    await receive();
    expect(continued()).toEqual([{ model }, undefined]);
    expect(await froms()).toEqual([
      `goes on from lora-8 of run ${former}, which is in production`,
      `from its base: lora-8, which is in production, has adapters of size 8`,
    ]);
  });

  test('goes on from the checkpoint that serves, where the best of several does', async () => {
    await deployed();
    const candidates = [
      { id: 'lora-8', base, job: 'j', state: 'succeeded', checkpoint: { place: 1, of: 3, step: 10, id: '1' } },
    ];
    const data = { pipeline: run.pipeline, run: former, candidates };
    const times = { startedAt: '2026-11-20T10:00:00Z', finishedAt: '2026-11-20T10:00:01Z' };
    await world.ledger.recordResult(
      { pipeline: run.pipeline, run: former },
      { stage: 'watch', status: 'succeeded', ...times, output: { type: 'landfall.tuning.finished.v1', data } },
    );
    await receive();
    expect(continued()[0]).toEqual({ model, checkpoint: '1' });
  });

  test.each<[string, () => Promise<unknown>, RegExp]>([
    ['nothing is in production', () => world.ledger.createRun(run), /: nothing is in production$/],
    ['another base is', () => deployed(() => {}, { base: 'b' }), /: lora-8, which is in production, was tuned on b$/],
    [
      'a model without tuning is',
      () =>
        deployed((configuration) => {
          const prompted = { kind: 'prompted' as const, id: 'lora-8', base, prompt: 'prompt.yaml', examples: 0 };
          configuration.candidates = [prompted];
        }),
      /: lora-8, which is in production, is not tuned$/,
    ],
    [
      'its run is gone',
      async () => {
        await deployed();
        world.objects.purge(world.ledger.uri({ pipeline: run.pipeline, run: former }, 'run.json'));
      },
      /: the run is gone that has made lora-8, which is in production$/,
    ],
  ])('begins with the base where %s', async (_, arrange, reason) => {
    await arrange();
    await receive();
    expect(continued()).toEqual([undefined, undefined]);
    expect((await froms())[0]).toMatch(reason);
  });

  test('begins with a base whose tuned models its provider does not tune further', async () => {
    await deployed();
    const other = structuredClone(run);
    Object.assign(other.configuration.baseModels[base]!, { continuousTuning: undefined });
    await world.objects.write(world.ledger.uri(run, 'run.json'), JSON.stringify(other));
    await receive();
    expect(continued()).toEqual([undefined, undefined]);
    expect((await froms())[0]).toBe('from its base: its provider does not tune further what was tuned on it');
  });

  test('stays with what was decided, though production is another by the time that a delivery goes on', async () => {
    await deployed();
    const create = tuningJobs.create.bind(tuningJobs);
    tuningJobs.create = () => Promise.reject(new Error('killed'));
    await expect(receive()).rejects.toThrow('killed');
    tuningJobs.create = create;
    const { generation } = (await world.ledger.findProduction(run.pipeline))!;
    await world.ledger.replaceProduction({ ...production, model: 'another', base: 'b' }, generation);
    await receive();
    expect(continued()[0]).toEqual({ model });
  });

  test('is said of no candidate where the pipeline begins with bases', async () => {
    const usual = exampleRun();
    await world.ledger.createRun(usual);
    await world.ledger.replaceProduction(production, undefined);
    await receive();
    expect(continued()).toEqual([undefined, undefined]);
    expect(await froms()).toEqual([undefined, undefined]);
    expect(tunedCandidates(usual.configuration)).toHaveLength(2);
  });
});
