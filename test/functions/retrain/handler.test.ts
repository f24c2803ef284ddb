import { beforeEach, describe, expect, test } from '@jest/globals';
import { retrain } from '../../../core/functions';
import { configurationPath, triggerPath } from '../../../core/ledger-layout';
import { createRetrain } from '../../../functions/retrain/handler';
import type { EventData, Production, RetrainingRequest, Run } from '../../../schemas/generated/types';
import { artifacts, createWorld, exampleRun, landing, pushed, type World } from '../fakes';

const cause = { request: 'r-11853a2c', cause: 'person', why: 'the prices have changed', by: 'ana' } as const;

describe('retrain', () => {
  let world: World;
  let run: Run & { configuration: NonNullable<Run['configuration']> };
  let receive: (change?: Partial<EventData[typeof retrain.hears]>) => Promise<void>;

  beforeEach(async () => {
    world = createWorld();
    run = { ...exampleRun(), createdAt: '2026-11-22T09:00:00.000Z' };
    run.trigger = {
      bucket: landing,
      objects: run.trigger.objects.map((object) => {
        const generation = world.objects.put(`gs://${landing}/${object.name}`, `rows of ${object.source}\n`);
        return { ...object, generation };
      }),
    };
    await world.objects.write(
      `gs://${artifacts}/${configurationPath(run.pipeline)}`,
      JSON.stringify(run.configuration),
    );
    await world.objects.write(`gs://${artifacts}/${triggerPath(run.pipeline, run.run)}`, JSON.stringify(run));
    await world.ledger.createRun(run);
    await ended('deploy', {
      type: 'landfall.endpoint.deployed.v1',
      data: { pipeline: run.pipeline, run: run.run, champion: 'lora-8', endpoint: 'e' },
    });
    await ended('transform', { type: 'landfall.dataset.versioned.v1', data: {} });
    const retraining = createRetrain(() => world);
    receive = (change) =>
      retraining(
        pushed(retrain.hears, { pipeline: run.pipeline, at: world.clock.now().toISOString(), ...cause, ...change }),
      );
  });

  const ended = (stage: string, output: object, of: Run = run) =>
    world.ledger.recordResult(of, {
      stage,
      status: 'succeeded',
      startedAt: '',
      finishedAt: '',
      output: output as never,
    });
  const requests = async (): Promise<RetrainingRequest[]> =>
    (await world.ledger.findRetraining(run.pipeline))?.value.requests ?? [];
  const dropped = () =>
    world.objects.uris().filter((uri) => uri.startsWith(`gs://${landing}/${run.pipeline}/retrain-`));

  test('drops the last batch again, and says from which run', async () => {
    await receive();
    const folder = `gs://${landing}/${run.pipeline}/retrain-r-11853a2c/`;
    const names = run.trigger.objects.map(({ name }) => folder + name.split('/').slice(2).join('/'));
    expect(dropped()).toEqual(names.toSorted());
    expect(world.objects.text(names[0]!)).toBe(`rows of ${run.trigger.objects[0]!.source}\n`);
    expect(await requests()).toMatchObject([{ ...cause, state: 'started', from: run.run }]);
  });

  test('drops the batch before that of a run whose canary went back', async () => {
    const later = { ...run, run: '20261123-0b7d11ac' };
    await world.clock.advance(60_000);
    await world.objects.write(`gs://${artifacts}/${triggerPath(later.pipeline, later.run)}`, JSON.stringify(later));
    await world.ledger.createRun(later);
    await ended('transform', { type: 'landfall.dataset.versioned.v1', data: {} }, later);
    const { pipeline, run: id } = later;
    const canary = [{ run: id, step: 0, decision: 'rollback', reason: 'the canary is worse', at: later.createdAt }];
    const data = { pipeline, run: id, reasons: ['the canary is worse'], canary };
    await ended('deploy', { type: 'landfall.deployment.refused.v1', data }, later);
    await receive();
    expect(await requests()).toMatchObject([{ state: 'started', from: run.run }]);
  });

  test('takes what was read then, whatever has come in its place', async () => {
    const { name } = run.trigger.objects[0]!;
    world.objects.put(`gs://${landing}/${name}`, 'other rows');
    await receive();
    const copy = dropped().find((uri) => uri.endsWith(name.split('/').at(-1)!))!;
    expect(world.objects.text(copy)).not.toBe('other rows');
  });

  test('copies are their owner’s, so that they are announced as any file is', async () => {
    await receive();
    const copies = await world.objects.list(`gs://${landing}/${run.pipeline}/retrain-`);
    expect(copies.map(({ isOurs }) => isOurs)).toEqual(copies.map(() => false));
  });

  test('the same message again changes nothing', async () => {
    await receive();
    const [before, objects] = [await requests(), world.objects.uris()];
    await receive();
    expect(await requests()).toEqual(before);
    expect(world.objects.uris()).toEqual(objects);
  });

  test('goes on where a delivery died between the copies', async () => {
    world.objects.failNext('copy', run.trigger.objects[0]!.name.split('/').at(-1)!, new Error('killed'));
    await expect(receive()).rejects.toThrow('killed');
    await receive();
    expect(dropped()).toHaveLength(run.trigger.objects.length);
    expect(await requests()).toHaveLength(1);
  });

  test('of two at once one begins, and the other waits for it', async () => {
    await receive();
    await receive({ request: 'r-2bb42a6e' });
    expect((await requests()).map(({ state }) => state)).toEqual(['started', 'waiting']);
    expect(dropped()).toHaveLength(run.trigger.objects.length);
  });

  test('counts what another delivery has decided while it looked', async () => {
    world.objects.failNext('write', 'retraining.json', Object.assign(new Error(), { name: 'ConflictError' }));
    const first = createRetrain(() => world);
    await Promise.allSettled(
      ['r-2bb42a6e', 'r-11853a2c'].map((request) =>
        first(pushed(retrain.hears, { pipeline: run.pipeline, at: '2026-11-23T10:00:00.000Z', ...cause, request })),
      ),
    );
    const states = (await requests()).map(({ state }) => state);
    expect(states.filter((state) => state === 'started')).toHaveLength(1);
  });

  test('is refused with the file’s name where that is gone', async () => {
    world.objects.purge(`gs://${landing}/${run.trigger.objects[0]!.name}`);
    await receive();
    expect(await requests()).toMatchObject([{ state: 'refused', because: expect.stringContaining('is gone') }]);
  });

  test('a run for a successor has its own configuration before it has its batch', async () => {
    const [base] = Object.values(run.configuration.baseModels) as { id: string }[];
    run.configuration.baseModels['a-2'] = { ...base, id: 'a-2', tunable: true, adapterSizes: [4] } as never;
    const deployed = JSON.stringify(run.configuration);
    await world.objects.write(`gs://${artifacts}/${configurationPath(run.pipeline)}`, deployed);
    await receive({ successor: 'a-2' });
    const own = await world.ledger.findRequestConfiguration(run.pipeline, cause.request);
    expect(new Set(own!.candidates!.map(({ base: each }) => each))).toEqual(new Set(['a-2']));
    expect(dropped()).toHaveLength(run.trigger.objects.length);
  });

  test('a later run stays with the base that production has moved to, which the folder does not name yet', async () => {
    const [base] = Object.values(run.configuration.baseModels) as { id: string }[];
    run.configuration.baseModels['a-2'] = { ...base, id: 'a-2', tunable: true, adapterSizes: [4] } as never;
    const deployed = JSON.stringify(run.configuration);
    await world.objects.write(`gs://${artifacts}/${configurationPath(run.pipeline)}`, deployed);
    await world.ledger.replaceProduction({ pipeline: run.pipeline, base: 'a-2' } as Production, undefined);
    await receive();
    const own = await world.ledger.findRequestConfiguration(run.pipeline, cause.request);
    expect(new Set(own!.candidates!.map(({ base: each }) => each))).toEqual(new Set(['a-2']));
  });

  test('a successor that the deployment does not know is refused', async () => {
    await receive({ successor: 'unknown-2' });
    expect(await requests()).toMatchObject([{ state: 'refused', because: expect.stringContaining('deploy again') }]);
    expect(dropped()).toEqual([]);
  });

  test('a pipeline that suggests waits for somebody', async () => {
    await receive({ cause: 'drift', newExamples: 3 });
    expect(await requests()).toMatchObject([{ state: 'suggested' }]);
    expect(dropped()).toEqual([]);
  });

  test('what nobody has deployed is not retrained, and the log says so', async () => {
    await receive({ pipeline: 'another' });
    expect(world.lines).toEqual(
      expect.arrayContaining([expect.objectContaining({ message: expect.stringContaining('not deployed') })]),
    );
  });
});
