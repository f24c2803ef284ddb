/** Whether targets say more of their own prompts than of any others: what is measured, against the same where targets are shuffled. */
import { randomIntegers } from '../verdict/random';
import { centred, cosines, vectorsOf, wordsAndParts, distinctWords } from './terms';

/** A way in which targets may depend on their prompts. */
export type SignalName = 'ownWords' | 'alikePrompts' | 'alikeWords' | 'lengths' | 'numbers';

export interface Signal {
  name: SignalName;
  /** Above what shufflings come to on average, in their standard deviations. */
  strength: number;
  /** Shufflings that were made, and those of them that come to as much. */
  shufflings: number;
  asStrong: number;
  isThere: boolean;
}

export interface ProbedPair {
  prompt: string;
  target: string;
  /** Only the beginning and the end of one of them is here. */
  isCut?: boolean;
}

/** Where there is no signal, one outdoes so many shufflings in 1 of 400 datasets: one of the five in 1.25 % at most. */
const shufflings = 399;

/** Before a signal is given up, so that its strength can be told. */
const fewestShufflings = 40;

/** Of what is shuffled: `order` says whose target each prompt has. */
type Measure = (order: Uint32Array) => number;

/** In the order of what they take; none is measured once one is there. The same pairs and seed always come to the same. */
export function signalsOf(pairs: readonly ProbedPair[], seed: string): Signal[] {
  const found: Signal[] = [];
  let alike: Float32Array[] | undefined;
  const alikeTargets = () => (alike ??= likenessOfTargets(pairs));
  for (const [name, measureOf] of Object.entries(measures) as [SignalName, (typeof measures)[SignalName]][]) {
    const signal = { name, ...againstShuffled(measureOf(pairs, alikeTargets), pairs.length, `${seed} ${name}`) };
    found.push(signal);
    if (signal.isThere) break;
  }
  return found;
}

/** Of the shufflings those that come to as much, by the signal that stands out most. */
export const shareAsStrong = (signals: readonly Signal[]): number =>
  Math.min(...signals.map(({ asStrong, shufflings: made }) => asStrong / made));

/** In words. */
export const mentionOf = ({ name, strength, shufflings: made }: Signal): string =>
  `${phrases[name]}, ${strength.toFixed(0)} standard deviations more than in ${made} shufflings, none of which comes to as much`;

const phrases: Record<SignalName, string> = {
  ownWords: 'they share words',
  lengths: 'they are long and short together',
  numbers: 'their numbers go together',
  alikePrompts: 'alike prompts have alike targets',
  alikeWords: 'prompts of the same words have alike targets',
};

/** How alike all targets are is asked by two of them, and takes longest. */
type MeasureOf = (pairs: readonly ProbedPair[], alikeTargets: () => Float32Array[]) => Measure;

const measures: Record<SignalName, MeasureOf> = {
  /** What prompts share with their targets. */
  ownWords(pairs) {
    const vectors = vectorsOf([...promptsOf(pairs), ...targetsOf(pairs)].map(wordsAndParts));
    const alike = cosines(vectors.slice(0, pairs.length), vectors.slice(pairs.length));
    return (order) => alike.reduce((sum, row, place) => sum + row[order[place]!]!, 0);
  },
  lengths: (pairs) => ranked(promptsOf(pairs).map(lengthOf), targetsOf(pairs).map(lengthOf)),
  numbers: (pairs) => ranked(promptsOf(pairs).map(sumOfNumbers), targetsOf(pairs).map(sumOfNumbers)),
  alikePrompts: (pairs, alikeTargets) => together(likenessOf(promptsOf(pairs), wordsAndParts, 0.5), alikeTargets()),
  alikeWords: (pairs, alikeTargets) => together(likenessOf(promptsOf(pairs), distinctWords, 1), alikeTargets()),
};

const promptsOf = (pairs: readonly ProbedPair[]) => pairs.map(({ prompt }) => prompt);
const targetsOf = (pairs: readonly ProbedPair[]) => pairs.map(({ target }) => target);
const lengthOf = (text: string) => text.length;
const sumOfNumbers = (text: string) =>
  (text.match(/\d+(\.\d+)?/g) ?? []).reduce((sum, digits) => sum + Number(digits), 0);

const likenessOf = (texts: string[], termsOf: (text: string) => Set<string>, power: number) => {
  const vectors = vectorsOf(texts.map(termsOf), power);
  return cosines(vectors, vectors);
};

/** Equal ones are alike even where no term tells them apart. */
function likenessOfTargets(pairs: readonly ProbedPair[]): Float32Array[] {
  const targets = targetsOf(pairs);
  const alike = likenessOf(targets, wordsAndParts, 1);
  alike.forEach((row, one) => targets.forEach((target, other) => target === targets[one] && (row[other] = 1)));
  return alike;
}

/** Whether alike prompts have alike targets: the Hilbert-Schmidt independence criterion (Gretton et al. 2005) of the two. */
function together(prompts: Float32Array[], targets: Float32Array[]): Measure {
  prompts.forEach((row, place) => (row[place] = 0));
  centred(prompts).forEach((row, place) => (row[place] = 0));
  return (order) => {
    let sum = 0;
    for (let one = 0; one < order.length; one++) {
      const [row, alike] = [prompts[one]!, targets[order[one]!]!];
      for (let other = 0; other < order.length; other++) sum += row[other]! * alike[order[other]!]!;
    }
    return sum;
  };
}

/** Whether the order of one goes with that of the other, or against it (Spearman). */
function ranked(prompts: number[], targets: number[]): Measure {
  const [own, theirs] = [ranksOf(prompts), ranksOf(targets)];
  return (order) => Math.abs(own.reduce((sum, rank, place) => sum + rank * theirs[order[place]!]!, 0));
}

/** Around 0; equal values have the mean of their ranks. */
function ranksOf(values: number[]): Float64Array {
  const places = [...values.keys()].toSorted((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < places.length;) {
    let to = from + 1;
    while (to < places.length && values[places[to]!] === values[places[from]!]) to += 1;
    for (const place of places.slice(from, to)) ranks[place] = (from + to - values.length) / 2;
    from = to;
  }
  return ranks;
}

function againstShuffled(measure: Measure, count: number, seed: string): Omit<Signal, 'name'> {
  const order = Uint32Array.from({ length: count }, (_, place) => place);
  const measured = measure(order);
  const chance: number[] = [];
  let asStrong = 0;
  for (const shuffled of shuffledOrders(count, seed)) {
    chance.push(measure(shuffled));
    if (chance.at(-1)! >= measured) asStrong += 1;
    if (asStrong > 0 && chance.length >= fewestShufflings) break;
  }
  const mean = chance.reduce((sum, value) => sum + value, 0) / chance.length;
  const spread = Math.sqrt(chance.reduce((sum, value) => sum + (value - mean) ** 2, 0) / chance.length);
  const strength = spread > 0 ? (measured - mean) / spread : 0;
  return { strength, shufflings: chance.length, asStrong, isThere: asStrong === 0 };
}

/** Orders of 0 to count − 1, each as likely as any other (Fisher-Yates). */
function* shuffledOrders(count: number, seed: string): Generator<Uint32Array> {
  const fill = randomIntegers(seed);
  const drawn = new Uint32Array(count);
  for (let time = 0; time < shufflings; time++) {
    fill(drawn);
    const order = Uint32Array.from({ length: count }, (_, place) => place);
    for (let last = count - 1; last > 0; last--) {
      const other = Math.floor((drawn[last]! / 2 ** 32) * (last + 1));
      [order[last], order[other]] = [order[other]!, order[last]!];
    }
    yield order;
  }
}
