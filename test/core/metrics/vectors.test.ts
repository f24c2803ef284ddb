import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { definitionOf, metricsOf, type MetricEntry } from '../../../core/metrics';
import { classesOf, confusionMatrix, f1Of, precisionOf, recallOf } from '../../../core/metrics/confusion';
import type { Measured } from '../../../core/metrics/metric';
import { porterStem } from '../../../core/metrics/porter-stemmer';
import { overallOf } from './score';

/** What vectors/make.py has written, with the reference implementations: 10,000 answers, each with one to three references. */
const read = (name: string) => gunzipSync(readFileSync(`test/core/metrics/vectors/${name}.gz`));
const pairs = JSON.parse(String(read('pairs.json'))) as [answer: string, references: string[]][];
const { columns, corpus, labels, stems } = JSON.parse(String(read('whole.json'))) as {
  columns: string[];
  corpus: Record<string, number[]>;
  labels: Record<'wanted' | 'said' | 'present', string[]> &
    Record<'accuracy' | 'macroF1' | 'weightedF1', number> &
    Record<'precision' | 'recall' | 'f1', number[]> & { confusion: number[][] };
  stems: Record<string, string>;
};
const billionths = read('scores.bin');
const expected = (column: number) =>
  pairs.map((_, place) => billionths.readUInt32LE(4 * (column * pairs.length + place)) / 1e9);

/** The name of a column is a metric and its options: "rougeL rouge-score stem". */
function entryOf(column: string): MetricEntry {
  const [name, ...options] = column.split(' ');
  const tokenize = options.find((option) => option !== 'stem' && option !== 'lowercase');
  return {
    metric: (name === 'chrf++' ? 'chrf' : name) as 'chrf',
    ...(name === 'chrf++' && { wordOrder: 2 }),
    ...(options.includes('stem') && { stem: true }),
    ...(options.includes('lowercase') && { lowercase: true }),
    ...(tokenize !== undefined && { tokenize: tokenize as '13a' }),
  };
}

const metricOf = (column: string) => metricsOf([entryOf(column)])[0]!;

/** What a column says of each pair; that of BLEU and chrF is asked for twice. */
const known = new Map<string, Measured[]>();
function measuredBy(column: string): Measured[] {
  if (!known.has(column)) {
    const { measure } = metricOf(column);
    known.set(
      column,
      pairs.map(([answer, references]) => measure(answer, references)),
    );
  }
  return known.get(column)!;
}

test.each(columns.map((column, index) => [column, index] as const))(
  '%s is what its reference says',
  (column, index) => {
    const { range, scale } = definitionOf(entryOf(column));
    const wanted = expected(index);
    const apart = pairs
      .map(([answer, references], place) => ({
        answer,
        references,
        score: measuredBy(column)[place]!.score,
        wanted: wanted[place]!,
      }))
      .filter(
        ({ score, wanted }) => !(Math.abs(score - wanted) <= 1e-6) || score < range[0] || score > range[1] + 1e-9,
      );
    expect(apart.slice(0, 3)).toEqual([]);
    // A vector that says the same of all would show nothing.
    expect(new Set(wanted).size).toBeGreaterThan(scale === 'graded' ? 100 : 1);
  },
);

test.each(Object.entries(corpus))('%s of a thousand answers is what sacreBLEU says', (column, wanted) => {
  const { overall } = metricOf(column);
  for (const [index, score] of wanted.entries()) {
    const part = measuredBy(column).slice(1000 * index, 1000 * (index + 1));
    expect(overall!(part.map(({ statistics }) => statistics!))).toBeCloseTo(score, 7);
  }
});

const said = labels.said.map((label, place) => [label, labels.wanted[place]!]);

test.each(['accuracy', 'macroF1', 'weightedF1'] as const)('%s is what scikit-learn says', (name) => {
  expect(overallOf(name, said as [string, string][])).toBeCloseTo(labels[name], 9);
});

test.each([
  ['precision', precisionOf],
  ['recall', recallOf],
  ['f1', f1Of],
] as const)('%s of each class is what scikit-learn says', (name, of) => {
  expect(classesOf(confusionMatrix(said)).map(of)).toEqual(labels[name].map((value) => expect.closeTo(value, 9)));
  for (const [index, label] of labels.present.entries()) {
    const [{ measure, overall }] = metricsOf([{ metric: name, label }]) as [ReturnType<typeof metricOf>];
    const statistics = said.map(([answer, target]) => measure(answer!, [target!]).statistics!);
    expect(overall!(statistics)).toBeCloseTo(labels[name][index]!, 9);
  }
});

test('the confusion matrix is that of scikit-learn', () => {
  const matrix = confusionMatrix(said);
  const all = [...new Set(said.flat())].toSorted();
  expect(all.map((wanted) => all.map((label) => matrix.get(wanted)?.get(label) ?? 0))).toEqual(labels.confusion);
});

test('a stem is the one that NLTK has', () => {
  const apart = Object.entries(stems).filter(([word, stem]) => porterStem(word) !== stem);
  expect(apart).toEqual([]);
  expect(Object.keys(stems).length).toBeGreaterThan(3000);
});
