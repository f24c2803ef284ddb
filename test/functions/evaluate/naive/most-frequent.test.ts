import { expect, test } from '@jest/globals';
import { mostFrequent } from '../../../../functions/evaluate/naive/most-frequent';
import { asked, trainingOf } from './made-training';

test.each([
  ['the answer that training gives most often', ['yes', 'no', 'no', 'yes', 'no'], 'no'],
  ['of equally frequent ones the first', ['b', 'a', 'a', 'b'], 'b'],
  ['an answer of its own where all are different', ['one', 'two'], 'one'],
  ['nothing where training has nothing', [], ''],
])('says %s', (_, targets, expected) => {
  const rival = mostFrequent(trainingOf(...targets.map((target) => ['?', target] as [string, string])));
  expect(rival.name).toBe('most-frequent');
  expect(rival.answer(asked('anything'))).toBe(expected);
});
