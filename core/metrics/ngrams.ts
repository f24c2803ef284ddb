/** n-grams as numbers: equal ones of all sequences have the same, so that counting them needs no strings. */

const { imul, min } = Math;

export interface NumberedNgrams {
  /** Of each sequence, the number of the n-gram that begins at each place. */
  ofSequences: Int32Array[];
  /** How many there are: numbers go from 0 to one less. */
  distinct: number;
}

/** Those of order 1 first, then 2, to `maximum`. @param sequences of symbols: code points, or numbers of words; not below 0 */
export function* ngramsOf(sequences: Int32Array[], maximum: number): Generator<NumberedNgrams> {
  const table = createTable(sequences.reduce((sum, { length }) => sum + length, 0));
  let previous = sequences.map(({ length }) => new Int32Array(length));
  for (let order = 1; order <= maximum; order++) {
    table.clear();
    const ofSequences = sequences.map((symbols, index) => {
      const shorter = previous[index]!;
      const numbers = new Int32Array(Math.max(symbols.length - order + 1, 0));
      // One of order n is one of order n - 1 and a symbol.
      for (let i = 0; i < numbers.length; i++) numbers[i] = table.numberOf(shorter[i]!, symbols[i + order - 1]!);
      return numbers;
    });
    yield { ofSequences, distinct: table.size() };
    previous = ofSequences;
  }
}

/** How often each occurs. */
export function occurrences(numbers: Int32Array, distinct: number): Int32Array {
  const counts = new Int32Array(distinct);
  for (let i = 0; i < numbers.length; i++) counts[numbers[i]!]! += 1;
  return counts;
}

/** How many two texts have in common, each as often as both have it. */
export function matches(a: Int32Array, b: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += min(a[i]!, b[i]!);
  return sum;
}

/** Pairs of numbers to numbers from 0 up, by open addressing: several times as fast as a Map of strings. */
function createTable(entries: number) {
  const size = 2 ** Math.ceil(Math.log2(2 * entries + 1));
  const [firsts, seconds, numbers] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
  let next = 0;
  return {
    clear() {
      numbers.fill(0);
      next = 0;
    },
    size: () => next,
    numberOf(first: number, second: number): number {
      // Knuth's multiplicative hash of both; the upper bits are the mixed ones.
      let slot = imul(imul(first, 0x9e3779b1) ^ second, 0x85ebca6b);
      slot = (slot ^ (slot >>> 15)) & (size - 1);
      while (numbers[slot] !== 0 && (firsts[slot] !== first || seconds[slot] !== second))
        slot = (slot + 1) & (size - 1);
      if (numbers[slot] === 0) {
        firsts[slot] = first;
        seconds[slot] = second;
        numbers[slot] = ++next;
      }
      return numbers[slot]! - 1;
    },
  };
}
