/** Chance that can be had again: C. Doty-Humphrey's sfc32 (PractRand), begun from the digest of a text. */
import { digest } from '../digest';

/** Fills a list with whole numbers from 0 to 2³² − 1; the same seed gives the same ones, call by call, on every machine. */
export function randomIntegers(seed: string): (into: Uint32Array) => void {
  const begun = digest(seed);
  const state = Int32Array.from([0, 8, 16], (at) => parseInt(begun.slice(at, at + 8), 16));
  let counter = 1;
  const fill = (into: Uint32Array) => {
    // In variables of its own: the loop is where the time of every resampling goes.
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let d = counter;
    for (let i = 0; i < into.length; i++) {
      const sum = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + sum) | 0;
      into[i] = sum;
    }
    state.set([a, b, c]);
    counter = d;
  };
  fill(new Uint32Array(15));
  return fill;
}

/** Numbers evenly out of [0, 1), drawn many at a time. */
export function chanceFrom(seed: string): () => number {
  const fill = randomIntegers(seed);
  const numbers = new Uint32Array(4096);
  let next = numbers.length;
  return () => {
    if (next === numbers.length) {
      fill(numbers);
      next = 0;
    }
    return numbers[next++]! / 2 ** 32;
  };
}

/** Normal numbers, of the mean 0 and the variance 1 (Box and Muller 1958), from numbers evenly out of [0, 1). */
export const normalFrom = (chance: () => number) => (): number =>
  Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
