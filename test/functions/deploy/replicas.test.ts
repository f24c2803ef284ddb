import { beforeEach, describe, expect, test } from '@jest/globals';
import { PermanentError, RetryableError } from '../../../core/errors';
import { replicasPath } from '../../../core/ledger-layout';
import { createDeploying, former, runWith, type Deploying } from './deploying';

const run = runWith({ alsoAt: ['eu', 'asia'], rollout: { golden: 1 } });

describe('a champion that is to answer at other locations too', () => {
  let world: Deploying;
  /** Steps that each location has left. */
  let left: Record<string, number>;
  let begun: (string | undefined)[];
  beforeEach(async () => {
    world = await createDeploying(run);
    left = { eu: 2, asia: 1 };
    begun = [];
    world.replicate = async ({ endpoint }, location, before) => {
      if (location === 'eu') begun.push(before);
      const replica = `${endpoint} at ${location}`;
      if (left[location] === 0) return { endpoint: replica, answers: true };
      return { endpoint: replica, answers: false, begun: `${location} ${left[location]!--}` };
    };
  });
  const mark = () => world.ledger.inFlight('deploy').find(run);
  const outcome = async () => (await world.ledger.findResult(run, 'deploy'))?.output;

  test('is given to nobody until it answers at all of them, and is looked at again at the next tick', async () => {
    for (const _ of [1, 2]) {
      await world.receive();
      expect([await mark(), await world.production(), world.asked]).toEqual([expect.anything(), undefined, []]);
      expect((await mark())!.waitsFor).toBeUndefined();
    }
    await world.receive();
    const replicas = ['e/lora-16 at eu', 'e/lora-16 at asia'];
    expect(await world.production()).toMatchObject({ candidate: 'lora-16', replicas });
    expect(await outcome()).toMatchObject({ type: 'landfall.endpoint.deployed.v1', data: { replicas } });
    expect(begun).toEqual([undefined, 'eu 2', 'eu 1']);
  });

  test('is asked golden examples at each of them', async () => {
    left = { eu: 0, asia: 0 };
    world.answer = ({ model }) => {
      if (model.endsWith('asia')) throw new PermanentError('not found');
      return {
        outcome: 'answered',
        text: 'x',
        finishReason: 'STOP',
        usage: { inputTokens: 1, outputTokens: 1, thoughtTokens: 0 },
      };
    };
    await world.receive();
    expect(world.asked.map(({ model }) => model)).toEqual(['e/lora-16', 'e/lora-16 at eu', 'e/lora-16 at asia']);
    expect(await outcome()).toMatchObject({
      type: 'landfall.deployment.refused.v1',
      data: {
        reasons: ['lora-16 did not answer the held-out example of line 1 at e/lora-16 at asia: not found'],
        fix: expect.stringContaining('look at the endpoint e/lora-16 at asia'),
      },
    });
  });

  test('goes on from what is on record after a crash, and begins anew what nobody remembers', async () => {
    await world.receive();
    world.objects.purge(world.ledger.artifactUri(replicasPath(run)));
    await world.receive();
    await world.receive();
    expect(begun).toEqual([undefined, undefined, 'eu 1']);
    expect(await outcome()).toMatchObject({ type: 'landfall.endpoint.deployed.v1' });
  });

  test('waits where it cannot be there now, and fails the run where it never can', async () => {
    world.replicate = async () => {
      throw new RetryableError('no quota');
    };
    await expect(world.receive()).rejects.toThrow('no quota');
    world.replicate = async () => {
      throw new PermanentError('not in asia');
    };
    await world.receive();
    expect(await world.ledger.findResult(run, 'deploy')).toMatchObject({
      status: 'failed',
      error: { message: 'not in asia' },
    });
  });

  test('says which replicas of the model before are to go with it', async () => {
    left = { eu: 0, asia: 0 };
    await world.ledger.replaceProduction({ ...former, replicas: ['e/former at eu'] }, undefined);
    await world.receive();
    expect(await outcome()).toMatchObject({ data: { previous: 'e/former', previousReplicas: ['e/former at eu'] } });
  });
});
