/** n-grams that a text has in common with others, counted as numbers: no string is made of any. */

const { imul, min, max } = Math;

/** Not in the other text: nor is anything longer that begins with it. */
const nowhere = -1;

/** How many a text of so many symbols has of an order. */
export const ngramCount = (length: number, order: number): number => max(length - order + 1, 0);

/**
 * For each order from 1 to `maximum`, how many n-grams of `said` its references have, each as often as `said` has it and the
 * reference that has most of it.
 */
export type CommonNgrams = (said: Int32Array, references: Int32Array[], maximum: number) => number[];

/**
 * Symbols are code points or numbers of words, and not below 0. One of order n is the number of one of order n - 1 and a symbol;
 * a table by open addressing numbers these pairs, several times as fast as a Map would. Its memory, and that for counting, is
 * made once and grows with the texts.
 */
export function createCommonNgrams(): CommonNgrams {
  let [numbers, counts, most, found] = fourOf(32);
  let pairs = createPairs(64);
  // Numbers in it up to this one are of the past, and their slots free.
  let past = 0;

  function grow(length: number): void {
    const capacity = 2 ** Math.ceil(Math.log2(max(length, 32)));
    [numbers, counts, most, found] = fourOf(capacity);
    pairs = createPairs(2 * capacity);
    past = 0;
  }

  /** Numbers and counts the n-grams of `said` that begin with one that is met; how many different ones there are. */
  function number(said: Int32Array, order: number): number {
    const [places, table] = [numbers, pairs];
    const former = past;
    let next = former;
    for (let i = 0; i <= said.length - order; i++) {
      const first = places[i]!;
      if (first === nowhere) continue;
      const second = said[i + order - 1]!;
      const slot = slotOf(first, second, table, former);
      if (table.numbers[slot]! <= former) {
        table.firsts[slot] = first;
        table.seconds[slot] = second;
        counts[next - former] = 0;
        next += 1;
        table.numbers[slot] = next;
      }
      const same = table.numbers[slot]! - former - 1;
      places[i] = same;
      counts[same]! += 1;
    }
    return next - former;
  }

  /** Counts those of a reference, by the numbers that they have in `said`. */
  function count(reference: Int32Array, places: Int32Array, order: number, into: Int32Array): void {
    const table = pairs;
    const former = past;
    for (let i = 0; i <= reference.length - order; i++) {
      const first = places[i]!;
      if (first === nowhere) continue;
      const second = reference[i + order - 1]!;
      const slot = slotOf(first, second, table, former);
      const same = table.numbers[slot]! - former - 1;
      places[i] = same < 0 ? nowhere : same;
      if (same >= 0) into[same]! += 1;
    }
  }

  return (said, references, maximum) => {
    if (said.length > numbers.length || past > 2 ** 30) grow(said.length);
    numbers.fill(0, 0, said.length);
    const places = references.map(({ length }) => new Int32Array(length));
    const common: number[] = [];
    for (let order = 1; order <= maximum; order++) {
      const distinct = number(said, order);
      most.fill(0, 0, distinct);
      for (let r = 0; r < references.length; r++) {
        found.fill(0, 0, distinct);
        count(references[r]!, places[r]!, order, found);
        for (let i = 0; i < distinct; i++) most[i] = max(most[i]!, found[i]!);
      }
      let sum = 0;
      for (let i = 0; i < distinct; i++) sum += min(counts[i]!, most[i]!);
      common.push(sum);
      for (let i = 0; i <= said.length - order; i++)
        if (numbers[i] !== nowhere && most[numbers[i]!] === 0) numbers[i] = nowhere;
      past += distinct;
    }
    return common;
  };
}

const fourOf = (length: number) =>
  [0, 0, 0, 0].map(() => new Int32Array(length)) as [Int32Array, Int32Array, Int32Array, Int32Array];

/** A hash table of pairs, and the number of each. */
interface Pairs {
  firsts: Int32Array;
  seconds: Int32Array;
  numbers: Int32Array;
}

/** @param size a power of two */
const createPairs = (size: number): Pairs => ({
  firsts: new Int32Array(size),
  seconds: new Int32Array(size),
  numbers: new Int32Array(size),
});

/** Where the pair is, or would be. */
function slotOf(first: number, second: number, { firsts, seconds, numbers }: Pairs, past: number): number {
  const mask = numbers.length - 1;
  // Knuth's multiplicative hash of both; the upper bits are the mixed ones.
  const mixed = imul(imul(first + 1, 0x9e3779b1) ^ second, 0x85ebca6b);
  let slot = (mixed ^ (mixed >>> 15)) & mask;
  while (numbers[slot]! > past && (firsts[slot] !== first || seconds[slot] !== second)) slot = (slot + 1) & mask;
  return slot;
}
