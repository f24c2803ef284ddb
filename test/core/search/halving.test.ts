import { describe, expect, test } from '@jest/globals';
import { epochsOf, promoted, rungsOf, type Finish } from '../../../core/search/halving';

const sizes = (n: number, epochs: number, factor = 3, minimumEpochs = 1) =>
  rungsOf(n, epochs, { factor, minimumEpochs }).map((rung) => [rung.candidates, rung.epochs]);

describe('the rungs of successive halving', () => {
  test.each([
    // Figure 1 of arXiv 1810.05934: n = 9, R = 9, η = 3, its brackets 0, 1 and 2.
    { n: 9, R: 9, r: 1, rungs: [[9, 1], [3, 3], [1, 9]] }, // prettier-ignore
    { n: 9, R: 9, r: 3, rungs: [[9, 3], [3, 9]] }, // prettier-ignore
    { n: 9, R: 9, r: 9, rungs: [[9, 9]] },
    // Table 1 of Li et al., "Hyperband", JMLR 18 (2018): R = 81, η = 3, its brackets 4 to 0.
    { n: 81, R: 81, r: 1, rungs: [[81, 1], [27, 3], [9, 9], [3, 27], [1, 81]] }, // prettier-ignore
    { n: 27, R: 81, r: 3, rungs: [[27, 3], [9, 9], [3, 27], [1, 81]] }, // prettier-ignore
    { n: 9, R: 81, r: 9, rungs: [[9, 9], [3, 27], [1, 81]] }, // prettier-ignore
    { n: 6, R: 81, r: 27, rungs: [[6, 27], [2, 81]] }, // prettier-ignore
    { n: 5, R: 81, r: 81, rungs: [[5, 81]] },
  ])('are the paper’s for n = $n, R = $R, r = $r', ({ n, R, r, rungs }) => {
    expect(sizes(n, R, 3, r)).toEqual(rungs);
  });

  test('stop 54 of 81, then 18, 6 and 2', () => {
    const all = sizes(81, 81).map(([candidates]) => candidates!);
    expect(all.slice(1).map((size, rung) => all[rung]! - size)).toEqual([54, 18, 6, 2]);
  });

  test.each([
    { why: 'numbers that η does not divide', of: sizes(20, 9), rungs: [[20, 1], [6, 3], [2, 9]] }, // prettier-ignore
    { why: 'epochs that η does not divide: the last rung has all', of: sizes(10, 10), rungs: [[10, 1], [3, 3], [1, 10]] }, // prettier-ignore
    { why: 'the four epochs of the sample', of: sizes(9, 4), rungs: [[9, 1], [3, 4]] }, // prettier-ignore
    { why: 'too few candidates for every rung', of: sizes(4, 9), rungs: [[4, 3], [1, 9]] }, // prettier-ignore
    { why: 'two candidates', of: sizes(2, 9), rungs: [[2, 9]] },
    { why: 'one epoch', of: sizes(50, 1), rungs: [[50, 1]] },
    { why: 'a minimum above all epochs', of: sizes(50, 3, 3, 5), rungs: [[50, 3]] },
    { why: 'η = 2', of: sizes(8, 8, 2), rungs: [[8, 1], [4, 2], [2, 4], [1, 8]] }, // prettier-ignore
    { why: 'powers whose logarithms are a hair off', of: sizes(243, 243), rungs: [[243, 1], [81, 3], [27, 9], [9, 27], [3, 81], [1, 243]] }, // prettier-ignore
  ])('hold $why', ({ of, rungs }) => {
    expect(of).toEqual(rungs);
  });

  test('of 27 candidates over 9 epochs are billed a third of what all in full would be', () => {
    expect(epochsOf(rungsOf(27, 9, { factor: 3, minimumEpochs: 1 })) / (27 * 9)).toBe(1 / 3);
  });
});

describe('who goes on', () => {
  const rung = ['a', 'b', 'c', 'd', 'e', 'f'];
  const next = { candidates: 2, epochs: 3 };
  const reports = (losses: Record<string, number | undefined>): Finish[] =>
    Object.entries(losses).map(([candidate, loss]) => ({ candidate, ...(loss !== undefined && { loss }) }));
  const all = reports({ a: 3, b: 1, c: 2, d: 1, e: undefined, f: 0.5 });

  test.each([
    ['the best, in the order of the pipeline', all, ['b', 'f']],
    ['of equal ones the earlier', reports({ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 }), ['a', 'b']],
    ['not who failed, though there be room', reports({ a: undefined, b: undefined, c: NaN, d: 9, e: undefined, f: Infinity }), ['d']], // prettier-ignore
    ['nobody where all failed', reports({ a: undefined, b: undefined, c: undefined, d: undefined, e: undefined, f: undefined }), []], // prettier-ignore
  ] as const)('is %s', (_, some, expected) => {
    expect(promoted(rung, some as Finish[], next)).toEqual(expected);
  });

  test('is not said while one is not heard of', () => {
    expect(promoted(rung, all.slice(1), next)).toBeUndefined();
  });

  test('does not depend on who is heard of first, nor on what is heard twice, nor on strangers', () => {
    for (let turn = 0; turn < rung.length; turn++) {
      const late = [...all.slice(turn), ...all.slice(0, turn)];
      const again = [...late, ...reports({ a: 0, z: 0 }), ...late.toReversed()];
      expect(promoted(rung, again, next)).toEqual(['b', 'f']);
    }
  });
});
