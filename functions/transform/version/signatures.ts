/** What examples are compared by, made once per run for near duplicates and leakage alike. */
import type { PipelineSpec } from '../../../schemas/generated/types';
import { parsePrompt } from '../../../core/prompt';
import { wordsInSql } from '../../../core/words';
import type { Making } from '../context';
import { batchFirst } from './curated';
import { comparedText } from './compared-text';
import { bandsFor, bucketsInSql, minimaInSql, ordersInSql } from './minhash';
import { differingInSql, paritiesInSql, placeInSql, sketchInSql } from './odd-sketch';

/** Buckets that find the less similar find the more similar as well. */
const bandsOf = ({ nearDuplicates, leakage }: PipelineSpec['validation']['checks']) =>
  bandsFor(Math.min(nearDuplicates.similarity, leakage.similarity));

/** Whether anything is compared that is not wholly the same. */
export const isAskedFor = ({ pipeline }: Making['configuration']): boolean =>
  pipeline.validation.checks.leakage.level !== 'off' || comparesNeighbours(pipeline);

export const comparesNeighbours = ({ training, validation }: PipelineSpec): boolean =>
  validation.checks.nearDuplicates.level !== 'off' || training.deduplicate === 'near';

/** A table of key, text_id, first_key, shingles, sketch and buckets. Asked for again, it is there. */
export function sign(examples: string, { steps, configuration }: Making): Promise<string> {
  const { checks, personalData } = configuration.pipeline.validation;
  const bands = bandsOf(checks);
  const text = comparedText(parsePrompt(configuration.prompt));
  return steps.table('signatures', {
    file: 'version/signatures.sql',
    slots: {
      examples,
      precedence: batchFirst(configuration, 'key'),
      text: text.sql,
      words: wordsInSql('text'),
      orders: ordersInSql(),
      place: placeInSql(),
      minima: minimaInSql(bands),
      parities: paritiesInSql(),
      sketch: sketchInSql(),
      buckets: bucketsInSql(bands),
    },
    params: { ...text.params, quarantines_personal_data: personalData.policy === 'quarantine' },
  });
}

/** What a statement that compares signed texts, rows `own` and `near`, is given. */
export function comparison(
  check: 'nearDuplicates' | 'leakage',
  { configuration }: Making,
): { slots: { differing: string }; params: { similarity: number } } {
  const { similarity } = configuration.pipeline.validation.checks[check];
  return { slots: { differing: differingInSql('own', 'near') }, params: { similarity } };
}
