import { beforeEach, describe, expect, test } from '@jest/globals';
import { acquireLease } from '../../../../functions/shared/stage/lease';
import { createFakeClock, createWorld, type World } from '../../fakes';

const uri = 'gs://artifacts/runs/p/r/transform/lease.json';

describe('a lease whose holder had no processor time', () => {
  let world: World;
  /** Stands still while the process is frozen. */
  let frozen: ReturnType<typeof createFakeClock>;
  const holderIn = () => (JSON.parse(world.objects.text(uri)!) as { holder: string }).holder;

  beforeEach(() => {
    world = createWorld();
    frozen = createFakeClock();
  });

  const first = () => acquireLease(uri, { objects: world.objects, clock: frozen, holder: 'the frozen' });
  const second = () => acquireLease(uri, { objects: world.objects, clock: world.clock, holder: 'the next' });

  test('is not taken back from the one who has it now: the thawed one is told, and removes nothing', async () => {
    const old = await first();
    await world.clock.advance(31_000);
    await second();
    await frozen.advance(10_000);
    expect(old.signal.aborted).toBe(true);
    expect(old.signal.reason).toMatchObject({ name: 'RetryableError', message: expect.stringContaining('taken over') });
    await old.release();
    expect(holderIn()).toBe('the next');
  });

  test('is not made anew when the next one has come to its end meanwhile', async () => {
    const old = await first();
    await world.clock.advance(31_000);
    await (await second()).release();
    await frozen.advance(10_000);
    expect(old.signal.aborted).toBe(true);
    await old.release();
    expect(world.objects.text(uri)).toBeUndefined();
  });

  test('is kept when nobody has asked for it, and then no one else gets it', async () => {
    const old = await first();
    await world.clock.advance(60_000);
    await frozen.advance(60_000);
    expect(old.signal.aborted).toBe(false);
    await expect(second()).rejects.toThrow('held by the frozen');
  });
});
