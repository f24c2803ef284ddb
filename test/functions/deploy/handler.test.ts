import { beforeEach, describe, expect, test } from '@jest/globals';
import { deploy } from '../../../functions/deploy/handler';
import { deploymentIn, goBack } from '../../../core/canary/rollout';
import { parsePrompt } from '../../../core/prompt';
import { defineStage } from '../../../functions/shared/stage/stage';
import type { Comparison, EventData } from '../../../schemas/generated/types';
import { createWorld, exampleRun, pushed, settled, type World } from '../fakes';

type Evaluated = EventData['landfall.model.evaluated.v1'];

const run = exampleRun();
const candidate = (id: string) => ({
  id,
  base: 'b',
  endpoint: `e/${id}`,
  model: `m/${id}`,
  checkpointEndpoints: [`e/${id}-1`],
});
const compared = (id: string, verdict: Comparison['verdict']): Comparison => ({
  metric: 'rougeL',
  candidate: id,
  rival: 'production',
  verdict,
  reasons: ['so it is'],
  method: 'none',
  n: 0,
});
const evaluated = (change: Partial<Evaluated> = {}): Evaluated => ({
  pipeline: run.pipeline,
  run: run.run,
  examples: 100,
  metrics: { base: { rougeL: 0.1 }, 'lora-8': { rougeL: 0.5 }, 'lora-16': { rougeL: 0.6 } },
  intervals: {},
  candidates: [candidate('lora-8'), candidate('lora-16')],
  comparisons: [compared('lora-8', 'better'), compared('lora-16', 'better')],
  reportUri: 'gs://a/report.json',
  ...change,
});

describe('deploy', () => {
  let world: World;
  let receive: (data?: Evaluated) => Promise<void>;

  beforeEach(async () => {
    world = createWorld();
    await world.ledger.createRun(run);
    const stage = defineStage({
      name: 'deploy',
      createDeps: () => world,
      handle: deploy,
    });
    receive = async (data = evaluated()) => {
      await record(run.run, 'evaluate', { type: 'landfall.model.evaluated.v1', data });
      await stage(pushed('landfall.model.evaluated.v1', data));
    };
  });

  const record = (id: string, stage: string, output: { type: string; data: object }) =>
    world.ledger.recordResult(
      { pipeline: run.pipeline, run: id },
      { stage, status: 'succeeded', startedAt: '', finishedAt: '2026-11-23T10:00:00.000Z', output: output as never },
    );

  const production = async () => (await world.ledger.findProduction(run.pipeline))?.value;

  test('makes the champion production', async () => {
    await receive();
    expect(await production()).toMatchObject({
      run: run.run,
      candidate: 'lora-16',
      serving: [{ endpoint: 'e/lora-16', share: 1 }],
      promptDigest: parsePrompt(run.configuration.prompt).digest,
      metrics: { rougeL: 0.6 },
    });
    expect(world.published).toMatchObject([
      { type: 'landfall.endpoint.deployed.v1', data: { champion: 'lora-16', endpoint: 'e/lora-16' } },
    ]);
  });

  test('keeps the production before for a rollback', async () => {
    const former = {
      ...exampleProduction(),
      serving: [{ endpoint: 'e/former', share: 1 }],
      previous: { run: '20261120-00000000', candidate: 'x', endpoint: 'e/oldest' },
    };
    await world.ledger.replaceProduction(former, undefined);
    await receive(evaluated({ production: former.run }));
    const { run, candidate, base, model, promptDigest, metrics } = former;
    const before = { run, candidate, base, endpoint: 'e/former', model, promptDigest, metrics };
    expect((await production())?.previous).toEqual(before);
    expect(deploymentIn(goBack((await production())!, { reason: 'a person said so', at: new Date() })!)).toEqual(
      before,
    );
  });

  test('refuses with reasons, and leaves production as it was', async () => {
    await world.ledger.replaceProduction(exampleProduction(), undefined);
    const before = await production();
    const comparisons = [compared('lora-8', 'worse'), compared('lora-16', 'no difference')];
    await receive(evaluated({ comparisons, production: exampleProduction().run }));
    expect(await production()).toEqual(before);
    expect(world.published).toMatchObject([
      {
        type: 'landfall.deployment.refused.v1',
        data: { reasons: [/lora-8/, /lora-16/].map((name) => expect.stringMatching(name)) },
      },
    ]);
  });

  test('deploys once, however often it is told, one after the other or at once', async () => {
    await Promise.allSettled([receive(), receive()]);
    await settled();
    await receive();
    expect(new Set(world.published.map(({ id }) => id)).size).toBe(1);
    expect((await production())?.previous).toBeUndefined();
  });

  test('says the same after a crash between the pointer and the record', async () => {
    world.objects.failNext('write', 'deploy/result.json', new Error('killed'));
    await expect(receive()).rejects.toThrow('killed');
    await receive();
    expect((await production())?.previous).toBeUndefined();
    expect(world.published).toMatchObject([{ type: 'landfall.endpoint.deployed.v1', data: { champion: 'lora-16' } }]);
  });

  test('says the same when the next run was deployed between that crash and the next delivery', async () => {
    world.objects.failNext('write', 'deploy/result.json', new Error('killed'));
    await expect(receive()).rejects.toThrow('killed');
    const { value, generation } = (await world.ledger.findProduction(run.pipeline))!;
    const next = { ...exampleProduction(), metrics: { rougeL: 0.1 }, previous: deploymentIn(value) };
    await world.ledger.replaceProduction(next, generation);
    await receive();
    expect(await production()).toMatchObject({ run: next.run });
    expect(world.published).toMatchObject([{ type: 'landfall.endpoint.deployed.v1', data: { champion: 'lora-16' } }]);
  });

  test('puts nothing into production once another has taken its lease, and may have ended the run', async () => {
    const find = world.ledger.findProduction.bind(world.ledger);
    world.ledger.findProduction = async (pipeline) => {
      world.objects.put(world.ledger.uri(run, 'deploy/lease.json'), '{"holder":"another","expiresAt":"2026-11-24"}');
      await world.clock.advance(10_000);
      return find(pipeline);
    };
    await expect(receive()).rejects.toMatchObject({ name: 'RetryableError' });
    expect((await find(run.pipeline))?.value).toBeUndefined();
  });

  test('puts nothing into production once a person has committed the run to its cancellation', async () => {
    world.objects.put(world.ledger.uri(run, 'deploy/commitment.json'), '{"to":"cancellation"}');
    await expect(receive()).rejects.toMatchObject({ name: 'RetryableError' });
    expect(await production()).toBeUndefined();
  });

  test('judges again when production changed under its hands', async () => {
    const { ledger } = world;
    const find = ledger.findProduction.bind(ledger);
    world.ledger.findProduction = async (pipeline) => {
      const found = await find(pipeline);
      world.ledger.findProduction = find;
      await world.ledger.replaceProduction({ ...exampleProduction(), metrics: { rougeL: 0.2 } }, undefined);
      return found;
    };
    await expect(receive()).rejects.toMatchObject({ name: 'RetryableError' });
    await receive();
    expect(await production()).toMatchObject({ candidate: 'lora-16', previous: { run: '20261122-00000000' } });
  });

  const exampleProduction = () => ({
    pipeline: run.pipeline,
    run: '20261122-00000000',
    candidate: 'lora-4',
    base: 'b',
    serving: [{ endpoint: 'e/current', share: 1 }],
    model: 'm',
    promptDigest: 'd',
    metrics: { rougeL: 0.4 },
    deployedAt: '2026-11-22T10:00:00.000Z',
  });
});
