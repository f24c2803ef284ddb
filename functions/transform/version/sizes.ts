/** How many examples of a version went where: into each split, or left out, and why. */
import { PermanentError } from '../../../core/errors';
import type { TransformContext } from '../context';

export interface Sizes {
  train: number;
  evaluation: number;
  validation: number;
  selected: number;
  leftOut: Record<string, number>;
}

export interface CountRow {
  split: 'train' | 'evaluation' | 'validation' | null;
  left_out: string | null;
  count_examples: number;
}

export async function countExamples(dataset: string, { steps }: TransformContext): Promise<Sizes> {
  return sizesOf(await steps.rows<CountRow>('counts', { file: 'looks/counts.sql', slots: { dataset } }));
}

function sizesOf(rows: CountRow[]): Sizes {
  const sizes: Sizes = { train: 0, evaluation: 0, validation: 0, selected: 0, leftOut: {} };
  for (const { split, left_out: reason, count_examples: count } of rows) {
    sizes.selected += count;
    if (split) sizes[split] += count;
    else sizes.leftOut[reason ?? 'unknown'] = count;
  }
  // In order of name, so that the same version has the same card.
  sizes.leftOut = Object.fromEntries(Object.entries(sizes.leftOut).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return sizes;
}

interface Split {
  evaluationShare: number;
  validationShare: number;
  column?: string;
}

/** @throws PermanentError when a split that is asked for is empty. */
export function requireSplits(
  { train, evaluation, validation }: Sizes,
  { evaluationShare, validationShare, column }: Split,
): void {
  const fix =
    column === undefined
      ? 'add examples, change the share, or give training.sql more groups'
      : `select examples of which ${column} says train, and others of which it says evaluation or test`;
  if (train === 0 || evaluation === 0) {
    throw new PermanentError(`the split leaves ${train} training and ${evaluation} evaluation examples`, {
      where:
        column === undefined
          ? `training.split.evaluationShare: ${evaluationShare}`
          : `training.split.column: ${column}`,
      fix,
    });
  }
  if (column === undefined && validationShare > 0 && validation === 0) {
    throw new PermanentError('the split leaves no validation examples', {
      where: `training.split.validationShare: ${validationShare}`,
      fix,
    });
  }
}
