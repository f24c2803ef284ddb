/** Chance that is the same in every run of a simulation. */

/** T. Ettinger's mulberry32: evenly out of [0, 1). */
export function mulberry32(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const cumulated = new Map<string, Float64Array>();

/** How many of n come true, each with the chance p: by one draw, however many there are. */
export function drawBinomial(n: number, p: number, random: () => number): number {
  const key = `${n} ${p}`;
  const chances = cumulated.get(key) ?? cumulatedChances(n, p);
  cumulated.set(key, chances);
  const draw = random();
  const at = chances.findIndex((below) => draw < below);
  return at < 0 ? n : at;
}

/** The chance of k or fewer, for k from 0 to n. */
function cumulatedChances(n: number, p: number): Float64Array {
  let chance = (1 - p) ** n;
  let sum = chance;
  return Float64Array.from({ length: n + 1 }, (_, k) => {
    if (k > 0) {
      chance *= ((n - k + 1) / k) * (p / (1 - p));
      sum += chance;
    }
    return sum;
  });
}
