/** Examples that are longer than a base model of the pipeline reads, told by their bytes before anything is tuned. */
import type { BaseModel } from '../../../catalog';
import { candidatesOf } from '../../../core/candidates';
import { bytesPerTokenOf, mostTokens, tokensInSql } from '../../../core/tokens';
import type { Configuration } from '../../../schemas/generated/types';

/** Catalog entries of the base models that the pipeline tunes, each once; one that says nothing of limits has none. */
export const limitedModels = (configuration: Configuration): BaseModel[] =>
  [...new Set(candidatesOf(configuration).map(({ base }) => base))].flatMap((base) => {
    const model = configuration.baseModels[base] as BaseModel | undefined;
    return model?.tokensPerExample === undefined ? [] : [model];
  });

/** What decides which examples are left out, each limit once: in the local cloud one model stands in for many. */
const limitsOf = (models: BaseModel[]) => {
  const limits = models.map((model) => ({ most: mostTokens(model), ...bytesPerTokenOf(model) }));
  return [...new Map(limits.map((limit) => [JSON.stringify(limit), limit])).values()];
};

interface Condition {
  sql: string;
  params: Record<string, number>;
}

/**
 * A condition over the columns text_bytes and text_characters, and its parameters: an example that one of the models does not read
 * is left out for all.
 */
export function isTooLong(configuration: Configuration): Condition {
  const { policy } = configuration.pipeline.validation.longExamples;
  return isAbove(policy === 'leaveOut' ? limitedModels(configuration) : [], {
    bytes: 'text_bytes',
    characters: 'text_characters',
  });
}

/** Whether one of the models does not read a text of so many bytes and characters. */
export function isAbove(models: BaseModel[], sizes: { bytes: string; characters: string }): Condition {
  const params: Record<string, number> = {};
  const conditions = limitsOf(models).map(({ most, ascii, other }, place) => {
    const name = `length_${place}`;
    Object.assign(params, { [`${name}_most`]: most, [`${name}_ascii`]: ascii, [`${name}_other`]: other });
    return `${tokensInSql({ ...sizes, ascii: `@${name}_ascii`, other: `@${name}_other` })} > @${name}_most`;
  });
  return { sql: conditions.length > 0 ? conditions.join(' OR ') : 'FALSE', params };
}
