/** Weighted F1: the mean F1 of all labels, each weighing as many answers as should have been it. */
import { classDefinition, createOfClasses, f1Of } from './confusion';
import type { MetricKind } from './metric';

export const weightedF1: MetricKind<object> = {
  title: 'weighted F1',
  ...classDefinition,
  options: [],
  create: () =>
    createOfClasses((classes) => {
      const support = classes.reduce((sum, each) => sum + each.support, 0);
      return classes.reduce((sum, each) => sum + each.support * f1Of(each), 0) / support;
    }),
};
