/** Exact match: the answer is the reference, letter by letter. */
import { bestOf, type MetricKind } from './metric';

/** White space around either text makes no difference; anything else does. Of several references any one will do. */
export const exactMatch: MetricKind<object> = {
  title: 'exact match',
  unit: 'share',
  better: 'higher',
  range: [0, 1],
  scale: 'right or wrong',
  source: 'Rajpurkar et al. 2016, SQuAD, section 6.1, without its normalisation',
  options: [],
  create: () => bestOf((answer, reference) => (answer.trim() === reference.trim() ? 1 : 0)),
};
