/** The tokens that tuning would be billed for, held against the most that the pipeline allows: whoever may drop a file spends. */
import { judge } from '../../../core/checks';
import { billedTokensOf } from '../../../core/price';
import { plural, thousands } from '../../../core/wording';
import type { Load, Workload } from '../../../core/workload';
import type { Check, Configuration } from '../../../schemas/generated/types';

/**
 * Every candidate is billed for each token of each of its epochs, in its own prompt. Always at level fail: a limit that only
 * warns is none. Tokens are estimated by what texts come to on average; none is shorter than a byte, so that, but for the marks
 * between turns, no bill is for more than so many times the estimate as a token has bytes.
 */
export function checkTrainingTokens({ candidates }: Workload, configuration: Configuration): Check {
  const tuned = candidates.filter(({ kind }) => kind === 'tuned');
  const measured = tuned.reduce((sum, candidate) => sum + billedTokensOf(candidate), 0);
  const examples = candidates[0]?.training.examples ?? 0;
  return judge(
    { level: 'fail', threshold: configuration.pipeline.tuning.maximumTokens },
    {
      name: 'trainingTokens',
      measured,
      unit: 'tokens',
      count: examples,
      total: examples,
      reason: `tuning would be billed for about ${thousands(measured)} tokens: ${parts(tuned)}; tuning.maximumTokens sets the limit`,
    },
  );
}

function parts(tuned: Load[]): string {
  const inEpoch = [...new Set(tuned.map(({ training }) => training.promptTokens + training.targetTokens))];
  const epochs = tuned.reduce((sum, candidate) => sum + candidate.epochs, 0);
  const between = [Math.min(...inEpoch), Math.max(...inEpoch)].map(thousands).join(' to ');
  const each = inEpoch.length > 1 ? between : thousands(inEpoch[0] ?? 0);
  return `${each} in each of ${plural(epochs, 'epoch')} of ${plural(tuned.length, 'candidate')}`;
}
