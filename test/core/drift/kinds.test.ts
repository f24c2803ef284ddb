import { expect, test } from '@jest/globals';
import { meansOfKinds, sharesOfKinds } from '../../../core/drift/kinds';

const cell = (kind: number, category: number, good: number, bad: number) => ({ kind, category, good, bad });

test('kinds that are categories themselves have the shares that were counted', () => {
  expect([...sharesOfKinds([cell(0, 0, 9, 1), cell(1, 1, 5, 5)], [30, 10])]).toEqual([0.75, 0.25]);
});

test('kinds that are mistaken for each other have the shares that explain what was counted', () => {
  const cells = [cell(0, 0, 90, 0), cell(0, 1, 0, 10), cell(1, 1, 60, 0), cell(1, 0, 0, 40)];
  const [first, second] = sharesOfKinds(cells, [2 * 90 + 8 * 40, 2 * 10 + 8 * 60]);
  expect(first).toBeCloseTo(0.2, 2);
  expect(second).toBeCloseTo(0.8, 2);
});

test('kinds that look alike keep the mix of held-out examples', () => {
  expect([...sharesOfKinds([cell(0, 0, 30, 0), cell(1, 0, 0, 10)], [200])]).toEqual([0.75, 0.25]);
});

test('the mean of a kind is over all that it is seen as', () => {
  expect([...meansOfKinds([cell(0, 0, 6, 0), cell(0, 1, 0, 2), cell(1, 1, 1, 1)])]).toEqual([0.75, 0.5]);
});
