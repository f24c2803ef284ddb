import { expect, test } from '@jest/globals';
import { fitLinearSvm } from '../../../../functions/evaluate/naive/linear-svm';

/** Three clouds that overlap. */
const centres = [
  [0, 0],
  [1, 0.3],
  [0.2, 1],
] as const;
const points = Array.from({ length: 90 }, (_, n) => {
  const [x, y] = centres[n % 3]!;
  const [angle, distance] = [n * 2.399963, 0.9 * Math.sqrt(((n % 30) + 1) / 30)];
  return [x + distance * Math.cos(angle), y + distance * Math.sin(angle)];
});
const vectorOf = (point: readonly number[]) => ({
  terms: Uint32Array.from([0, 1]),
  weights: Float32Array.from(point),
});
const samples = { vectors: points.map(vectorOf), size: 2, classes: points.map((_, n) => n % 3), count: 3 };

/** What scikit-learn 1.9.1's LinearSVC(tol=1e-8) says of a grid from -1 to 2 after the same points; no score is within 0.01 of another. */
const expected = [
  '000000000000001111111111',
  '000000000000011111111111',
  '000000000000011111111111',
  '000000000000111111111111',
  '000000000000111111111111',
  '000000000001111111111111',
  '000022222222211111111111',
  '222222222222222111111111',
  '222222222222222221111111',
  '222222222222222222211111',
  '222222222222222222222111',
  '222222222222222222222221',
];

test("decides as scikit-learn's LinearSVC does", async () => {
  const classOf = await fitLinearSvm(samples);
  const said = expected.map((row, j) =>
    Array.from(row, (_, i) => classOf(vectorOf([-1 + (3 * i) / 23, -1 + (3 * j) / 11]))).join(''),
  );
  expect(said).toEqual(expected);
});

test('a vector without terms is of the most frequent class', async () => {
  const vectors = ['a', 'a', 'b', 'a'].map((term) => ({
    terms: Uint32Array.from([term === 'a' ? 0 : 1]),
    weights: Float32Array.from([1]),
  }));
  const classOf = await fitLinearSvm({ vectors, size: 2, classes: [0, 0, 1, 0], count: 2 });
  expect(classOf({ terms: new Uint32Array(), weights: new Float32Array() })).toBe(0);
  expect(classOf(vectors[2]!)).toBe(1);
});

test('leaves off where the signal says so', async () => {
  await expect(fitLinearSvm(samples, AbortSignal.abort())).rejects.toThrow('aborted');
});
