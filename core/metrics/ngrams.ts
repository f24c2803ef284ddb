/** n-grams that a text has in common with others, counted as numbers: no string is made of any. */

/** Not in the other text: nor is anything longer that begins with it. */
const nowhere = -1;

/** How many a text of so many symbols has of an order. */
export const ngramCount = (length: number, order: number): number => Math.max(length - order + 1, 0);

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
  const { imul, min, max } = Math;
  let capacity = 0;
  let [numbers, counts, most, found] = [0, 0, 0, 0].map(() => new Int32Array(0)) as Int32Arrays;
  let [firsts, seconds, slots] = [0, 0, 0].map(() => new Int32Array(0)) as Int32Arrays;
  // Numbers in slots up to this one are of the past, and their slots free.
  let past = 0;

  function grow(length: number): void {
    capacity = 2 ** Math.ceil(Math.log2(max(length, 32)));
    [numbers, counts, most, found] = [0, 0, 0, 0].map(() => new Int32Array(capacity)) as Int32Arrays;
    [firsts, seconds, slots] = [0, 0, 0].map(() => new Int32Array(2 * capacity)) as Int32Arrays;
    past = 0;
  }

  /** Where the pair is, or would be. */
  function slotOf(first: number, second: number): number {
    const mask = slots.length - 1;
    // Knuth's multiplicative hash of both; the upper bits are the mixed ones.
    const mixed = imul(imul(first + 1, 0x9e3779b1) ^ second, 0x85ebca6b);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    while (slots[slot]! > past && (firsts[slot] !== first || seconds[slot] !== second)) slot = (slot + 1) & mask;
    return slot;
  }

  /** Numbers and counts the n-grams of `said` that begin with one that is met; how many different ones there are. */
  function number(said: Int32Array, order: number): number {
    let next = past;
    for (let i = 0; i <= said.length - order; i++) {
      if (numbers[i] === nowhere) continue;
      const slot = slotOf(numbers[i]!, said[i + order - 1]!);
      if (slots[slot]! <= past) {
        firsts[slot] = numbers[i]!;
        seconds[slot] = said[i + order - 1]!;
        next += 1;
        slots[slot] = next;
        counts[next - past - 1] = 0;
      }
      numbers[i] = slots[slot]! - past - 1;
      counts[numbers[i]!]! += 1;
    }
    return next - past;
  }

  /** Counts those of a reference, by the numbers that they have in `said`. */
  function count(reference: Int32Array, places: Int32Array, order: number, into: Int32Array): void {
    for (let i = 0; i <= reference.length - order; i++) {
      if (places[i] === nowhere) continue;
      const same = slots[slotOf(places[i]!, reference[i + order - 1]!)]!;
      places[i] = same > past ? same - past - 1 : nowhere;
      if (same > past) into[same - past - 1]! += 1;
    }
  }

  return (said, references, maximum) => {
    if (said.length > capacity || past > 2 ** 30) grow(said.length);
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

type Int32Arrays = [Int32Array, Int32Array, Int32Array, Int32Array];
