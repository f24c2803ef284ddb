import { describe, expect, test } from '@jest/globals';
import { compareSlices, type Sliced } from '../../../functions/evaluate/slices';
import type { Asked } from '../../../functions/evaluate/comparisons';
import type { SubjectAnswers } from '../../../functions/shared/evaluation/recorded-answers';
import { usualGate } from '../../usual-gate';

const asked = (change: Partial<Asked['gate']> = {}): Asked => ({
  metrics: ['exactMatch'],
  slices: ['channel'],
  gate: { ...usualGate({ metric: 'exactMatch', minimum: 0 }), ...change },
});

/** 100 examples by email, of which the first so many are answered right, and 100 by chat. */
const right = (byEmail: number, byChat: number): SubjectAnswers => ({
  parts: [],
  measured: Array.from({ length: 200 }, (_, n) => ({
    outcome: 'answered',
    finishReason: 'STOP',
    scores: { exactMatch: Number(n < 100 ? n < byEmail : n - 100 < byChat) },
  })),
});
const sliced = (answers: Sliced['answers']): Sliced => ({
  answers,
  candidates: Object.keys(answers).filter((name) => name.startsWith('lora')),
  prompted: [],
  groups: Array.from({ length: 200 }, () => undefined),
  values: Array.from({ length: 200 }, (_, n) => [n < 100 ? 'email' : 'chat']),
});

describe('slices', () => {
  const answers = { base: right(10, 10), production: right(60, 60), 'lora-8': right(95, 40) };

  test('show where a candidate that is better on the whole is worse', () => {
    expect(compareSlices(sliced(answers), asked({ noSliceWorse: 0.05 }), 'a run')).toMatchObject([
      {
        slice: 'channel = chat',
        rival: 'production',
        verdict: 'worse',
        n: 100,
      },
      { slice: 'channel = email', rival: 'production', verdict: 'better', n: 100 },
    ]);
  });

  test('tell by how much it is worse, at a level for all slices together', () => {
    const claims = compareSlices(sliced(answers), asked({ noSliceWorse: 0.05 }), 'a run').map(
      (found) => found.method !== 'none' && found.worseByMore!.pValue <= found.worseByMore!.level,
    );
    expect(claims).toEqual([true, false]);
    const [tolerated] = compareSlices(sliced(answers), asked({ noSliceWorse: 0.25 }), 'a run');
    expect(tolerated).toMatchObject({ verdict: 'worse', worseByMore: { by: 0.25 } });
    const { pValue, level } = (tolerated as { worseByMore: { pValue: number; level: number } }).worseByMore;
    expect(pValue).toBeGreaterThan(level);
  });

  test('are compared with the base where there is no production', () => {
    const { production: _, ...others } = answers;
    expect(compareSlices(sliced(others), asked(), 'a run').map(({ rival }) => rival)).toEqual(['base', 'base']);
  });

  test('hold one level together', () => {
    const many = { ...answers, 'lora-16': right(60, 60) };
    const levels = compareSlices(sliced(many), asked(), 'a run').map(
      (each) => each.method !== 'none' && each.worse.level,
    );
    expect(Math.min(...(levels as number[]))).toBeCloseTo(0.05 / 4, 9);
  });
});
