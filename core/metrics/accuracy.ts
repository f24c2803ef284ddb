/** Accuracy: the share of answers that are the label wanted. */
import { classDefinition, measureLabel } from './confusion';
import type { MetricKind } from './metric';

export const accuracy: MetricKind<object> = {
  title: 'accuracy',
  ...classDefinition,
  source: 'scikit-learn, accuracy_score',
  options: [],
  // Of all it is the mean.
  create: () => ({ measure: (answer, references) => ({ score: measureLabel(answer, references).score }) }),
};
