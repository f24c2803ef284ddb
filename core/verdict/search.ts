/** Where something that only rises passes a limit. */

/** Where a rising function is zero, by halving until no number lies between. */
export function rootOf(rising: (x: number) => number, low: number, high: number): number {
  let [from, to] = [low, high];
  for (;;) {
    const middle = (from + to) / 2;
    if (middle <= from || middle >= to) return middle;
    if (rising(middle) < 0) from = middle;
    else to = middle;
  }
}

/** The first whole number from `low` that passes, where all after one that passes do too; `high` where none before it does. */
export function firstWhere(low: number, high: number, passes: (whole: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (passes(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
