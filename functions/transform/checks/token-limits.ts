/** How many examples are longer than the base models read, and the longest of them. */
import type { BaseModel } from '../../../catalog';
import type { TransformContext } from '../context';
import { bytesPerTokenOf, mostTokens, tokensInSql, type Length } from '../../../core/tokens';
import { find, type Finding } from './findings';

/** What a statement is told of a model. */
export function lengthOf(model: Length): string {
  const { ascii, other } = bytesPerTokenOf(model);
  return `${mostTokens(model)} ${ascii} ${other}`;
}

const tokens = tokensInSql({
  bytes: 'sized.text_bytes',
  characters: 'sized.text_characters',
  ascii: 'models.ascii_bytes',
  other: 'models.other_bytes',
});

/** By `lengthOf` each model. */
export async function findLongExamples(
  models: BaseModel[],
  { dataset, features }: { dataset: string; features: string },
  context: TransformContext,
): Promise<Map<string, Finding>> {
  // BigQuery's client knows no type for an empty array.
  if (models.length === 0) return new Map();
  const params = { models: [...new Set(models.map(lengthOf))] };
  const question = { dataset, tables: { features, tokens }, params };
  const findings = await find('checks/examples/tokens-per-example.sql', question, context);
  return new Map(findings.map((finding) => [finding.name, finding]));
}
