/** The naive rivals of a dataset: what its training examples answer without a model. */
import { PermanentError } from '../../../core/errors';
import { naiveSubject } from '../../../core/naive';
import type { Objects } from '../../shared/stage/objects';
import { classifier } from './classifier';
import { firstWords } from './first-words';
import { mostFrequent } from './most-frequent';
import { nearest } from './nearest';
import type { NaiveRival, TrainingExample } from './rival';
import { readTraining } from './training';

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

/**
 * Those of a training file, by the names that they have in an evaluation.
 * @throws MissingError when it is gone; PermanentError when there is no example in it
 */
export async function createRivalsOf(
  trainUri: string,
  { objects, ...options }: Options & { objects: Pick<Objects, 'openRead'> },
): Promise<Map<string, NaiveRival>> {
  const training = await readTraining(trainUri, objects);
  if (training.length === 0) throw new PermanentError('there is no training example', { where: trainUri });
  const rivals = await createNaiveRivals(training, options);
  return new Map(rivals.map((rival) => [naiveSubject(rival.name), rival]));
}
