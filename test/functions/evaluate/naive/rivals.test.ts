import { expect, test } from '@jest/globals';
import { createNaiveRivals, naiveRivals } from '../../../../functions/evaluate/naive/rivals';
import { trainingOf } from './made-training';

test.each([
  [false, ['most-frequent', 'first-words', 'nearest']],
  [true, ['most-frequent', 'first-words', 'nearest', 'classifier']],
])(
  'whether targets are labels (%s) decides who they are, and it is known before they are made',
  async (hasLabels, names) => {
    const rivals = await createNaiveRivals(trainingOf(['a', 'x'], ['b', 'y']), { hasLabels });
    expect(rivals.map(({ name }) => name)).toEqual(names);
    expect(naiveRivals({ hasLabels })).toEqual(names);
  },
);
