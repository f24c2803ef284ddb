/**
 * Whether targets belong to other prompts than their own: a wrong join among rows that have something in common, such as a customer,
 * leaves targets that still go with their prompts, and better with others.
 */
import { digest } from '../digest';
import { strengthOf } from './gains';
import type { ProbedPair } from './shuffling';
import { centred, cosines, vectorsOf, distinctWords } from './terms';

export interface Partners {
  /** betterTargets: another's target fits the prompt better than its own; betterPrompts: another's prompt the target. */
  name: 'betterTargets' | 'betterPrompts';
  /** Of the examples those of which it is so. */
  share: number;
  /** By how much it does on average, in standard errors. */
  strength: number;
}

/** Where words tell nothing, every second is fitted better by another, and by no more than chance; where they tell, none. */
export const leastMisjoined = 0.45;
const leastStrength = 4;

export const isMisjoined = ({ share, strength }: Partners): boolean =>
  share > leastMisjoined && strength >= leastStrength;

/** Targets are labels when five examples or more have each, as `labelBalance` has it. */
const perLabel = 5;

/**
 * What fits best by one half of all words is judged by the other half: by chance it fits no better there. Better prompts for a target
 * are looked for where targets are texts of their own: of a label's prompts some always fit it better than others.
 */
export function partnersOf(pairs: readonly ProbedPair[]): Partners[] {
  const [prompts, targets] = [pairs.map(({ prompt }) => prompt), pairs.map(({ target }) => target)];
  const areLabels = new Set(targets).size * perLabel <= pairs.length;
  const words = wordsIn(pairs);
  const ofTargets = new Float64Array(pairs.length);
  const ofPrompts = new Float64Array(pairs.length);
  for (let split = 0; split < splits; split++) {
    const [one, other] = [fitOf(words, split, 0), fitOf(words, split, 1)];
    addGains(ofTargets, targets, [one, other]);
    if (!areLabels) addGains(ofPrompts, prompts, [transposed(one), transposed(other)]);
  }
  const found: Partners[] = [{ name: 'betterTargets', ...summary(ofTargets) }];
  return areLabels ? found : [...found, { name: 'betterPrompts', ...summary(ofPrompts) }];
}

/** Ways to halve the words: where a few words tell, they are not on the same side in all of them. */
const splits = 3;

/** How well each prompt, a row each, fits each target; or each target each prompt. */
type Fit = Float32Array[];

interface Words {
  prompts: Set<string>[];
  targets: Set<string>[];
  /** Of each word a bit for each split. */
  sides: Map<string, number>;
}

function wordsIn(pairs: readonly ProbedPair[]): Words {
  const [prompts, targets] = [
    pairs.map(({ prompt }) => distinctWords(prompt)),
    pairs.map(({ target }) => distinctWords(target)),
  ];
  const all = new Set([...prompts, ...targets].flatMap((words) => [...words]));
  return { prompts, targets, sides: new Map([...all].map((word) => [word, parseInt(digest(word).slice(0, 4), 16)])) };
}

/** By one half of all words. */
function fitOf({ prompts, targets, sides }: Words, split: number, half: number): Fit {
  const isOf = (word: string) => ((sides.get(word)! >> split) & 1) === half;
  const some = (text: Set<string>) => new Set([...text].filter(isOf));
  const vectors = vectorsOf([...prompts, ...targets].map(some));
  return centred(cosines(vectors.slice(0, prompts.length), vectors.slice(prompts.length)));
}

const transposed = (fit: Fit): Fit => fit.map((_, place) => Float32Array.from(fit, (row) => row[place]!));

/** Of each row how much better than its own the best other one fits, chosen by one half and judged by the other, both ways. */
function addGains(gains: Float64Array, texts: string[], halves: [Fit, Fit]): void {
  for (const [chooses, judges] of [halves, halves.toReversed()] as [Fit, Fit][])
    for (let own = 0; own < texts.length; own++) {
      const row = chooses[own]!;
      let best = own;
      for (let other = 0; other < texts.length; other++)
        if (row[other]! > row[best]! && texts[other] !== texts[own]) best = other;
      gains[own]! += judges[own]![best]! - judges[own]![own]!;
    }
}

const summary = (gains: Float64Array): Omit<Partners, 'name'> => ({
  share: gains.filter((gain) => gain > tolerance).length / gains.length,
  strength: strengthOf(gains),
});

/** Less is what centring leaves where the words by which a text was chosen are all that it shares: a year, which others are asked about. */
const tolerance = 0.01;
