/** Made traffic for tests of drift: votes of even chance, so many a week. */
import type { Vote } from '../../../core/drift/signal';
import { randomIntegers } from '../../../core/verdict/random';

export const monday = Date.parse('2026-11-30T00:00:00Z');
const week = 7 * 24 * 3_600_000;

/** @param shares of the categories a, b, c … */
export function votesOfWeek(
  shares: number[],
  { votes, week: number, seed }: { votes: number; week: number; seed: string },
): Vote[] {
  const drawn = new Uint32Array(votes);
  randomIntegers(`${seed} ${number}`)(drawn);
  return Array.from(drawn, (draw, at) => {
    let left = draw / 2 ** 32;
    const category = shares.findIndex((share) => (left -= share) < 0);
    return {
      at: monday + number * week + Math.floor((at * week) / votes),
      category: String.fromCharCode(97 + (category < 0 ? shares.length - 1 : category)),
    };
  });
}
