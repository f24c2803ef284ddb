import { expect, test } from '@jest/globals';
import { measureLabelBalance } from '../../../../functions/transform/checks/label-balance';

test('labels are balanced by the most frequent against the least', () => {
  expect(measureLabelBalance({ stolen: 40, lost: 187, blocked: 35 })).toEqual({
    unit: 'times',
    measured: 187 / 35,
    count: 3,
    total: 262,
    reason:
      'of 3 labels the most frequent, "lost" (187), has 5.3 times the examples of the least frequent, "blocked" (35)',
    details: { lost: 187, stolen: 40, blocked: 35 },
  });
});

test.each([
  [{ a: 20, b: 20 }, 'every one of 2 labels has 20 examples'],
  [
    { a: 101, b: 100 },
    'of 2 labels the most frequent, "a" (101), has hardly more examples than the least frequent, "b" (100)',
  ],
])('%j is balanced, and reads so', (labels, reason) => expect(measureLabelBalance(labels).reason).toBe(reason));

test('a hundred labels are named, the least frequent among them', () => {
  const labels = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`label ${index}`, 1000 - index]));
  const { details, count } = measureLabelBalance(labels);
  expect(count).toBe(300);
  expect(Object.keys(details!)).toHaveLength(100);
  expect(details).toMatchObject({ 'label 0': 1000, 'label 299': 701 });
});

test('texts are no labels', () => {
  expect(measureLabelBalance({})).toMatchObject({ measured: null, reason: expect.stringContaining('not labels') });
});
