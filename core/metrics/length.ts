/** Length: how long answers are; neither long nor short is better by itself. */
import { comparedWords } from '../words';
import type { MetricKind } from './metric';

/** Words as all of Landfall counts them: of scripts without spaces, characters. */
export const length: MetricKind<object> = {
  title: 'length',
  unit: 'words',
  better: 'neither',
  range: [0, Infinity],
  scale: 'graded',
  source: 'count of words',
  options: [],
  create: () => ({ measure: (answer) => ({ score: comparedWords(answer).length }) }),
};
