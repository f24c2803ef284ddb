/** Accuracy: the share of answers that are the label wanted. */
import { classDefinition, createOfClasses } from './confusion';
import type { MetricKind } from './metric';

export const accuracy: MetricKind<object> = {
  title: 'accuracy',
  ...classDefinition,
  source: 'scikit-learn, accuracy_score',
  options: [],
  create: () => ({
    ...createOfClasses(() => 0),
    overall: (pairs) => pairs.filter(([said, wanted]) => said === wanted).length / pairs.length,
  }),
};
