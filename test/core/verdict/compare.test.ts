import { describe, expect, test } from '@jest/globals';
import { comparePairs, type Pairing } from '../../../core/verdict/compare';
import type { MeasuredComparison } from '../../../core/verdict/comparison';
import { usualTerms, type Terms } from '../../../core/verdict/terms';

/** Right or wrong scores on n examples, of which each model is alone right on so many. */
const counted = (n: number, wins: number, losses: number, candidate = 'c1', rival = 'production') => ({
  metric: 'exactMatch',
  candidate,
  rival,
  candidateScores: Array.from({ length: n }, (_, place) => (place < wins || place >= wins + losses ? 1 : 0)),
  rivalScores: Array.from({ length: n }, (_, place) => (place < wins ? 0 : 1)),
});

const judged = (pairings: Pairing[], given: Partial<Terms> = {}) =>
  comparePairs(pairings, usualTerms({ seed: 'a run', ...given })) as MeasuredComparison[];
const verdicts = (pairings: Pairing[], given: Partial<Terms> = {}) =>
  judged(pairings, given).map(({ verdict }) => verdict);

describe('one candidate and one rival', () => {
  test.each([
    [counted(550, 55, 28), 'better'],
    [counted(550, 28, 55), 'worse'],
    [counted(550, 42, 40), 'no difference'],
    [counted(400, 0, 0), 'no difference'],
    [counted(112, 10, 7), 'not measurable'],
    [counted(50, 0, 0), 'not measurable'],
    [counted(3, 3, 0), 'not measurable'],
    [counted(1, 1, 0), 'not measurable'],
  ] as const)('%# is %s', (pairing, verdict) => expect(verdicts([pairing])).toEqual([verdict]));

  test('the numbers are kept with the verdict', () => {
    const [found] = judged([counted(112, 10, 7)]);
    expect(found).toEqual({
      metric: 'exactMatch',
      candidate: 'c1',
      rival: 'production',
      method: 'sign test',
      n: 112,
      wins: 10,
      losses: 7,
      means: { candidate: 105 / 112, rival: 102 / 112 },
      difference: expect.closeTo(3 / 112, 12),
      interval: [expect.closeTo(-0.0493, 3), expect.closeTo(0.1046, 3)],
      confidence: 0.95,
      margin: 0,
      better: { pValue: expect.closeTo(0.314529418945, 9), level: 0.05 },
      worse: { pValue: expect.closeTo(0.833847045898, 9), level: 0.05 },
      gain: 0.05,
      chanceToSee: expect.closeTo(0.3078, 3),
      moreRows: 291,
      verdict: 'not measurable',
      reasons: expect.any(Array),
    });
  });

  test('with a margin, a gain that is no more than it is not enough', () => {
    expect(verdicts([counted(550, 55, 28)], { margin: 0.05 })).toEqual(['no difference']);
    expect(judged([counted(550, 90, 28)], { margin: 0.05 })).toEqual([
      expect.objectContaining({ verdict: 'better', method: 'score test' }),
    ]);
  });

  test('a slice worse by more than a limit is shown with the models changed about', () => {
    const slice = { ...counted(200, 25, 2, 'production', 'c1'), slice: 'language de' };
    expect(verdicts([slice], { margin: 0.05 })).toEqual(['better']);
  });
});

describe('graded scores and clusters', () => {
  const graded = (n: number, shift: number): Pairing => ({
    metric: 'rougeL',
    candidate: 'c1',
    rival: 'base',
    candidateScores: Array.from({ length: n }, (_, place) => 0.4 + shift + ((place * 7) % 11) / 50),
    rivalScores: Array.from({ length: n }, (_, place) => 0.4 + ((place * 3) % 11) / 50),
  });

  test('a shift is found, or the lack of one', () => {
    expect(verdicts([graded(110, 0.05)])).toEqual(['better']);
    expect(verdicts([graded(110, -0.05)])).toEqual(['worse']);
    expect(verdicts([graded(110, 0)])).toEqual(['no difference']);
    expect(verdicts([graded(4, 0.3)])).toEqual(['not measurable']);
  });

  test('ten copies of every example say no more than one of each', () => {
    const { candidateScores, rivalScores, ...names } = counted(30, 4, 1);
    const tenfold = (scores: number[]) => scores.flatMap((score) => Array.from({ length: 10 }, () => score));
    const clusters = tenfold(Array.from({ length: 30 }, (_, place) => place));
    const copied = { ...names, candidateScores: tenfold(candidateScores), rivalScores: tenfold(rivalScores) };
    expect(verdicts([copied])).toEqual(['better']);
    const [byGroup] = judged([{ ...copied, clusters }]);
    expect(byGroup).toMatchObject({ verdict: 'not measurable', method: 'sign flips', n: 300, clusters: 30 });
    expect(byGroup!.better.pValue).toBeCloseTo(judged([counted(30, 4, 1)])[0]!.better.pValue, 12);
  });

  test('the same run finds the same', () => expect(judged([graded(200, 0.01)])).toEqual(judged([graded(200, 0.01)])));
});

describe('a family', () => {
  test('the best of eight has to be better than chance makes the best of eight', () => {
    const good = counted(550, 52, 33);
    expect(verdicts([good])).toEqual(['better']);
    const eight = [good, ...Array.from({ length: 7 }, (_, place) => counted(550, 40, 40, `c${place + 2}`))];
    expect(verdicts(eight)[0]).not.toBe('better');
    expect(judged(eight)[0]!.better.level).toBeCloseTo(0.05 / 8, 12);
  });

  test('a candidate is as good as its comparison with the hardest rival, and takes no level for each', () => {
    const [base, production] = judged([counted(550, 80, 20, 'c1', 'base'), counted(550, 52, 33)]);
    expect([base!.better.level, production!.better.level]).toEqual([0.05, 0.05]);
    const [, , second] = judged([
      counted(550, 80, 20, 'c1', 'base'),
      counted(550, 40, 40, 'c1', 'production'),
      counted(550, 80, 20, 'c2', 'base'),
      counted(550, 80, 20, 'c2', 'production'),
    ]);
    expect(second!.better.level).toBe(0.025);
  });

  test('what could not be measured has its reason and no numbers, and counts among the candidates', () => {
    const { candidateScores: _, rivalScores: __, ...names } = counted(0, 0, 0, 'c2');
    const [measured, unmeasured, empty] = comparePairs(
      [
        counted(550, 80, 20),
        { ...names, unmeasured: 'c2 gave no text for 60 of 112 examples' },
        counted(0, 0, 0, 'c3'),
      ],
      usualTerms({ seed: 'a run' }),
    );
    expect(measured).toMatchObject({ verdict: 'better', better: { level: 0.05 / 3 } });
    expect(unmeasured).toEqual({
      metric: 'exactMatch',
      candidate: 'c2',
      rival: 'production',
      method: 'none',
      n: 0,
      verdict: 'not measurable',
      reasons: ['c2 gave no text for 60 of 112 examples'],
    });
    expect(empty).toMatchObject({ method: 'none', reasons: ['no example has two scores'] });
  });
});

describe('several looks', () => {
  /** Every so many-th example differs, all for the candidate; looked at after each quarter of 400. */
  const looked = (every: number, quarters: number, winner = 1) => {
    const n = 100 * quarters;
    const scores = (who: number) =>
      Array.from({ length: n }, (_, place) => (place % every > 0 ? 1 : winner === who ? 1 : 0));
    return {
      metric: 'exactMatch',
      candidate: 'c1',
      rival: 'production',
      candidateScores: scores(1),
      rivalScores: scores(0),
      looks: Array.from({ length: quarters }, (_, look) => ({ examples: 100 * (look + 1), share: (look + 1) / 4 })),
    };
  };

  test('a clear case ends early, either way; one that is not clear goes on', () => {
    expect(verdicts([looked(5, 1)])).toEqual(['better']);
    expect(verdicts([looked(5, 1, 0)])).toEqual(['worse']);
    expect(verdicts([looked(14, 1)])).not.toContain('better');
    expect(verdicts([looked(14, 2)])).toEqual(['better']);
  });

  test('what ended stays ended, and the looks are counted', () =>
    expect(judged([looked(5, 4)])[0]).toMatchObject({
      verdict: 'better',
      looks: 4,
      better: { level: judged([looked(5, 1)])[0]!.better.level },
    }));

  test('an interval is so wide that it holds the truth at whichever look it ends', () => {
    const [now] = judged([looked(5, 2)]);
    const [alone] = judged([{ ...looked(5, 2), looks: undefined }]);
    expect(now).toMatchObject({ confidence: 0.95, shareSeen: 0.5 });
    expect(now!.interval[0]).toBeLessThan(alone!.interval[0] - 0.01);
    expect(now!.interval[1]).toBeGreaterThan(alone!.interval[1] + 0.01);
  });

  test('what is not clear when all else is, is told to be not looked at further', () => {
    const [found] = judged([looked(200, 2)]);
    expect(found).toMatchObject({ verdict: 'not measurable', shareSeen: 0.5 });
    expect(found).not.toHaveProperty('moreRows');
    expect(found!.reasons).toEqual([
      "After 50 % of the examples the gate's answer on every candidate was clear: this was not looked at further",
    ]);
    expect(judged([looked(200, 4)])[0]).not.toHaveProperty('shareSeen');
  });

  test('candidates share the level evenly', () => {
    const others = Array.from({ length: 3 }, (_, place) => ({ ...looked(200, 4), candidate: `c${place + 2}` }));
    expect(judged([looked(5, 4), ...others]).at(-1)!.better.level).toBeCloseTo(0.05 / 4, 12);
  });

  test('a last look that is not at all the examples makes no sense', () =>
    expect(() => verdicts([{ ...looked(5, 2), looks: [{ examples: 100, share: 0.25 }] }])).toThrow(
      'the last look is not at all the examples',
    ));

  test('graded scores may be looked at as well', () => {
    const { candidateScores, ...rest } = looked(5, 2);
    expect(judged([{ ...rest, candidateScores: candidateScores.map((score) => score * 0.9) }])[0]).toMatchObject({
      method: 'sign flips',
      looks: 2,
    });
  });
});

test.each([
  [{ level: 0 }, 'level 0 is not between 0 and 1'],
  [{ margin: -0.01 }, 'a margin of -0.01 is not from 0 to 1'],
  [{ margin: 0.05, gain: 0.05 }, 'a gain of 0.05 is not more than the margin of 0.05'],
  [{ resamples: 0 }, '0 resamples are none'],
])('terms with %j make no sense', (terms, message) =>
  expect(() => verdicts([counted(10, 1, 1)], terms)).toThrow(message),
);
