import { beforeEach, describe, expect, test } from '@jest/globals';
import { deploymentIn, goBack } from '../../../core/canary/rollout';
import { parsePrompt } from '../../../core/prompt';
import { settled } from '../fakes';
import { compared, createDeploying, evaluatedOf, former, runWith, type Deploying, type Evaluated } from './deploying';

const run = runWith();
const evaluated = (change: Partial<Evaluated> = {}) => evaluatedOf(run, change);

describe('deploy', () => {
  let world: Deploying;
  const receive = (data?: Evaluated) => world.receive(data);
  const production = () => world.production();

  beforeEach(async () => {
    world = await createDeploying(run);
  });

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
    const previous = { run: '20261120-00000000', candidate: 'x', endpoint: 'e/oldest' };
    await world.ledger.replaceProduction({ ...former, previous }, undefined);
    await receive(evaluated({ production: former.run }));
    const { run, candidate, base, model, promptDigest, metrics } = former;
    const before = { run, candidate, base, endpoint: 'e/former', model, promptDigest, metrics };
    expect((await production())?.previous).toEqual(before);
    expect(deploymentIn(goBack((await production())!, { reason: 'a person said so', at: new Date() })!)).toEqual(
      before,
    );
  });

  test('refuses with reasons, and leaves production as it was', async () => {
    await world.ledger.replaceProduction(former, undefined);
    const before = await production();
    const comparisons = [compared('lora-8', 'worse'), compared('lora-16', 'no difference')];
    await receive(evaluated({ comparisons, production: former.run }));
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
    const next = { ...former, metrics: { rougeL: 0.1 }, previous: deploymentIn(value) };
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
      await world.ledger.replaceProduction({ ...former, metrics: { rougeL: 0.2 } }, undefined);
      return found;
    };
    await expect(receive()).rejects.toMatchObject({ name: 'RetryableError' });
    await receive();
    expect(await production()).toMatchObject({ candidate: 'lora-16', previous: { run: '20261122-00000000' } });
  });
});
