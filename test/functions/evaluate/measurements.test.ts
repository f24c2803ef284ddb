import { describe, expect, test } from '@jest/globals';
import { measurementsOf } from '../../../functions/evaluate/measurements';
import type { MeasuredAnswer } from '../../../functions/shared/evaluation/recorded-answers';

const price = { currency: 'USD', input: 0.3, output: 2.5, tunedFactor: 1.5 };
const answer = (change: Partial<MeasuredAnswer> = {}): MeasuredAnswer => ({
  outcome: 'answered',
  finishReason: 'STOP',
  scores: {},
  usage: { inputTokens: 200, outputTokens: 10 },
  latencyMs: 500,
  ...change,
});
const hundred = (change: (place: number) => Partial<MeasuredAnswer>) =>
  Array.from({ length: 100 }, (_, place) => answer(change(place)));

describe('what answers come to', () => {
  test('is the share that was blocked, and that was empty, of those that could be asked for', () => {
    const answers = [
      ...hundred((place) => (place < 4 ? { outcome: 'blocked' } : place < 5 ? { outcome: 'empty' } : {})),
      answer({ outcome: 'rejected', usage: undefined, latencyMs: undefined }),
    ];
    expect(measurementsOf(answers, { isTuned: true })).toMatchObject({
      blocked: { value: 0.04, atLeast: expect.closeTo(0.011, 3), atMost: expect.closeTo(0.0993, 3) },
      empty: { value: 0.01 },
    });
  });

  test('is how long they took, in the median and in the slowest of twenty', () => {
    const { medianSeconds, latencySeconds } = measurementsOf(
      hundred((place) => ({ latencyMs: 10 * (place + 1) })),
      { isTuned: true },
    );
    expect(medianSeconds).toMatchObject({ value: 0.5 });
    expect(latencySeconds).toEqual({ value: 0.95, atLeast: 0.9, atMost: 1 });
  });

  test('is their price, a tuned model times what it costs more than its base', () => {
    const answers = hundred(() => ({}));
    const ofBase = (200 * 0.3 + 10 * 2.5) / 1000;
    expect(measurementsOf(answers, { price, isTuned: false }).pricePer1000).toMatchObject({
      value: expect.closeTo(ofBase, 9),
      unit: 'USD',
    });
    expect(measurementsOf(answers, { price, isTuned: true }).pricePer1000).toMatchObject({
      value: expect.closeTo(1.5 * ofBase, 9),
    });
  });

  test('is not what nothing is known of', () => {
    const answers = hundred((place) => (place === 3 ? { usage: undefined, latencyMs: undefined } : {}));
    expect(Object.keys(measurementsOf(answers, { price, isTuned: true }))).toEqual(['blocked', 'empty']);
    expect(
      measurementsOf(
        hundred(() => ({})),
        { isTuned: true },
      ),
    ).not.toHaveProperty('pricePer1000');
    expect(measurementsOf([], { price, isTuned: true })).toEqual({});
    // What is billed by the hour of a machine has no price of an answer; its base as it is has one.
    const perHour = { ...price, machineHour: 6 };
    const told = hundred(() => ({}));
    expect(measurementsOf(told, { price: perHour, isTuned: true })).not.toHaveProperty('pricePer1000');
    expect(measurementsOf(told, { price: perHour, isTuned: false })).toHaveProperty('pricePer1000');
  });
});
