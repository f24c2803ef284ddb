/** A few examples of a version to look at, chosen by hash. */
import type { DatasetCard } from '../../../schemas/generated/types';
import { configurationOf } from '../../shared/stage/ledger';
import { fillSlots } from '../../../core/statement';
import { jobOf } from '../../shared/warehouse/warehouse';
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

export async function findSamples(dataset: string, { run, deps }: TransformContext): Promise<Sample[]> {
  const statement = fillSlots(configurationOf(run).sql, 'looks/samples.sql', { dataset });
  const rows = await deps.warehouse.query<SampleRow>(jobOf(run, 'samples'), statement);
  return rows.map(({ key, split, system_prompt: system, user_prompt: prompt, target, origins }) => ({
    key,
    split,
    ...(system !== null && { system }),
    prompt,
    target,
    origins,
  }));
}
