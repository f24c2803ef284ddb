import { describe, expect, test } from '@jest/globals';
import { createRandom } from '../../../../local/vertex/model/random';
import { sample } from '../../../../local/vertex/model/sampler';

const logits = Float32Array.of(Math.log(0.5), Math.log(0.3), Math.log(0.15), Math.log(0.05));

function shares(temperature: number, topP: number): number[] {
  const random = createRandom(5);
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < 4000; i++) counts[sample(logits, { temperature, topP }, random)]! += 1 / 4000;
  return counts;
}

describe('sampling', () => {
  test('takes the most likely token at temperature 0', () => {
    expect(shares(0, 1)).toEqual([expect.closeTo(1, 6), 0, 0, 0]);
  });

  test('follows the probabilities at temperature 1', () => {
    [0.5, 0.3, 0.15, 0.05].forEach((share, i) => expect(shares(1, 1)[i]).toBeCloseTo(share, 1));
  });

  test('draws only from the smallest set that reaches top-p', () => {
    const [first, second, third, fourth] = shares(1, 0.7);
    expect(first! / second!).toBeCloseTo(5 / 3, 0);
    expect([third, fourth]).toEqual([0, 0]);
  });

  test('evens the odds at a high temperature and sharpens them at a low one', () => {
    expect(shares(10, 1)[3]).toBeGreaterThan(0.15);
    expect(shares(0.2, 1)[0]).toBeGreaterThan(0.85);
  });

  test('keeps one token even when top-p is 0', () => {
    expect(shares(1, 0)[0]).toBeCloseTo(1, 6);
  });

  test('leaves out of many what the smallest set does not hold, however it is found', () => {
    const random = createRandom(9);
    const many = Float32Array.from({ length: 500 }, () => 6 * random());
    const weights = Array.from(many, Math.exp);
    const total = weights.reduce((a, b) => a + b);
    for (const topP of [0.05, 0.5, 0.95, 0.999]) {
      let kept = 0;
      const set = weights
        .map((weight, id) => ({ weight, id }))
        .sort((a, b) => b.weight - a.weight)
        .filter(({ weight }) => (kept += weight) - weight < topP * total);
      const drawn = new Set(Array.from({ length: 3000 }, () => sample(many, { temperature: 1, topP }, random)));
      expect([...drawn].filter((id) => !set.some((each) => each.id === id))).toEqual([]);
      expect(drawn.size).toBeGreaterThan(0.6 * Math.min(set.length, 300));
    }
  });
});
