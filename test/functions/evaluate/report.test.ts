import { describe, expect, test } from '@jest/globals';
import { measuredBy, metricsOf, type MetricEntry } from '../../../core/metrics';
import { summarize } from '../../../functions/evaluate/report';

const entries: MetricEntry[] = ['accuracy', 'macroF1', { metric: 'recall', label: 'b', name: 'recallOfB' }, 'rougeL'];
const metrics = metricsOf(entries);

/** What a subject has said, an example after the other; undefined is one that it could not be asked. */
const answersOf = (said: (string | undefined)[], wanted: string[]) => ({
  parts: [],
  measured: said.map((answer, place) => ({
    finishReason: 'STOP',
    ...(answer === undefined
      ? { outcome: 'rejected' as const, scores: {} }
      : { outcome: 'answered' as const, ...measuredBy(metrics, answer, [wanted[place]!]) }),
  })),
});

describe('the summary of answers', () => {
  const wanted = ['a', 'a', 'a', 'b', 'b'];
  const answers = {
    base: answersOf(['a', 'a', 'a', 'a', 'b'], wanted),
    tuned: answersOf(['a', 'a', 'a', 'b', undefined], wanted),
  };
  const { metrics: numbers, intervals, scored } = summarize(answers, entries);

  test('has the number that each metric makes of all answers, over the examples that all could be asked', () => {
    expect(scored).toBe(4);
    // Of a: three right of four said and three wanted; of b: none.
    expect(numbers).toEqual({
      base: { accuracy: 3 / 4, macroF1: 6 / 7 / 2, recallOfB: 0, rougeL: 3 / 4 },
      tuned: { accuracy: 1, macroF1: 1, recallOfB: 1, rougeL: 1 },
    });
  });

  test('has intervals around them', () => {
    const [low, high] = intervals['base']!['macroF1']!;
    expect(low).toBeLessThan(6 / 14);
    expect(high).toBeGreaterThan(6 / 14);
    expect(intervals['tuned']!['rougeL']).toEqual([1, 1]);
  });
});
