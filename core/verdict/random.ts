/** Chance that can be had again: C. Doty-Humphrey's sfc32 (PractRand), begun from the digest of a text. */
import { digest } from '../digest';

/** Whole numbers from 0 to 2³² − 1; the same seed gives the same ones on every machine. */
export function randomIntegers(seed: string): () => number {
  const begun = digest(seed);
  let [a, b, c] = [0, 8, 16].map((at) => parseInt(begun.slice(at, at + 8), 16) | 0) as [number, number, number];
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 15; i++) next();
  return next;
}
