/** What a dataset version's examples are like, in figures: made once per run, asked for by the checks and by the statistics. */
import { isOn } from '../../../core/checks';
import { parsePrompt } from '../../../core/prompt';
import type { TransformContext } from '../context';
import { comparedText } from '../version/compared-text';
import { exampleSlots, lengthSlots } from '../version/text-lengths';
import type { HistogramRow } from './histogram';

/** Which version: the one that is made, or the one that it is compared with. */
export type Which = 'made' | 'earlier';

const named = (step: string, which: Which) => (which === 'made' ? step : `${step}-${which}`);

/**
 * A table with the sizes, the language and the label of each example in a split. Asked for again, it is there. Telling a language
 * looks at every word: without a check that asks for it, none is told.
 */
export function findFeatures(
  dataset: string,
  { steps, configuration }: TransformContext,
  which: Which = 'made',
): Promise<string> {
  const { languageMix, distributionShift } = configuration.pipeline.validation.checks;
  const tellsLanguage = isOn(languageMix) || isOn(distributionShift);
  const text = tellsLanguage ? comparedText(parsePrompt(configuration.prompt)) : { sql: "''", params: {} };
  // An earlier version may have been made in other prompts: nothing that its lengths decide is asked of it.
  const lengths = which === 'made' ? lengthSlots(configuration) : { text_bytes: '0', text_characters: '0' };
  const { example_tokens } = exampleSlots(configuration);
  const slots = { dataset, text: text.sql, example_tokens, ...lengths };
  const statement = { file: 'looks/features.sql', slots, params: text.params };
  return steps.table(named('features', which), statement);
}

/** How many examples of each split have each language, length and label. */
export async function findHistogram(
  dataset: string,
  context: TransformContext,
  which: Which = 'made',
): Promise<HistogramRow[]> {
  const features = await findFeatures(dataset, context, which);
  return context.steps.rows(named('histogram', which), { file: 'looks/histogram.sql', slots: { features } });
}

export interface SplitSizes {
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
export async function findSizes(dataset: string, context: TransformContext): Promise<SplitSizes[]> {
  const features = await findFeatures(dataset, context);
  return context.steps.rows('statistics', { file: 'looks/statistics.sql', slots: { features } });
}
