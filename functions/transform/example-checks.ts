/** What is wrong with the examples of a dataset version, as the pipeline's rules see it. */
import type { Check, DatasetCard } from '../../schemas/generated/types';
import type { TransformContext } from './context';

export interface ExampleTables {
  /** The version's own table: every selected example, with its split or the reason that it was left out. */
  dataset: string;
  /** Of findNeighbours. */
  neighbours: string | undefined;
  /** Of findLeaks. */
  leaks: string;
  /** Name of the version that is being made. */
  version: string;
}

/** Every check of examples, the base models' rules included. */
export async function checkExamples(_tables: ExampleTables, _context: TransformContext): Promise<Check[]> {
  return [];
}

/**
 * The checks of a version that exists already, under the rules of this run: what the card has measured is judged anew, the
 * shift against the earlier version and the base models' rules are measured anew.
 */
export async function checkAgain(card: DatasetCard, _context: TransformContext): Promise<Check[]> {
  return card.checks;
}
