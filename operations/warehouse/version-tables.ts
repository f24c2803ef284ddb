/** What is asked of the tables of dataset versions, which somebody may have removed. */
import type { DatasetCard } from '../../schemas/generated/types';
import { UnknownName } from '../errors';
import { TableGone } from './warehouse';

/**
 * @param cannot what can't be done without the table: compared
 * @throws UnknownName that names the version whose table is gone
 */
export async function ofVersions<T>(cards: DatasetCard[], cannot: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    const card = error instanceof TableGone ? cards.find(({ table }) => table === error.table) : undefined;
    if (!card) throw error;
    throw new UnknownName(`The examples of version ${card.version} cannot be ${cannot}: its table is gone.`, {
      where: card.table,
      why: 'the warehouse has no table of that name any more; the version itself, with its files, stands as it was made',
      next: `npx landfall dataset ${card.version}   (its card)\nnpx landfall run ${card.madeByRun}   (how to drop the same files again)`,
    });
  }
}
