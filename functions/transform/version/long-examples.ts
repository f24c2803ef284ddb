/** Examples that are longer than a base model of the pipeline reads, told by their bytes before anything is tuned. */
import type { BaseModel } from '../../../catalog';
import { candidatesOf } from '../../../core/candidates';
import { bytesPerTokenOf, mostTokens, tokensInSql } from '../../../core/tokens';
import type { Configuration } from '../../../schemas/generated/types';
import { lengthInSql } from './text-lengths';

/** Catalog entries of the base models that the pipeline tunes, each once; one that says nothing of limits has none. */
export const limitedModels = (configuration: Configuration): BaseModel[] =>
  [...new Set(candidatesOf(configuration).map(({ base }) => base))].flatMap((base) => {
    const model = configuration.baseModels[base] as BaseModel | undefined;
    return model?.tokensPerExample === undefined ? [] : [model];
  });

/** What decides which examples are left out. */
const leftOutAbove = (configuration: Configuration) =>
  configuration.pipeline.validation.longExamples.policy === 'leaveOut'
    ? limitedModels(configuration).map((model) => ({ most: mostTokens(model), ...bytesPerTokenOf(model) }))
    : [];

/** A condition over rendered examples, and its parameters: an example that one of the models does not read is left out for all. */
export function isTooLong(configuration: Configuration): { sql: string; params: Record<string, number> } {
  const models = leftOutAbove(configuration);
  const params: Record<string, number> = {};
  const conditions = models.map(({ most, ascii, other }, place) => {
    const name = `length_${place}`;
    Object.assign(params, { [`${name}_most`]: most, [`${name}_ascii`]: ascii, [`${name}_other`]: other });
    const bytes = lengthInSql('BYTE_LENGTH', configuration);
    const characters = lengthInSql('CHAR_LENGTH', configuration);
    return `${tokensInSql({ bytes, characters, ascii: `@${name}_ascii`, other: `@${name}_other` })} > @${name}_most`;
  });
  return { sql: conditions.length > 0 ? conditions.join(' OR ') : 'FALSE', params };
}
