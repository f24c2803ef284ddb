import { describe, expect, test } from '@jest/globals';
import { settle, untilPaid } from '../../../local/functions/quota';

describe('the quota of a processor', () => {
  test('begins full: what the share gives in 100 ms', () => {
    expect(settle(undefined, { at: 5000, used: 70 }, 0.25)).toEqual({ left: 25, at: 5000, used: 70 });
  });

  test.each([
    ['keeps what was not used', { left: 5, at: 0, used: 0 }, { at: 40, used: 0 }, 0.25, 15],
    ['keeps no more than it gives in 100 ms', { left: 25, at: 0, used: 0 }, { at: 60_000, used: 0 }, 0.25, 25],
    ['gives in a long time what is due in it', { left: 0, at: 0, used: 0 }, { at: 2000, used: 500 }, 0.25, 0],
    ['falls into debt by what was used beyond it', { left: 25, at: 0, used: 40 }, { at: 100, used: 140 }, 0.25, -50],
    ['counts what several threads have used', { left: 200, at: 0, used: 0 }, { at: 100, used: 800 }, 2, -400],
    ['is paid while nothing is used', { left: -50, at: 100, used: 140 }, { at: 300, used: 140 }, 0.25, 0],
    ['loses nothing to a clock that is set back', { left: 10, at: 9000, used: 0 }, { at: 1000, used: 4 }, 0.25, 6],
  ])('%s', (_what, quota, now, processors, left) => {
    expect(settle(quota, now, processors)).toEqual({ ...now, left });
  });

  test.each([
    [25, 0.25, 0],
    [0, 0.25, 0],
    [-50, 0.25, 200],
    [-1, 0.333, 4],
    [-400, 2, 200],
  ])('with %d ms left and %d of a processor, a debt is paid in %d ms', (left, processors, milliseconds) => {
    expect(untilPaid({ left, at: 0, used: 0 }, processors)).toBe(milliseconds);
  });
});
