/** The naive rivals of a dataset: what its training examples answer without a model. */
import { classifier } from './classifier';
import { firstWords } from './first-words';
import { mostFrequent } from './most-frequent';
import { nearest } from './nearest';
import type { NaiveRival, TrainingExample } from './rival';

interface Options {
  /** Whether the targets are labels: a classifier is among them then. */
  hasLabels: boolean;
  signal?: AbortSignal;
}

/** Their names, in the order in which they are made. */
export const naiveRivals = ({ hasLabels }: Pick<Options, 'hasLabels'>): string[] => [
  'most-frequent',
  'first-words',
  'nearest',
  ...(hasLabels ? ['classifier'] : []),
];

/** The same training examples, in the same order, always make the same rivals. @throws AbortError once the signal says so */
export async function createNaiveRivals(
  training: readonly TrainingExample[],
  { hasLabels, signal }: Options,
): Promise<NaiveRival[]> {
  return [
    mostFrequent(training),
    firstWords(training),
    await nearest(training, signal),
    ...(hasLabels ? [await classifier(training, signal)] : []),
  ];
}
