import { describe, expect, test } from '@jest/globals';
import { metricsOf } from '../../../core/metrics';

const { judged } = metricsOf([{ metric: 'preferred', judge: 'a-judge', rubric: 'Shorter.', over: 'production' }])[0]!;

test('a judge is asked twice, with the answers in either order', () => {
  const questions = judged!.questions({ prompt: 'q', references: ['r'], answer: 'own', rival: 'other' });
  const answers = questions.map(({ turns }) => /A: ("\w+")\s+B: ("\w+")/.exec(turns[0]!.text)!.slice(1));
  expect(answers).toEqual([
    ['"own"', '"other"'],
    ['"other"', '"own"'],
  ]);
  expect(judged).toMatchObject({ judge: 'a-judge', over: 'production' });
});

describe('what it says of the two', () => {
  const says = (preferred: string) => JSON.stringify({ preferred });
  test.each([
    ['A', 'B', 1],
    ['B', 'A', 0],
    ['tie', 'tie', 0.5],
    ['tie', 'B', 0.75],
    // It likes whatever comes first, or second.
    ['A', 'A', 0.5],
    ['B', 'B', 0.5],
    ['A', 'neither', undefined],
  ])('%s, then %s, is %s', (first, second, score) => {
    expect(judged!.scoreOf([says(first), says(second)])).toBe(score);
  });

  test('in prose is nothing', () => {
    expect(judged!.scoreOf(['The first one.', says('B')])).toBeUndefined();
  });
});
