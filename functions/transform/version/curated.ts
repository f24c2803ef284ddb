/** Answers of production that callers have corrected or called good: which of them join the examples of a batch, and as what. */
import { fieldsOf } from '../../../core/candidates';
import { answerOrigins } from '../../../core/origin';
import type { Configuration } from '../../../schemas/generated/types';
import type { Making, TransformContext } from '../context';

export interface Curated {
  /** Staging table with one row per answer that was corrected or called good, with the reason why it does not join, if any. */
  table: string;
  /** Of those that join. */
  digest: string;
}

/**
 * Looks for them as of the beginning of the run, so that a delivery that comes again finds the same ones. Undefined where the pipeline
 * curates none.
 */
export async function curate({
  run,
  deps,
  configuration,
  steps,
}: Pick<TransformContext, 'run' | 'deps' | 'configuration' | 'steps'>): Promise<Curated | undefined> {
  const { training, validation } = configuration.pipeline;
  if (!training.curated) return undefined;
  const { from, maximumPerUser, days } = training.curated;
  const { project, dataset } = deps.config;
  const until = new Date(run.createdAt);
  const fields = fieldsOf(configuration).toSorted();
  const table = await steps.table('curated', {
    file: 'version/curated.sql',
    slots: {
      predictions: `${project}.${dataset}.predictions`,
      ratings: `${project}.${dataset}.ratings`,
      question: fields.map(comparedInSql).join(', '),
    },
    params: {
      pipeline: run.pipeline,
      from: new Date(until.getTime() - days * 24 * 3600 * 1000).toISOString(),
      until: until.toISOString(),
      fields: JSON.stringify(fields),
      kinds: from.toSorted(),
      redacts: validation.personalData.policy === 'redact',
      maximum_per_user: maximumPerUser,
      salt: training.split.salt,
    },
  });
  const [contents] = await steps.rows<{ digest: string }>('curated-contents', {
    file: 'looks/curated-contents.sql',
    slots: { curated: table },
  });
  return { table, digest: contents!.digest };
}

/** What a field of the prompt was asked with. */
export const valueInSql = (field: string): string => `JSON_VALUE(input, '$.${field}')`;

const comparedInSql = (field: string): string =>
  String.raw`MD5(LOWER(TRIM(REGEXP_REPLACE(COALESCE(${valueInSql(field)}, ''), r'\s{2,}|[^\S ]', ' '))))`;

/** Tells a row made of an answer of production, by its key or its group_key. */
const isCuratedInSql = (column: string): string => `STARTS_WITH(${column}, '${answerOrigins}')`;

/** In an ORDER BY before the key: of equals the batch's row is taken. Nothing where all are of the batch. */
export const batchFirst = ({ pipeline }: Configuration, column: 'key' | 'group_key'): string =>
  pipeline.training.curated ? `${isCuratedInSql(column)}, ` : '';

/** A case of sql/version/kept.sql: whoever asked what the batch has, the batch has answered. */
export const repeatsBatchInSql = ({ pipeline }: Configuration): string =>
  pipeline.training.curated
    ? `
    WHEN ${isCuratedInSql('key')} AND COUNTIF(NOT ${isCuratedInSql('key')}) OVER (PARTITION BY prompt_id) > 0 THEN 'inBatch'`
    : '';

interface Placed {
  screened: string;
  split: string;
  /** Training examples and what they would give away, as sql/version/leakage.sql finds them. */
  leaks: string;
}

/** The same with no more answers of production than may be beside the rows of the batch, none of which gives way to one of them. */
export async function boundCurated(placed: Placed, { steps, configuration }: Making): Promise<Placed> {
  const { curated, split } = configuration.pipeline.training;
  if (!curated) return placed;
  const leaks = await steps.table('curated-leaks', {
    file: 'version/curated-leaks.sql',
    slots: {
      leaks: placed.leaks,
      is_key_curated: isCuratedInSql('key'),
      is_held_out_curated: isCuratedInSql('held_out_key'),
    },
  });
  const bounded = await steps.table('curated-share', {
    file: 'version/curated-share.sql',
    slots: { ...placed, leaks, curated: steps.tableOf('curated'), is_curated: isCuratedInSql('split.key') },
    params: { salt: split.salt, maximum_share: curated.maximumShare },
  });
  return { ...placed, leaks, split: bounded };
}
