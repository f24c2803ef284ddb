/** A few examples of a version to look at, chosen by hash. */
import type { DatasetCard } from '../../../schemas/generated/types';
import type { TransformContext } from '../context';

type Sample = DatasetCard['samples'][number];

interface SampleRow {
  key: string;
  split: string;
  system_prompt: string | null;
  user_prompt: string;
  target: string;
  origins: string[];
}

export async function findSamples(dataset: string, { steps }: TransformContext): Promise<Sample[]> {
  const rows = await steps.rows<SampleRow>('samples', { file: 'looks/samples.sql', slots: { dataset } });
  return rows.map(({ key, split, system_prompt: system, user_prompt: prompt, target, origins }) => ({
    key,
    split,
    ...(system !== null && { system }),
    prompt,
    target,
    origins,
  }));
}
