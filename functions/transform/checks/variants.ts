/** How long the examples are in the other prompts of the pipeline's candidates. */
import { variantsOf } from '../../../core/candidates';
import type { TransformContext } from '../context';
import { exampleSlots } from '../version/text-lengths';

interface VariantRow {
  place: number;
  split: 'train' | 'evaluation' | 'validation';
  prompt_total: number;
}

/** Estimated tokens of all prompts of a split together, by the digest of the prompt. */
export type VariantTokens = Record<string, Partial<Record<VariantRow['split'], number>>>;

export async function countVariants(
  dataset: string,
  { steps, configuration }: TransformContext,
): Promise<VariantTokens> {
  const variants = variantsOf(configuration);
  if (variants.length === 0) return {};
  const { example_tokens } = exampleSlots(configuration);
  const statement = { file: 'looks/variants.sql', slots: { dataset, example_tokens } };
  const rows = await steps.rows<VariantRow>('variants', statement);
  return Object.fromEntries(
    variants.map(({ digest }, place) => [
      digest,
      Object.fromEntries(rows.filter((row) => row.place === place).map((row) => [row.split, row.prompt_total])),
    ]),
  );
}
