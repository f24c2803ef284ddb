import { beforeEach, describe, expect, test } from '@jest/globals';
import { probesPath } from '../../../core/ledger-layout';
import { RetryableError } from '../../../core/errors';
import { randomIntegers } from '../../../core/verdict/random';
import type { MonitorDeps } from '../../../functions/monitor/deps';
import { watchModel } from '../../../functions/monitor/probes';
import type { Question } from '../../../functions/shared/models/provider';
import type { Configuration, Probes, Production, Run } from '../../../schemas/generated/types';
import { artifacts, createWorld, exampleRun, type World } from '../fakes';

describe('the model in production', () => {
  let world: World;
  let run: Run & { configuration: Configuration };
  let production: Production;
  let deps: MonitorDeps;
  let asked: Question[];
  /** How often it says "a" where it wavers. */
  let share: number;
  let failure: Error | undefined;

  beforeEach(async () => {
    world = createWorld();
    run = exampleRun();
    await world.ledger.createRun(run);
    const [base] = Object.keys(run.configuration.baseModels) as [string];
    production = {
      pipeline: run.pipeline,
      run: run.run,
      base,
      serving: [{ endpoint: 'projects/p/locations/l/endpoints/1', share: 1 }],
    } as Production;
    [asked, share, failure] = [[], 0.5, undefined];
    deps = {
      ...world,
      config: { region: 'us-central1' },
      tableOf: (table) => table,
      warehouse: { ask: async () => [], columns: async () => undefined },
      generationOf: () => ({
        modelOf: ({ id }) => id,
        async generate(question) {
          asked.push(question);
          if (failure) throw failure;
          const { text } = question.request.turns[0]!;
          const usage = { inputTokens: 2, outputTokens: 1, thoughtTokens: 0 };
          const said = text.startsWith('r') ? (drawn(`${text} ${question.seed}`) < share ? 'a' : 'b') : 'c';
          return { outcome: 'truncated', text: said, finishReason: 'MAX_TOKENS', usage };
        },
      }),
    };
  });

  const drawn = (seed: string): number => {
    const draw = new Uint32Array(1);
    randomIntegers(seed)(draw);
    return draw[0]! / 2 ** 32;
  };

  async function watch(hours: number): Promise<Probes> {
    for (let hour = 0; hour < hours; hour++) {
      await world.clock.advance(3_600_000);
      await watchModel(production, run.configuration, deps);
    }
    return state();
  }

  const state = async (): Promise<Probes> =>
    JSON.parse((await world.objects.read(`gs://${artifacts}/${probesPath(run.pipeline)}`))?.text ?? '{}') as Probes;
  const errors = () => world.lines.filter(({ severity }) => severity === 'ERROR').map(({ message }) => message);

  test('is asked for single tokens, each question with another seed, and nothing is said while it stays as it is', async () => {
    const { probes, evidence } = await watch(30);
    expect(probes).toHaveLength(8);
    expect(evidence).toBeLessThan(1000);
    expect(asked.at(-1)).toMatchObject({ model: production.serving[0]!.endpoint, generation: { maxOutputTokens: 1 } });
    expect(new Set(asked.map(({ seed }) => seed)).size).toBe(asked.length);
    expect([errors(), world.published]).toEqual([[], []]);
  });

  test('that was exchanged is said to be another one, once, and the one in its place is learnt', async () => {
    await watch(5);
    share = 0.98;
    const { changes, since } = await watch(24);
    expect(changes).toHaveLength(1);
    expect(Date.parse(since)).toBeGreaterThanOrEqual(Date.parse(changes[0]!.at));
    expect(errors()).toEqual([expect.stringContaining('is another model than on')]);
    expect(world.published).toEqual([
      expect.objectContaining({
        type: 'landfall.model.changed.v1',
        data: expect.objectContaining({ pipeline: run.pipeline, why: changes[0]!.why }),
      }),
    ]);
  });

  test('is said to be another one again, under the same id, when that did not come to be on record', async () => {
    deps.publish = async (event) => {
      if (world.published.push(event) === 1)
        world.objects.failNext('write', 'probes.json', new RetryableError('no network'));
    };
    await watch(5);
    share = 0.98;
    await expect(watch(24)).rejects.toThrow('no network');
    await watch(2);
    expect(world.published).toHaveLength(2);
    expect(new Set(world.published.map(({ id }) => id)).size).toBe(1);
    expect((await state()).changes).toHaveLength(1);
  });

  test('is learnt anew when another was deployed, and no change is told of', async () => {
    await watch(5);
    share = 0.98;
    production.serving = [{ endpoint: 'projects/p/locations/l/endpoints/2', share: 1 }];
    const { endpoint, changes } = await watch(1);
    expect([endpoint, changes]).toEqual(['projects/p/locations/l/endpoints/2', []]);
  });

  test('keeps what is known of it when it cannot be asked', async () => {
    const before = await watch(5);
    failure = new RetryableError('no quota');
    await expect(watch(1)).rejects.toThrow('no quota');
    expect(await state()).toEqual(before);
  });

  test('that wavers on nothing is not asked for ever, and that is said once', async () => {
    share = 1;
    await watch(20);
    const times = asked.length;
    await watch(1);
    expect(asked.length).toBe(times);
    const warnings = world.lines.filter(({ severity }) => severity === 'WARNING');
    expect(warnings).toEqual([expect.objectContaining({ message: expect.stringContaining('every probe alike') })]);
  });

  test('is not asked where pipeline.yaml says so, nor where it answers on a machine that would stay awake', async () => {
    run.configuration.pipeline.monitoring.probes = false;
    await watch(1);
    run.configuration.pipeline.monitoring.probes = true;
    const record = (await world.ledger.findRun(run))!;
    const model = record.configuration!.baseModels[production.base] as { price?: object };
    model.price = { input: 1, output: 1, tunedFactor: 1, currency: 'USD', machineHour: 4 };
    deps = { ...deps, ledger: { ...deps.ledger, findRun: async () => record } };
    await watch(1);
    expect(asked).toEqual([]);
  });
});
