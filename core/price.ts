/** What tuning, evaluation and serving are billed for: tokens times epochs times the price of a million. */
import type { ModelPrice, ModelPrices } from '../catalog/prices';
import type { Provenance } from '../catalog/provenance';
import type { TunedCandidate } from '../schemas/generated/types';

/** Examples and their tokens, by Landfall's estimate of one for each four bytes. */
export interface Amount {
  examples: number;
  promptTokens: number;
  targetTokens: number;
}

type Tuned = Pick<TunedCandidate, 'id' | 'base' | 'epochs'>;

/** The bill of one candidate's tuning, in the prices' currency. */
export interface TuningPrice extends Tuned {
  /** Of one epoch, prompts included. */
  tokens: number;
  billedTokens: number;
  /** Of 1,000,000 training tokens; null when no price is published. */
  perMillion: number | null;
  /** Null when no price is published. */
  amount: number | null;
  /** Where the price, or that none is known, is from; absent for a model of no catalog. */
  provenance?: Provenance;
  /** What it would be at the price of another model, where none is published. */
  comparable?: { base: string; perMillion: number; amount: number };
}

export interface Price {
  currency: string;
  tuning: TuningPrice[];
  /** Of the candidates that have a price. */
  tuned: number;
  /** The held-out examples that are asked, answered by the base and by each candidate; null when one of them has no price. */
  evaluation?: { examples: number; answers: number; amount: number | null };
  /** A thousand answers like the held-out ones by a tuned model, its base's price being known; by base model. */
  serving?: { base: string; per1000: number }[];
}

const million = 1_000_000;

/**
 * As the provider bills: each candidate for every token of the training examples in each of its epochs; each answer for the
 * tokens that it is given and those that it says, which are taken to be as many as the reference has.
 * @param heldOut absent while it is not known
 * @param mostAsked of the held-out examples, as `evaluation.maximumExamples` says
 * @param isInBatch whose answers are asked for in a batch, as `evaluation.batchAbove` says and the base model lets it
 */
export function priceOf(
  {
    candidates,
    training,
    heldOut,
    mostAsked = Infinity,
    isInBatch = () => false,
  }: {
    candidates: Tuned[];
    training: Amount;
    heldOut?: Amount;
    mostAsked?: number;
    isInBatch?: (base: string, isTuned: boolean) => boolean;
  },
  { currency, models }: ModelPrices,
): Price {
  const tokens = training.promptTokens + training.targetTokens;
  const tuning = candidates.map(({ id, base, epochs }): TuningPrice => {
    const billedTokens = tokens * epochs;
    const at = (name?: string) => (name === undefined ? undefined : models[name]?.training) ?? null;
    const bill = (perMillion: number) => (billedTokens / million) * perMillion;
    const perMillion = at(base);
    const other = models[base]?.comparable;
    const otherPrice = at(other);
    const provenance = models[base]?.provenance.training;
    const known = { id, base, epochs, tokens, billedTokens, perMillion, ...(provenance && { provenance }) };
    if (perMillion !== null) return { ...known, amount: bill(perMillion) };
    if (other === undefined || otherPrice === null) return { ...known, amount: null };
    return { ...known, amount: null, comparable: { base: other, perMillion: otherPrice, amount: bill(otherPrice) } };
  });
  const tuned = tuning.reduce((sum, { amount }) => sum + (amount ?? 0), 0);
  if (!heldOut || heldOut.examples === 0) return { currency, tuning, tuned };
  const bases = [...new Set(candidates.map(({ base }) => base))];
  const examples = Math.min(heldOut.examples, mostAsked);
  const share = examples / heldOut.examples;
  const batchFactor = (base: string, isTuned: boolean) =>
    isInBatch(base, isTuned) ? (models[base]?.batchFactor ?? 1) : 1;
  // Whatever they are tuned on, evaluate compares all with the base of the first.
  const answers = [
    ...bases.slice(0, 1).map((base) => answersOf(heldOut, models[base], batchFactor(base, false))),
    ...candidates.map(({ base }) =>
      answersOf(heldOut, models[base], (models[base]?.tunedFactor ?? 1) * batchFactor(base, true)),
    ),
  ];
  return {
    currency,
    tuning,
    tuned,
    evaluation: {
      examples,
      answers: examples * answers.length,
      amount: answers.includes(null) ? null : share * answers.reduce<number>((sum, amount) => sum + amount!, 0),
    },
    serving: bases.flatMap((base) => {
      const all = answersOf(heldOut, models[base], models[base]?.tunedFactor);
      return all === null ? [] : [{ base, per1000: (all / heldOut.examples) * 1000 }];
    }),
  };
}

function answersOf(amount: Amount, price: ModelPrice | undefined, factor = 1): number | null {
  if (!price) return null;
  return ((amount.promptTokens * price.input + amount.targetTokens * price.output) / million) * factor;
}
