/** What the splits of a dataset version hold, in figures. */
import type { SplitStatistics } from '../../schemas/generated/types';
import type { TransformContext } from './context';

/** One entry per split that has examples. */
export async function describeSplits(_dataset: string, _context: TransformContext): Promise<SplitStatistics[]> {
  return [];
}
