/** Right or wrong without a margin: the exact sign test, which is McNemar's with exact chances. */
import { binomialTail } from './distributions';
import { firstWhere } from './search';

/**
 * The chance of so many wins or more where each example on which two models differ is a fair coin. Exact for any number of
 * them; those on which both are right or both wrong say nothing.
 */
export const signTest = ({ wins, losses }: { wins: number; losses: number }): number =>
  binomialTail(wins, wins + losses, 0.5);

/** The least wins among so many differing examples that the test calls better at a level; one more than there are where none do. */
export const leastWins = (differing: number, level: number): number =>
  firstWhere(0, differing + 1, (wins) => binomialTail(wins, differing, 0.5) <= level);
