import { expect, test } from '@jest/globals';
import { afterRetention, keptUntil } from '../../../core/canary/retention';
import canaryExample from '../../../schemas/examples/production.canary.json';
import type { Production } from '../../../schemas/generated/types';

/** Deployed on 23 November 2026, 10:04:01 UTC. */
const production = canaryExample as Production;

test('the model before is kept for its days, to the second', () => {
  expect(keptUntil('2026-11-23T10:04:01.000Z', 30)).toEqual(new Date('2026-12-23T10:04:01.000Z'));
  expect(afterRetention(production, 30, new Date('2026-12-23T10:04:00.000Z'))).toBeUndefined();
  const { previous: _, ...rest } = production;
  expect(afterRetention(production, 30, new Date('2026-12-23T10:04:01.000Z'))).toEqual(rest);
});

test('where there is none before, nothing changes', () => {
  const { previous: _, ...rest } = production;
  expect(afterRetention(rest, 30, new Date('2027-12-23T10:04:01.000Z'))).toBeUndefined();
});
