/** What tuning and evaluation on a version that is being made would come to: its card is not written yet. */
import { variantsOf } from '../../../core/candidates';
import { parsePrompt } from '../../../core/prompt';
import type { TokenRatio } from '../../../core/token-ratios';
import { tokenCountsOf, workloadOf, type Workload } from '../../../core/workload';
import type { Configuration } from '../../../schemas/generated/types';
import type { VariantTokens } from './variants';
import type { Pairs } from '../version/pairs';
import type { SplitSizes } from './features';

export function versionWorkload(
  {
    sizes,
    variants,
    pairs,
    ratios,
  }: { sizes: SplitSizes[]; variants: VariantTokens; pairs?: Pairs; ratios: TokenRatio[] },
  configuration: Configuration,
): Workload {
  const counts = tokenCountsOf({
    promptDigest: parsePrompt(configuration.prompt).digest,
    statistics: sizes.map(({ split, count_examples: examples, prompt_total: prompts, target_total: targets }) => ({
      split,
      examples,
      promptTokens: { total: prompts },
      targetTokens: { total: targets },
    })),
    variants: variantsOf(configuration).map(({ digest }, place) => ({
      promptDigest: digest,
      promptTokens: variants[digest]!,
      ...(pairs && { preference: { promptTokens: pairs.variantTokens[place] ?? 0 } }),
    })),
    ...(pairs && { preference: pairs }),
  });
  return workloadOf(configuration, counts, ratios);
}
