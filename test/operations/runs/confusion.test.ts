import { expect, test } from '@jest/globals';
import { confusionOf, labelPairs, type LabelPair } from '../../../operations/runs/confusion';
import type { EvaluatedExample } from '../../../schemas/generated/types';

const example = (target: string, text: string, isLabel?: boolean, references?: string[]): EvaluatedExample => ({
  line: 1,
  prompt: 'q',
  target,
  ...(references && { references }),
  answers: {
    c: { outcome: 'answered', text, finishReason: 'STOP', scores: {}, ...(isLabel !== undefined && { isLabel }) },
  },
});

test('pairs are what was said and what was wanted, by any of the references; none are made of texts', () => {
  const predictions = [
    example('a', ' a\n', true),
    example('a', 'b', true),
    example('a', 'b', true, ['b']),
    example('a', 'well, a', false),
    example('(other)', '(no label)', true),
  ];
  const expected = [
    ['a', 'a'],
    ['b', 'a'],
    ['b', 'b'],
    ['(no label)', 'a'],
    ['"(no label)"', '"(other)"'],
  ];
  expect(labelPairs(predictions, 'c')).toEqual(expected);
  expect(labelPairs([example('Dear Ann', 'Dear Bob')], 'c')).toEqual([]);
  expect(confusionOf([])).toBeUndefined();
});

test('counts stand by what was wanted and what was said, the most frequent label first', () => {
  const pairs: LabelPair[] = [
    ['a', 'a'],
    ['b', 'a'],
    ['b', 'b'],
    ['b', 'b'],
    ['(no label)', 'a'],
  ];
  expect(confusionOf(pairs)).toEqual({
    wanted: ['b', 'a'],
    said: ['b', 'a', '(no label)'],
    counts: [
      [2, 0, 0],
      [1, 1, 1],
    ],
    others: 0,
  });
});

test('of many labels the rare ones are counted together, and none is lost', () => {
  const pairs = Array.from({ length: 40 }, (_, n) =>
    Array.from({ length: 41 - n }, (): LabelPair => [`l${n}`, n === 39 ? 'l0' : `l${n}`]),
  ).flat();
  const { wanted, said, counts, others } = confusionOf(pairs)!;
  expect([wanted.length, wanted.at(-1), said.length, others]).toEqual([13, '(other)', 13, 28]);
  expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(pairs.length);
  expect(counts[0]![12]).toBe(2);
});

test('one label more than there are rows for has its own as well', () => {
  const pairs = Array.from({ length: 13 }, (_, n): LabelPair => [`l${n}`, `l${n}`]);
  expect(confusionOf(pairs)).toMatchObject({ others: 0, wanted: { length: 13 } });
});
