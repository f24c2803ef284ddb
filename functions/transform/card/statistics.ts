/** What the splits of a dataset version hold, in figures. */
import type { SplitStatistics } from '../../../schemas/generated/types';
import { together } from '../../../core/together';
import type { TransformContext } from '../context';
import { findHistogram, findSizes, type SplitSizes } from '../checks/features';
import { countsOf, type HistogramRow } from '../checks/histogram';

/** One entry per split that has examples. */
export async function describeSplits(dataset: string, context: TransformContext): Promise<SplitStatistics[]> {
  const [sizes, histogram] = await together([findSizes(dataset, context), findHistogram(dataset, context)]);
  return statisticsOf(sizes, histogram);
}

const splits = ['train', 'evaluation', 'validation'] as const;

/** In the order in which a pipeline uses them: train, evaluation, validation. */
function statisticsOf(sizes: SplitSizes[], histogram: HistogramRow[]): SplitStatistics[] {
  return splits.flatMap((split) => {
    const row = sizes.find((size) => size.split === split);
    if (!row) return [];
    return {
      split,
      examples: row.count_examples,
      groups: row.count_groups,
      promptTokens: distribution(row.prompt_total, row.prompt_percentiles),
      targetTokens: distribution(row.target_total, row.target_percentiles),
      languages: countsOf(histogram, 'language', split),
      labels: countsOf(histogram, 'label', split),
    };
  });
}

const distribution = (total: number, percentiles: number[]): SplitStatistics['promptTokens'] => ({
  total,
  minimum: percentiles[0]!,
  median: percentiles[50]!,
  p95: percentiles[95]!,
  maximum: percentiles[100]!,
});
