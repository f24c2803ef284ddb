/** The tokens that tuning would be billed for, held against the most that the pipeline allows: whoever may drop a file spends. */
import { tunedCandidates } from '../../../core/candidates';
import type { Check, Configuration } from '../../../schemas/generated/types';
import { judge } from '../../../core/checks';
import { plural, thousands } from '../../../core/wording';

/** The training split of a version. */
export interface TrainingSplit {
  examples: number;
  /** Of prompts and targets, by estimate. */
  tokens: number;
}

/**
 * Every candidate is billed for each token of each of its epochs, prompts included. Always at level fail: a limit that only
 * warns is none. Tokens are estimated at four bytes each; none is shorter than a byte, so that, but for the marks between
 * turns, no bill is for more than four times the estimate.
 */
export function checkTrainingTokens({ examples, tokens }: TrainingSplit, configuration: Configuration): Check {
  const candidates = tunedCandidates(configuration);
  const { maximumTokens } = configuration.pipeline.tuning;
  const epochs = candidates.reduce((sum, candidate) => sum + candidate.epochs, 0);
  return judge(
    { level: 'fail', threshold: maximumTokens },
    {
      name: 'trainingTokens',
      measured: tokens * epochs,
      unit: 'tokens',
      count: examples,
      total: examples,
      reason: `tuning would be billed for about ${thousands(tokens * epochs)} tokens: ${thousands(tokens)} in each of ${plural(epochs, 'epoch')} of ${plural(candidates.length, 'candidate')}; tuning.maximumTokens sets the limit`,
    },
  );
}
