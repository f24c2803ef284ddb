/** The longest common subsequence of two sequences, by dynamic programming over numbers in place of words. */

/** Every word by a number of its own, the same in all sequences: texts may have ten thousand words, and numbers compare faster. */
export function numbered(sequences: string[][]): Int32Array[] {
  const numbers = new Map<string, number>();
  return sequences.map((words) => {
    const sequence = new Int32Array(words.length);
    for (let i = 0; i < words.length; i++) {
      let number = numbers.get(words[i]!);
      if (number === undefined) numbers.set(words[i]!, (number = numbers.size));
      sequence[i] = number;
    }
    return sequence;
  });
}

/** Its length. */
export function commonLength(a: Int32Array, b: Int32Array): number {
  const row = new Int32Array(b.length + 1);
  for (const word of a) nextRow(row, row, word, b);
  return row[b.length]!;
}

/**
 * Where in `a` it lies, ascending; of several such, the one that rouge_score's backtracking finds: from the ends, over `b`
 * where that loses nothing and `a` would, otherwise over `a`.
 */
export function commonPlaces(a: Int32Array, b: Int32Array): number[] {
  const rows = [new Int32Array(b.length + 1)];
  for (const word of a) {
    const row = new Int32Array(b.length + 1);
    nextRow(rows.at(-1)!, row, word, b);
    rows.push(row);
  }
  const places: number[] = [];
  for (let [i, j] = [a.length, b.length]; i > 0 && j > 0;) {
    if (a[i - 1] === b[j - 1]) {
      places.push(i - 1);
      i -= 1;
      j -= 1;
    } else if (rows[i]![j - 1]! > rows[i - 1]![j]!) j -= 1;
    else i -= 1;
  }
  return places.reverse();
}

/** Lengths of what begins with `above` and has one more word; both may be the same row. */
function nextRow(above: Int32Array, row: Int32Array, word: number, b: Int32Array): void {
  let diagonal = 0;
  let left = 0;
  for (let j = 0; j < b.length; j++) {
    const up = above[j + 1]!;
    left = word === b[j] ? diagonal + 1 : up > left ? up : left;
    row[j + 1] = left;
    diagonal = up;
  }
}
