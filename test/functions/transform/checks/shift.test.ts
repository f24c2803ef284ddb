import { describe, expect, test } from '@jest/globals';
import type { Feature, HistogramRow } from '../../../../functions/transform/checks/histogram';
import { measureShift, stabilityIndex } from '../../../../functions/transform/checks/shift';

describe('the population stability index', () => {
  test.each<[string, Record<string, number>, Record<string, number>, number]>([
    ['is nothing for the same shares', { a: 100, b: 300 }, { a: 100, b: 300 }, 0],
    // (0.6 - 0.5) ln(0.6 / 0.5) + (0.4 - 0.5) ln(0.4 / 0.5)
    ['is that of the definition', { a: 60_000, b: 40_000 }, { a: 50_000, b: 50_000 }, 0.0405],
    ['is major when half has moved', { a: 7500, b: 2500 }, { a: 2500, b: 7500 }, 1.0986],
    // Of 101 with halves: 90.5 and 10.5 against 100.5 and 0.5.
    ['is finite for a value that is new', { a: 90, b: 10 }, { a: 100 }, 0.3118],
  ])('%s', (_, now, then, expected) => {
    expect(stabilityIndex(now, then)).toBeCloseTo(expected, 3);
    expect(stabilityIndex(then, now)).toBeCloseTo(expected, 3);
  });
});

const rows = (counts: Partial<Record<Feature, Record<string, number>>>): HistogramRow[] =>
  Object.entries(counts).flatMap(([feature, values]) =>
    Object.entries(values).map(([value, count]) => ({
      split: 'train' as const,
      feature: feature as Feature,
      value,
      count_examples: count,
    })),
  );

describe('the shift of a version', () => {
  const lengths = { promptLength: { 4: 500, 5: 500 }, targetLength: { 2: 1000 }, language: { en: 1000 } };

  test('is that of the feature that has moved most, with the labels that come and go', () => {
    const measured = measureShift(
      rows({ ...lengths, label: { lost: 500, stolen: 400, 'new "one"': 100 } }),
      rows({ ...lengths, language: { en: 990, de: 10 }, label: { lost: 500, stolen: 450, old: 50 } }),
      'version 0123456789ab, in production',
    );
    expect(measured).toMatchObject({ unit: 'index', total: 1000 });
    expect(measured.measured).toBeGreaterThan(0.25);
    expect(measured.measured).toBe(measured.details!['label']);
    expect(Object.keys(measured.details!)).toEqual(['label', 'language', 'promptLength', 'targetLength']);
    expect(measured.reason).toMatch(
      /^against version 0123456789ab, in production, labels have shifted most: [\d.]+; 1 label is new: "new \\"one\\""; 1 label is gone: "old"$/,
    );
  });

  test('leaves labels out when only one of the two has any', () => {
    const measured = measureShift(rows({ ...lengths, label: { a: 10, b: 10 } }), rows(lengths), 'version 1');
    expect(Object.keys(measured.details!)).toEqual(['language', 'promptLength', 'targetLength']);
    expect(measured.measured).toBeCloseTo(0, 10);
  });

  test('cannot be told from a version without examples', () => {
    expect(measureShift(rows(lengths), [], 'version 1')).toMatchObject({ measured: null });
  });
});
