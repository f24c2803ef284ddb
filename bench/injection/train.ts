/**
 * Learns what speaks to a model: weights by which the best run of words of an attack is worth more than that of any passage that is none
 * (logistic loss over the best runs, as in multiple-instance learning; AdaGrad of Duchi et al. 2011).
 */
import {
  bestRun,
  bucketsOf,
  buckets,
  tokensIn,
  type Run,
  type InjectionWeights,
} from '../../core/grounding/injection/score';
import { plain } from '../../core/grounding/injection/views';
import { belowOf } from './texts';

/** What a run of an attack is to be worth at least, and any other at most. */
const margins = { attack: 4, harmless: 0 };

const settings = { rounds: 12, rate: 0.02, decay: 2e-4, attackWeight: 10 };

/** Words of a passage that are looked at besides its best run. */
const windowLength = 12;

interface Text {
  found: Uint16Array;
  isAttack: boolean;
}

/** The same texts and seed are the same weights. */
export function train(attacks: string[], harmless: string[], seed: string): InjectionWeights {
  const texts: Text[] = [...attacks, ...harmless].map((text, at) => ({
    found: bucketsOf(tokensIn(plain(text))),
    isAttack: at < attacks.length,
  }));
  const below = belowOf(seed);
  const weights = new Float64Array(buckets);
  const squares = new Float64Array(buckets).fill(1e-6);
  const order = [...texts.keys()];
  for (let round = 0; round < settings.rounds; round++) {
    for (let last = order.length - 1; last > 0; last--) {
      const other = below(last + 1);
      [order[last], order[other]] = [order[other]!, order[last]!];
    }
    for (const at of order) {
      const { found, isAttack } = texts[at]!;
      const runs = isAttack ? [ownRun(found, weights, round)] : [bestOf(found, weights), windowOf(found, below)];
      for (const { from, to } of runs) step(found, from, to, isAttack);
    }
  }
  return quantised(weights);

  function step(found: Uint16Array, from: number, to: number, isAttack: boolean): void {
    let score = 0;
    for (let at = 2 * from; at < 2 * to; at++) score += weights[found[at]!]!;
    const chance = 1 / (1 + Math.exp((isAttack ? margins.attack : margins.harmless) - score));
    const slope = isAttack ? settings.attackWeight * (chance - 1) : chance;
    if (Math.abs(slope) < 1e-3) return;
    for (let at = 2 * from; at < 2 * to; at++) {
      const bucket = found[at]!;
      const gradient = slope + settings.decay * weights[bucket]!;
      squares[bucket]! += gradient * gradient;
      weights[bucket]! -= (settings.rate * gradient) / Math.sqrt(squares[bucket]!);
    }
  }
}

const bestOf = (found: Uint16Array, weights: Float64Array): Run => bestRun(found, (bucket) => weights[bucket]!);

/** All of it, until something is known of which words say it. */
function ownRun(found: Uint16Array, weights: Float64Array, round: number): Pick<Run, 'from' | 'to'> {
  const best = bestOf(found, weights);
  return round < 2 || best.to - best.from < 3 ? { from: 0, to: found.length / 2 } : best;
}

function windowOf(found: Uint16Array, below: (limit: number) => number): Pick<Run, 'from' | 'to'> {
  const words = found.length / 2;
  const from = below(Math.max(1, words - windowLength + 1));
  return { from, to: Math.min(words, from + windowLength) };
}

function quantised(weights: Float64Array): InjectionWeights {
  const unit = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127;
  return { buckets: Int8Array.from(weights, (weight) => Math.round(weight / unit)), unit };
}
