/** What a dataset version's examples are like, in figures: made once per run, asked for by the checks and by the statistics. */
import { isOn } from '../../../core/checks';
import { configurationOf } from '../../shared/stage/ledger';
import { parsePrompt } from '../../../core/prompt';
import { fillSlots } from '../../../core/statement';
import { jobOf } from '../../shared/warehouse/warehouse';
import { comparedText } from '../version/compared-text';
import { intoStaging, type TransformContext } from '../context';
import type { HistogramRow } from './histogram';

/** Which version: the one that is made, or the one that it is compared with. */
export type Which = 'made' | 'earlier';

const named = (step: string, which: Which) => (which === 'made' ? step : `${step}-${which}`);

/**
 * A table with the sizes, the language and the label of each example in a split. Asked for again, it is there. Telling a language
 * looks at every word: without a check that asks for it, none is told.
 */
export function findFeatures(dataset: string, context: TransformContext, which: Which = 'made'): Promise<string> {
  const { sql, prompt, pipeline } = configurationOf(context.run);
  const { languageMix, distributionShift } = pipeline.validation.checks;
  const tellsLanguage = isOn(languageMix) || isOn(distributionShift);
  const text = tellsLanguage ? comparedText(parsePrompt(prompt)) : { sql: "''", params: {} };
  const { sql: words } = fillSlots(sql, 'looks/stop-words.sql', {});
  const statement = {
    ...fillSlots(sql, 'looks/features.sql', { dataset, text: text.sql, stop_words: words }),
    params: text.params,
  };
  return intoStaging(named('features', which), statement, context);
}

/** How many examples of each split have each language, length and label. */
export async function findHistogram(
  dataset: string,
  context: TransformContext,
  which: Which = 'made',
): Promise<HistogramRow[]> {
  const features = await findFeatures(dataset, context, which);
  const statement = fillSlots(configurationOf(context.run).sql, 'looks/histogram.sql', { features });
  return context.deps.warehouse.query<HistogramRow>(jobOf(context.run, named('histogram', which)), statement);
}

export interface SizeRow {
  split: 'train' | 'evaluation' | 'validation';
  count_examples: number;
  count_groups: number;
  /** Of all texts, in UTF-8. */
  text_bytes: number;
  /** In estimated tokens; percentiles from the 0th to the 100th. */
  prompt_total: number;
  prompt_percentiles: number[];
  target_total: number;
  target_percentiles: number[];
}

/** How many examples each split has, and how long they are. */
export async function findSizes(dataset: string, context: TransformContext): Promise<SizeRow[]> {
  const features = await findFeatures(dataset, context);
  const statement = fillSlots(configurationOf(context.run).sql, 'looks/statistics.sql', { features });
  return context.deps.warehouse.query<SizeRow>(jobOf(context.run, 'statistics'), statement);
}
