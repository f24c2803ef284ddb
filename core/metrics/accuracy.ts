/** Accuracy: the share of answers that are the label wanted. */
import { classDefinition, createOfClasses } from './confusion';
import type { MetricKind } from './metric';

export const accuracy: MetricKind<object> = {
  title: 'accuracy',
  ...classDefinition,
  source: 'scikit-learn, accuracy_score',
  options: [],
  create: () => {
    const { measure } = createOfClasses(() => 0);
    // Of all it is the mean.
    return { measure: (answer, references) => ({ score: measure(answer, references).score }) };
  },
};
