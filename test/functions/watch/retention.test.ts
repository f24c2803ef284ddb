import { beforeEach, describe, expect, test } from '@jest/globals';
import { endRetentions } from '../../../functions/watch/retention';
import deployed from '../../../schemas/events/examples/endpoint.deployed.v1.json';
import { createWorld, exampleRun, type World } from '../fakes';

const run = exampleRun();
const never = () => false;

describe('the model that a run has replaced', () => {
  let world: World;
  const marks = () => world.ledger.inFlight('retention');

  beforeEach(async () => {
    world = createWorld();
    const at = '2026-11-23T10:00:00.000Z';
    const output = { type: 'landfall.endpoint.deployed.v1', data: deployed } as const;
    await world.ledger.recordResult(run, {
      stage: 'deploy',
      status: 'succeeded',
      startedAt: at,
      finishedAt: at,
      output,
    });
    await marks().mark(run, { due: '2026-11-25T10:00:00.000Z' });
  });

  const hours = async (count: number) => {
    for (let hour = 0; hour < count; hour++) {
      await endRetentions(world, never);
      await world.clock.advance(3_600_000);
    }
  };

  test('is kept for its time; then the end of the run is said again, once', async () => {
    await hours(48);
    expect(world.published).toEqual([]);
    await hours(3);
    expect(world.published).toMatchObject([{ id: `${run.run}/deploy`, type: 'landfall.endpoint.deployed.v1' }]);
    expect(await marks().list()).toEqual([]);
  });

  test('is looked for at the first tick of an hour alone', async () => {
    await world.clock.advance(49 * 3_600_000 + 60_000);
    await endRetentions(world, never);
    expect(world.published).toEqual([]);
  });

  test('is kept on the list until that could be said', async () => {
    await world.clock.advance(48 * 3_600_000);
    world.publish = async () => {
      throw new Error('Pub/Sub is away');
    };
    await endRetentions(world, never);
    expect(await marks().list()).toHaveLength(1);
  });
});
