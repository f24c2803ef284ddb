/** How many examples are longer than the base models read, and the longest of them. */
import type { BaseModel } from '../../../catalog';
import type { Configuration } from '../../../schemas/generated/types';
import type { TransformContext } from '../context';
import { find, type Finding } from './findings';

/** Catalog entries of the base models that the pipeline tunes, each once; one that says nothing of limits has none. */
export const limitedModels = ({ pipeline, baseModels }: Configuration): BaseModel[] =>
  [...new Set(pipeline.tuning.candidates.map(({ base }) => base))].flatMap((base) => {
    const model = baseModels[base] as BaseModel | undefined;
    return model?.tokensPerExample === undefined ? [] : [model];
  });

/** By limit in tokens. */
export async function findLongExamples(
  models: BaseModel[],
  { dataset, features }: { dataset: string; features: string },
  context: TransformContext,
): Promise<Map<number, Finding>> {
  // BigQuery's client knows no type for an empty array.
  if (models.length === 0) return new Map();
  const limits = [...new Set(models.map(({ tokensPerExample }) => String(tokensPerExample)))];
  const question = { dataset, tables: { features }, params: { token_limits: limits } };
  const findings = await find('checks/examples/tokens-per-example.sql', question, context);
  return new Map(findings.map((finding) => [Number(finding.name.split(' ')[1]), finding]));
}
