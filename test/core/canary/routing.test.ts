import { describe, expect, test } from '@jest/globals';
import { isDrawnFor, stickyDraw } from '../../../core/canary/routing';
import { armOf } from '../../../core/production';
import example from '../../../schemas/examples/production.json';

const keys = Array.from({ length: 10_000 }, (_, at) => `user-${at}`);
const rollout = '20261128-3f9a2c1b';
const production = (share: number) => ({
  ...example,
  serving: [
    { endpoint: 'control', share: 1 - share },
    { endpoint: 'canary', share },
  ],
});
const comesToCanary = (key: string, share: number) =>
  armOf(production(share), stickyDraw(key, rollout)).endpoint === 'canary';

describe('a key', () => {
  test('comes to the same arm always', () => {
    expect(stickyDraw('user-1', rollout)).toBe(0.26476213503140755);
    expect(stickyDraw('', rollout)).toBe(0.09151200999480835);
  });

  test('stays with the canary when its share grows', () => {
    const had = [0.01, 0.1, 0.5, 1].map((share) => new Set(keys.filter((key) => comesToCanary(key, share))));
    const left = had.slice(0, -1).map((before, at) => [...before].filter((key) => !had[at + 1]!.has(key)));
    expect(left).toEqual([[], [], []]);
  });

  test('is drawn for in a step unless the canary has had it', () => {
    const drawn = keys.filter((key) => isDrawnFor(stickyDraw(key, rollout), 0.1));
    expect(drawn).toEqual(keys.filter((key) => !comesToCanary(key, 0.1)));
  });

  test('is drawn for anew in another rollout', () => {
    const both = keys.filter((key) => stickyDraw(key, 'a') >= 0.9 && stickyDraw(key, 'b') >= 0.9);
    expect(both.length).toBeGreaterThan(60);
    expect(both.length).toBeLessThan(140);
  });
});

test.each([0.01, 0.1, 0.5])('a share of %d gets that share of the keys', (share) => {
  const taken = keys.filter((key) => comesToCanary(key, share)).length;
  expect(Math.abs(taken / keys.length - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / keys.length));
});
