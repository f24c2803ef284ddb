import { describe, expect, test } from '@jest/globals';
import { goldenLevel, isGoldenDue, withEvaluation } from '../../core/golden';
import type { Golden, GoldenEvaluation } from '../../schemas/generated/types';

const spec = { everyDays: 7, examples: 50 };
const production = { run: '20261101-00000000', deployedAt: '2026-11-01T00:00:00.000Z' };
const evaluation = (at: string, run = production.run): GoldenEvaluation => ({
  at,
  run,
  candidate: 'lora',
  metric: 'exactMatch',
  examples: 50,
  verdict: 'not shown to be worse',
  reasons: [],
});
const golden = (...evaluations: GoldenEvaluation[]): Golden => ({ pipeline: 'p', evaluations });

describe('held-out examples are asked again', () => {
  test.each([
    ['no sooner than so many days after the deployment', golden(), '2026-11-07T23:00:00.000Z', false],
    ['after them', golden(), '2026-11-08T00:00:00.000Z', true],
    [
      'so many days after the last time',
      golden(evaluation('2026-11-08T00:00:00.000Z')),
      '2026-11-14T00:00:00.000Z',
      false,
    ],
    [
      'whatever was found of the model before',
      golden(evaluation('2026-11-08T00:00:00.000Z', '20261001-00000000')),
      '2026-11-08T01:00:00.000Z',
      true,
    ],
  ])('%s', (_, known, now, expected) => {
    expect(isGoldenDue(spec, known, production, {}, new Date(now))).toBe(expected);
  });

  test('at once when another model answers, and once for it', () => {
    const now = new Date('2026-11-10T01:00:00.000Z');
    const changes = [{ at: '2026-11-10T00:00:00.000Z', endpoint: 'e', why: 'w' }];
    const before = golden(evaluation('2026-11-08T00:00:00.000Z'));
    expect(isGoldenDue(spec, before, production, { changes }, now)).toBe(true);
    const after = withEvaluation(before, evaluation('2026-11-10T00:30:00.000Z'));
    expect(isGoldenDue(spec, after, production, { changes }, now)).toBe(false);
  });
});

test('a thousand days of false alarms come to one, however often it is asked', () => {
  for (const everyDays of [1, 7, 30])
    expect((1000 / everyDays) * goldenLevel({ ...spec, everyDays })).toBeCloseTo(1, 12);
});

test('the last hundred are kept', () => {
  let all = golden();
  for (let n = 0; n < 105; n++) all = withEvaluation(all, evaluation(`at ${n}`));
  expect([all.evaluations.length, all.evaluations.at(-1)!.at]).toEqual([100, 'at 104']);
});
