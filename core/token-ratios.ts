/** How many tokens a base makes of examples in a prompt, measured on a sample of them. */
import type { Configuration, DatasetVersioned } from '../schemas/generated/types';
import { candidatesOf, promptsOf } from './candidates';
import { judgesIn } from './metrics';
import type { Prompt } from './prompt';

export type TokenRatio = NonNullable<DatasetVersioned['tokenRatios']>[number];

/** Whose tokens are paid for, each once: the candidates in their prompts, the base that all are compared with, and judges. */
export function tokenizedPairs(
  configuration: Pick<Configuration, 'candidates' | 'prompt' | 'prompts' | 'pipeline'>,
): { base: string; prompt: Prompt }[] {
  const prompts = promptsOf(configuration);
  const { training, evaluation } = configuration.pipeline;
  const main = prompts.get(training.prompt)!;
  const candidates = candidatesOf(configuration);
  const pairs = [
    ...candidates.map(({ base, prompt }) => ({ base, prompt: prompts.get(prompt) ?? main })),
    ...[candidates[0]!.base, ...judgesIn(evaluation.metrics)].map((base) => ({ base, prompt: main })),
  ];
  return [...new Map(pairs.map((pair) => [`${pair.base} ${pair.prompt.digest}`, pair])).values()];
}

export const ratioFor = (
  ratios: TokenRatio[],
  base: string,
  { digest }: Pick<Prompt, 'digest'>,
): TokenRatio | undefined => ratios.find((ratio) => ratio.base === base && ratio.promptDigest === digest);

/** One example as a tokenizer counts it, and as transform does: a token for each four bytes. */
export interface CountedExample {
  asked: number;
  answered: number;
  prompt: number;
  target: number;
}

/**
 * Sums over sums, so that long examples count for more, as they do on a bill. The error is that of two ratio estimators together,
 * of all tokens. Source: Cochran, Sampling Techniques, 3rd edition, 6.4
 */
export function ratioOf(sample: CountedExample[]): Pick<TokenRatio, 'examples' | 'prompt' | 'target' | 'error'> {
  const sum = (of: (example: CountedExample) => number) => sample.reduce((total, each) => total + of(each), 0);
  const [asked, answered] = [sum((each) => each.asked), sum((each) => each.answered)];
  const [prompt, target] = [asked / sum((each) => each.prompt), answered / sum((each) => each.target)];
  const squares = sum((each) => (each.asked - prompt * each.prompt + each.answered - target * each.target) ** 2);
  const examples = sample.length;
  const error = examples > 1 ? Math.sqrt((examples * squares) / (examples - 1)) / (asked + answered) : 1;
  return { examples, prompt, target, error };
}

/** Of pairs of answers, whose prompt is asked with each: `answered` and `target` are of both. */
export function pairRatioOf(
  sample: Pick<CountedExample, 'asked' | 'answered' | 'prompt' | 'target'>[],
): Pick<TokenRatio, 'pairs'> {
  if (sample.length === 0) return {};
  const { prompt, target } = ratioOf(sample);
  return { pairs: { prompt, target } };
}

/** Of the tokenizer that makes most of a target; where nobody has counted, as many as transform. */
export const targetTokensPerFour = (ratios: TokenRatio[]): number =>
  ratios.length > 0 ? Math.max(...ratios.map(({ target }) => target)) : 1;
