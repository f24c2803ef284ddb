import { describe, expect, test } from '@jest/globals';
import { comparePairs } from '../../../core/verdict/compare';
import { usualTerms } from '../../../core/verdict/terms';
import { worthInWords } from '../../../core/verdict/worth';
import type { Comparison, EventData } from '../../../schemas/generated/types';

const n = 200;
const right = (count: number) => Array.from({ length: n }, (_, place) => Number(place < count));
const scores: Record<string, number> = { 'lora-8': 150, 'lora-16': 160, few: 120, zero: 40 };

/** How each of these tuned candidates compares with each of these prompts. */
function evaluated(tuned: string[], prompts: string[], change: Partial<typeof scores> = {}) {
  const known: Record<string, number> = { ...scores, ...(change as typeof scores) };
  const pairings = tuned.flatMap((candidate) =>
    prompts.map((rival) => ({
      metric: 'exactMatch',
      candidate,
      rival,
      candidateScores: right(known[candidate]!),
      rivalScores: right(known[rival]!),
    })),
  );
  const terms = usualTerms({ level: 0.05, margin: 0, gain: 0.05, seed: 'r' });
  const measured = (pricePer1000: number, medianSeconds: number) => ({
    pricePer1000: { value: pricePer1000, unit: 'USD' },
    medianSeconds: { value: medianSeconds },
  });
  return {
    metrics: Object.fromEntries(
      [...tuned, ...prompts].map((id) => [id, { exactMatch: known[id]! / n }]),
    ) as unknown as EventData['landfall.model.evaluated.v1']['metrics'],
    comparisons: comparePairs(pairings, terms) as Comparison[],
    measurements: { 'lora-16': measured(0.21, 0.4), few: measured(0.9, 1.2) },
  };
}
const worth = (...args: Parameters<typeof evaluated>) => worthInWords(evaluated(...args), args[1], 'exactMatch');

describe('whether tuning was worth it', () => {
  test('is told of the best tuned candidate and the best prompt, with price and seconds beside each other', () =>
    expect(worth(['lora-8', 'lora-16'], ['few', 'zero'])).toMatch(
      /^Tuning was worth it: lora-16 is better than the best prompt, few, \+20 \(\+1\d to \+2\d\) points, at 23 % of its price \(\$0\.21 against \$0\.9 for 1,000 answers\), in 0\.4 s against 1\.2 s\.$/,
    ));

  test('is not where the prompt is as good', () =>
    expect(worth(['lora-16'], ['few'], { few: 160 })).toMatch(
      /^Tuning was not worth it: lora-16 is not found to be better/,
    ));

  test('is not where the prompt is better', () =>
    expect(worth(['lora-16'], ['few'], { few: 190 })).toMatch(/^Tuning was not worth it: lora-16 is worse/));

  test('cannot be told where there were too few rows', () =>
    expect(worth(['lora-16'], ['few'], { few: 156 })).toMatch(
      /^Whether tuning was worth it cannot be told: lora-16 .*; about [\d,]+ more held-out rows would tell|^Tuning was not worth it/,
    ));

  test('is no question where nothing was tuned, or nothing asked without tuning', () => {
    expect(worth(['lora-16'], [])).toBeUndefined();
    expect(worth([], ['few'])).toBeUndefined();
  });
});
