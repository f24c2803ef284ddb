/** Labels: the targets of a dataset version where they are few, as its card counts them. */
import type { DatasetCard } from '../schemas/generated/types';

/** In order of name, of all splits; none when the targets are texts of their own. */
export const labelsOf = ({ statistics }: Pick<DatasetCard, 'statistics'>): string[] =>
  [...new Set(statistics.flatMap(({ labels }) => Object.keys(labels)))].toSorted();

/** Words of all of them: what a restriction to them costs a model. */
export const wordsIn = (labels: string[]): number =>
  labels.reduce((sum, label) => sum + (label.match(/[\p{L}\p{N}\p{M}]+/gu)?.length ?? 1), 0);
