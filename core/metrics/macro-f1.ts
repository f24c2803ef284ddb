/** Macro F1: the mean F1 of all labels, each weighing the same however rare it is. */
import { classDefinition, createOfClasses, f1Of } from './confusion';
import type { MetricKind } from './metric';

/**
 * Over the labels that are wanted: scikit-learn's f1_score with `labels` of the targets. By default scikit-learn adds a class for
 * each thing that was said, and a model that says a hundred different wrong texts would be measured by them.
 */
export const macroF1: MetricKind<object> = {
  title: 'macro F1',
  ...classDefinition,
  options: [],
  create: () => createOfClasses((classes) => classes.reduce((sum, each) => sum + f1Of(each), 0) / classes.length),
};
