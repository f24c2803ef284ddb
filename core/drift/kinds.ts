/** Which kinds of requests have come, told by how a signal sees them: held-out examples of each kind say that. */

/** Held-out examples of one kind that a signal sees as one category: how many were answered well and how many badly, or parts of one. */
export interface Cell {
  kind: number;
  category: number;
  good: number;
  bad: number;
}

/** Steps from the mix of held-out examples towards the likeliest one: more of them follow chance, where kinds look alike. */
const steps = 50;
/** A step that moves no share by more is the last. */
const settled = 1e-5;

/**
 * The shares of the kinds among votes of which only the categories are known, where each kind is seen as it was in held-out examples:
 * shifted shares are the likeliest ones, by expectation maximization (Saerens, Latinne and Decaestecker 2002).
 * Of kinds that are categories themselves they are what was counted.
 */
export function sharesOfKinds(cells: readonly Cell[], votes: readonly number[]): Float64Array {
  const sizes = sizesOf(cells);
  const known = sizes.reduce((sum, size) => sum + size);
  const all = votes.reduce((sum, count) => sum + count);
  let shares = sizes.map((size) => size / known);
  for (let step = 0; step < steps; step++) {
    const expected = new Float64Array(votes.length);
    for (const cell of cells) expected[cell.category]! += shares[cell.kind]! * seen(cell, sizes);
    const next = new Float64Array(sizes.length);
    for (const cell of cells) {
      const { kind, category } = cell;
      if (votes[category]! > 0)
        next[kind]! += ((votes[category]! / all) * shares[kind]! * seen(cell, sizes)) / expected[category]!;
    }
    const moved = next.reduce((most, share, kind) => Math.max(most, Math.abs(share - shares[kind]!)), 0);
    shares = next;
    if (moved < settled) break;
  }
  return shares;
}

/** The mean score of each kind. */
export function meansOfKinds(cells: readonly Cell[]): Float64Array {
  const sizes = sizesOf(cells);
  const means = new Float64Array(sizes.length);
  for (const { kind, good } of cells) means[kind]! += good / sizes[kind]!;
  return means;
}

const seen = ({ kind, good, bad }: Cell, sizes: Float64Array): number => (good + bad) / sizes[kind]!;

function sizesOf(cells: readonly Cell[]): Float64Array {
  const sizes = new Float64Array(1 + Math.max(...cells.map(({ kind }) => kind)));
  for (const { kind, good, bad } of cells) sizes[kind]! += good + bad;
  return sizes;
}
