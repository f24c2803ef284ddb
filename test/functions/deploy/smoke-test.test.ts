import { beforeEach, describe, expect, test } from '@jest/globals';
import { PermanentError, RetryableError } from '../../../core/errors';
import type { Answer } from '../../../functions/shared/models/provider';
import { answered, createDeploying, runWith, type Deploying } from './deploying';

const run = runWith({ rollout: { golden: 3 } });

describe('before anybody is given the champion', () => {
  let world: Deploying;
  beforeEach(async () => {
    world = await createDeploying(run);
  });
  const outcome = async () => (await world.ledger.findResult(run, 'deploy'))?.output;

  test('its endpoint is asked the first examples that it answered when it was evaluated', async () => {
    await world.receive();
    expect(world.asked.map(({ model, request }) => [model, request.turns])).toEqual(
      // It never answered the third.
      [1, 2, 4].map((line) => ['e/lora-16', [{ role: 'user', text: `question ${line}` }]]),
    );
    expect(await outcome()).toMatchObject({ type: 'landfall.endpoint.deployed.v1' });
  });

  test.each<[string, Answer | Error, string]>([
    ['is blocked', { ...answered, outcome: 'blocked', text: '', finishReason: 'SAFETY' }, 'blocked, SAFETY'],
    ['is empty', { ...answered, outcome: 'empty', text: '' }, 'an empty answer'],
    [
      'is an error',
      new PermanentError('the endpoint e/lora-16 does not exist'),
      'the endpoint e/lora-16 does not exist',
    ],
  ])('the run is refused, and the example named, when an answer %s', async (_, answer, reason) => {
    world.answer = ({ request }) => {
      if (request.turns.at(-1)!.text !== 'question 2') return answered;
      if (answer instanceof Error) throw answer;
      return answer;
    };
    await world.receive();
    expect(await outcome()).toMatchObject({
      type: 'landfall.deployment.refused.v1',
      data: { reasons: [`lora-16 did not answer the held-out example of line 2 at its endpoint: ${reason}`] },
    });
    expect(await world.production()).toBeUndefined();
  });

  test('nothing is decided when it cannot be asked just now', async () => {
    world.answer = () => {
      throw new RetryableError('429: used up');
    };
    await expect(world.receive()).rejects.toMatchObject({ name: 'RetryableError' });
    expect(await outcome()).toBeUndefined();
    world.answer = () => answered;
    await world.receive();
    expect(await outcome()).toMatchObject({ type: 'landfall.endpoint.deployed.v1' });
  });

  test('a report without anything that it answered is no test that it passes', async () => {
    world.objects.put(world.reportUri, '{\n  "predictions": [\n  ]\n}\n');
    await world.receive();
    expect(await outcome()).toMatchObject({
      data: { reasons: [expect.stringContaining('has no held-out example that lora-16 answered')] },
    });
  });

  test('a pipeline may do without', async () => {
    const without = runWith({ rollout: { golden: 0 } });
    world = await createDeploying(without);
    await world.receive();
    expect(world.asked).toEqual([]);
    expect(await world.production()).toMatchObject({ run: run.run });
  });
});
