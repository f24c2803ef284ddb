import { expect, test } from '@jest/globals';
import {
  binomialChance,
  binomialTail,
  normalCdf,
  normalQuantile,
  studentQuantile,
} from '../../../core/verdict/distributions';

// The expected values are SciPy 1.17.1's.
test.each([
  [-8, 6.22096057427174e-16],
  [-5, 2.866515718791933e-7],
  [-3.01, 0.0013062384487694675],
  [-2.99, 0.0013948872354922468],
  [-1.5, 0.06680720126885807],
  [0, 0.5],
  [0.3, 0.6179114221889526],
  [1.96, 0.9750021048517795],
  [4, 0.9999683287581669],
])('a standard normal is below %d with a chance of %d', (x, chance) => expect(normalCdf(x) / chance).toBeCloseTo(1, 9));

test.each([
  [1e-9, -5.9978070150076865],
  [0.001, -3.090232306167813],
  [0.025, -1.9599639845400545],
  [0.2, -0.8416212335729142],
  [0.5, 0],
  [0.8, 0.8416212335729143],
  [0.975, 1.959963984540054],
])('the share %d of a standard normal lies below %d', (share, x) => expect(normalQuantile(share)).toBeCloseTo(x, 10));

test.each([
  [0.975, 1, 12.706204736174694],
  [0.975, 4, 2.7764451051977934],
  [0.975, 49, 2.0095752371292392],
  [0.95, 9, 1.833112932656237],
  [0.999, 111, 3.1652819400191112],
  [0.2, 7, -0.8960296443137649],
])("the share %d of Student's t with %d degrees of freedom lies below %d", (share, freedom, t) =>
  expect(studentQuantile(share, freedom) / t).toBeCloseTo(1, 9),
);

test.each([
  [9, 10, 0.5, 0.0107421875, 0.009765625000000002],
  [53, 80, 0.5, 0.0024340770747797117, 0.0012718064307353566],
  [600, 1000, 0.5, 1.3642320780329735e-10, 4.633908074049655e-11],
  [1, 40, 0.001, 0.039229789264188186, 0.03846927770713963],
  [3010, 5000, 0.58, 0.0008309447370526315, 7.820935668801495e-5],
  [700, 5000, 0.15, 0.9780196300005817, 0.0022047305931950875],
])('of %d successes or more in %d trials, and of exactly as many', (successes, trials, chance, tail, exactly) => {
  expect(binomialTail(successes, trials, chance) / tail).toBeCloseTo(1, 9);
  expect(binomialChance(successes, trials, chance) / exactly).toBeCloseTo(1, 9);
});

test('nothing and everything are certain', () => {
  expect(binomialTail(0, 5, 0.5)).toBe(1);
  expect(binomialTail(6, 5, 0.5)).toBe(0);
  expect(binomialChance(0, 5, 0)).toBe(1);
  expect(binomialChance(5, 5, 1)).toBe(1);
});
