import { beforeEach, describe, expect, test } from '@jest/globals';
import { startTimeLimit, type TimeLimit } from '../../../../functions/shared/stage/time-limit';
import { createFakeClock, settled, type FakeClock } from '../../fakes';

const second = 1000;

describe('the time limit of a delivery', () => {
  let clock: FakeClock;
  let limit: TimeLimit;

  beforeEach(() => {
    clock = createFakeClock();
    limit = startTimeLimit(540, clock);
  });

  test('tells the work to stop a minute before the cut', async () => {
    await clock.advance(479 * second);
    expect([limit.isTimeUp(), limit.signal.aborted]).toEqual([false, false]);
    await clock.advance(second);
    expect([limit.isTimeUp(), limit.signal.aborted]).toEqual([true, true]);
    expect(limit.signal.reason).toMatchObject({ name: 'TimeUpError' });
  });

  test('waits for work that is stopping, and hands over what became of it', async () => {
    const told = new EventTarget();
    const work = limit.within(new Promise((resolve) => told.addEventListener('end', () => resolve('done'))));
    await clock.advance(500 * second);
    told.dispatchEvent(new Event('end'));
    expect(await work).toBe('done');
  });

  test('leaves work behind that does not stop, twenty seconds before the cut, whatever becomes of it then', async () => {
    const deaf = new AbortController();
    const ended = new Promise((_, reject) => deaf.signal.addEventListener('abort', () => reject(deaf.signal.reason)));
    const work = limit.within(ended).catch((error: unknown) => error);
    let leftAt = 0;
    void work.then(() => (leftAt = clock.now().getTime()));
    const start = clock.now().getTime();
    for (let at = 0; at < 540; at++) await clock.advance(second);
    expect(await work).toMatchObject({ name: 'TimeUpError', message: expect.stringContaining('left behind') });
    expect((leftAt - start) / second).toBeGreaterThanOrEqual(520);
    expect((leftAt - start) / second).toBeLessThan(525);
    deaf.abort(new Error('too late to be heard'));
    await settled();
  });

  test('is over once the delivery is answered', async () => {
    limit.stop();
    await clock.advance(600 * second);
    expect(limit.signal.aborted).toBe(false);
  });
});
