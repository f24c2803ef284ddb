import { expect, test } from '@jest/globals';
import { judgementRows } from '../../../cli/render/judgement-rows';
import type { ModelEvaluated } from '../../../schemas/generated/types';

test('a judge is told with its questions, their price, and what it left without a score', () => {
  const judgements = [
    { metric: 'graded', judge: 'gemini-3.5-flash', asked: 1000, unscored: 0, price: 0.42, currency: 'USD' },
    { metric: 'preferred', judge: 'landfall-tiny', asked: 100, unscored: 50, unmeasured: 'it answers in prose' },
  ];
  expect(judgementRows({ judgements } as ModelEvaluated)).toEqual([
    ['graded by gemini-3.5-flash', '1,000 questions, $0.42'],
    ['preferred by landfall-tiny', '100 questions, 50 examples unscored, not measured: it answers in prose'],
  ]);
  expect(judgementRows({} as ModelEvaluated)).toEqual([]);
});
