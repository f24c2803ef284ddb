/** Which examples are trained on, which are held out, and which are left out: decided by hashes, so the same ones every time. */
import type { PipelineSpec } from '../../../schemas/generated/types';
import { fillSlots } from '../../../core/statement';
import type { Making } from '../context';
import { batchFirst, repeatsBatchInSql } from './curated';
import { isTooLong } from './long-examples';
import { pairInSql } from './pairs';
import { lengthSlots } from './text-lengths';

/**
 * A table of key, split ('train', 'evaluation', 'validation') and left_out, one of which is NULL, and prompt_id, the same for the
 * same prompt.
 * @param neighbours asked only when near duplicates are to be left out
 */
export async function splitExamples(
  screened: string,
  neighbours: Promise<string | undefined>,
  { steps, configuration }: Making,
): Promise<string> {
  const { training, validation } = configuration.pipeline;
  const near = training.deduplicate === 'near' ? await neighbours : undefined;
  const { salt, evaluationShare, validationShare, column } = training.split;
  const long = isTooLong(configuration);
  const slots = {
    screened,
    is_too_long: long.sql,
    ...lengthSlots(configuration),
    repeats_batch: repeatsBatchInSql(configuration),
    precedence: `${column === undefined ? '' : heldOutFirst}${batchFirst(configuration, 'group_key')}`,
  };
  const kept = near
    ? fillSlots(configuration.sql, 'version/kept-near.sql', { ...slots, neighbours: near })
    : fillSlots(configuration.sql, 'version/kept.sql', slots);
  return steps.table('split', {
    file: wayOf(training.split),
    slots: { kept: kept.sql },
    params: {
      quarantines_personal_data: validation.personalData.policy === 'quarantine',
      ...long.params,
      salt,
      evaluation_share: evaluationShare,
      validation_share: validationShare,
    },
  });
}

/** Of copies in several splits the one that is held out stays: what somebody else has held out is what others measure by. */
const heldOutFirst = `CASE stratum WHEN 'evaluation' THEN 0 WHEN 'validation' THEN 1 ELSE 2 END, `;

function wayOf({ column, stratifyBy }: PipelineSpec['training']['split']): string {
  if (column !== undefined) return 'version/split-by-column.sql';
  return stratifyBy === undefined ? 'version/split.sql' : 'version/split-stratified.sql';
}

interface Parts {
  screened: string;
  split: string;
  leaks: string;
}

/** The split without the training examples beyond the caps; as it is, when the pipeline caps nothing. */
export async function sampleExamples(parts: Parts, { steps, configuration }: Making): Promise<string> {
  const { sampling, split } = configuration.pipeline.training;
  const { maximumExamples = Infinity, maximumPerTarget = Infinity } = sampling;
  if (maximumExamples === Infinity && maximumPerTarget === Infinity) return parts.split;
  const bounded = (maximum: number) => Math.min(maximum, Number.MAX_SAFE_INTEGER);
  return steps.table('sampling', {
    file: 'version/sampling.sql',
    slots: { ...parts },
    params: {
      salt: split.salt,
      maximum_examples: bounded(maximumExamples),
      maximum_per_target: bounded(maximumPerTarget),
    },
  });
}

/** As in the column split_number. */
export const splitNumbers = { train: 0, evaluation: 1, validation: 2, leftOut: 3 } as const;

/** Fills the version's own table: every selected example, exported or left out. */
export async function fillVersion(version: string, parts: Parts, context: Making): Promise<string> {
  const pair = pairInSql(context.configuration);
  const slots = { ...parts, split: await sampleExamples(parts, context), pair: pair.sql };
  // A partition per split: the export of one, and a run that compares with this version, read no other.
  const layout = { partition: { column: 'split_number', partitions: splitNumbers.leftOut + 1 }, clustering: ['key'] };
  const into = { table: context.steps.versionTable(version), layout };
  return context.steps.table('dataset', { file: 'version/dataset.sql', slots, params: pair.params }, into);
}
