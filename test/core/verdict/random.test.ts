import { expect, test } from '@jest/globals';
import { randomIntegers } from '../../../core/verdict/random';

const drawn = (seed: string, count: number) => {
  const into = new Uint32Array(count);
  randomIntegers(seed)(into);
  return [...into];
};

test('the same seed gives the same numbers, in one call or in several', () => {
  const fill = randomIntegers('a run');
  const [first, second] = [new Uint32Array(3), new Uint32Array(2)];
  fill(first);
  fill(second);
  expect([...first, ...second]).toEqual(drawn('a run', 5));
  expect(drawn('a run', 3)).toEqual([635645277, 2363196106, 444103948]);
  expect(drawn('another run', 3)).not.toEqual(drawn('a run', 3));
});

test('every bit is one as often as not', () => {
  const numbers = drawn('bits', 100_000);
  for (let bit = 0; bit < 32; bit++) {
    const ones = numbers.reduce((sum, number) => sum + ((number >>> bit) & 1), 0);
    expect(Math.abs(ones - 50_000)).toBeLessThan(4 * Math.sqrt(25_000));
  }
});
