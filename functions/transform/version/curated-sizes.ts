/** What became of the answers of production that were to join a version, for its card. */
import type { DatasetCard } from '../../../schemas/generated/types';
import type { TransformContext } from '../context';
import type { Curated } from './curated';

type CuratedSizes = NonNullable<DatasetCard['curated']>;

/** As sql/looks/curated.sql counts. */
interface CountRow {
  kind: 'corrected' | 'rated';
  split: 'train' | 'evaluation' | 'validation' | null;
  left_out: string | null;
  count_answers: number;
}

/** Undefined where the pipeline curates none. */
export async function countCurated(
  dataset: string,
  curated: Curated | undefined,
  { steps }: Pick<TransformContext, 'steps'>,
): Promise<CuratedSizes | undefined> {
  if (!curated) return undefined;
  const slots = { curated: curated.table, dataset };
  return curatedSizes(await steps.rows<CountRow>('curated-counts', { file: 'looks/curated.sql', slots }));
}

function curatedSizes(rows: CountRow[]): CuratedSizes {
  const sizes: CuratedSizes = { corrected: 0, rated: 0, train: 0, evaluation: 0, validation: 0, leftOut: {} };
  for (const { kind, split, left_out: reason, count_answers: count } of rows) {
    if (split) {
      sizes[kind] += count;
      sizes[split] += count;
    } else sizes.leftOut[reason ?? 'unknown'] = (sizes.leftOut[reason ?? 'unknown'] ?? 0) + count;
  }
  return sizes;
}
