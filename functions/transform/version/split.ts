/** Which examples are trained on, which are held out, and which are left out: decided by hashes, so the same ones every time. */
import type { Configuration } from '../../../schemas/generated/types';
import { configurationOf } from '../../shared/stage/ledger';
import { fillSlots, type Statement } from '../../../core/statement';
import { jobOf } from '../../shared/warehouse/warehouse';
import { intoStaging, versionTable, type TransformContext } from '../context';

/**
 * A table of key, split ('train', 'evaluation', 'validation') and left_out, one of which is NULL, and prompt_id, the same for the
 * same prompt.
 * @param neighbours asked only when near duplicates are to be left out
 */
export async function splitExamples(
  screened: string,
  neighbours: Promise<string | undefined>,
  context: TransformContext,
): Promise<string> {
  const { training } = configurationOf(context.run).pipeline;
  const near = training.deduplicate === 'near' ? await neighbours : undefined;
  return intoStaging('split', splitStatement(configurationOf(context.run), screened, near), context);
}

export function splitStatement({ sql, pipeline }: Configuration, screened: string, neighbours?: string): Statement {
  const { split } = pipeline.training;
  const exact = fillSlots(sql, 'version/kept.sql', { screened }).sql;
  const kept = neighbours ? fillSlots(sql, 'version/kept-near.sql', { kept: exact, neighbours }).sql : exact;
  return {
    ...fillSlots(sql, split.stratifyBy ? 'version/split-stratified.sql' : 'version/split.sql', { kept }),
    params: {
      quarantines_personal_data: pipeline.validation.personalData.policy === 'quarantine',
      salt: split.salt,
      evaluation_share: split.evaluationShare,
      validation_share: split.validationShare,
    },
  };
}

interface Parts {
  screened: string;
  split: string;
  leaks: string;
}

/** Fills the version's own table: every selected example, exported or left out. */
export async function fillVersion(version: string, parts: Parts, context: TransformContext): Promise<string> {
  const { screened, leaks } = parts;
  const configuration = configurationOf(context.run);
  const sampling = samplingStatement(configuration, parts);
  const split = sampling ? await intoStaging('sampling', sampling, context) : parts.split;

  const table = versionTable(version, context);
  const statement = fillSlots(configuration.sql, 'version/dataset.sql', { screened, split, leaks });
  // A partition per split: the export of one, and a run that compares with this version, read no other.
  const layout = { partition: { column: 'split_number', partitions: splitNumbers.leftOut + 1 }, clustering: ['key'] };
  await context.deps.warehouse.query(jobOf(context.run, 'dataset'), statement, table, layout);
  return table;
}

/** As in the column split_number. */
export const splitNumbers = { train: 0, evaluation: 1, validation: 2, leftOut: 3 } as const;

/** Undefined when the pipeline caps nothing. */
export function samplingStatement({ sql, pipeline }: Configuration, parts: Parts): Statement | undefined {
  const { sampling, split } = pipeline.training;
  const { maximumExamples = Infinity, maximumPerTarget = Infinity } = sampling;
  if (maximumExamples === Infinity && maximumPerTarget === Infinity) return undefined;
  const bounded = (maximum: number) => Math.min(maximum, Number.MAX_SAFE_INTEGER);
  return {
    ...fillSlots(sql, 'version/sampling.sql', { ...parts }),
    params: {
      salt: split.salt,
      maximum_examples: bounded(maximumExamples),
      maximum_per_target: bounded(maximumPerTarget),
    },
  };
}
