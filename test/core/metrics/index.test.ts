import { describe, expect, test } from '@jest/globals';
import { measuredBy, metricKinds, metricProblem, metricsOf, type MetricEntry } from '../../../core/metrics';
import schema from '../../../schemas/pipeline.schema.json';

const [names, spec] = schema.properties.evaluation.properties.metrics.items.anyOf;

test.each([
  ['a name', names!.enum!],
  ['an object', spec!.properties!.metric.enum],
])('evaluation.metrics may name what can be measured, as %s, and nothing else', (_, listed) => {
  expect(listed.toSorted()).toEqual(Object.keys(metricKinds).toSorted());
});

test('the options of evaluation.metrics are those that metrics have', () => {
  const options = Object.values(metricKinds).flatMap((kind): string[] => kind.options);
  const listed = Object.keys(spec!.properties!).filter((option) => option !== 'metric' && option !== 'name');
  expect(listed.toSorted()).toEqual([...new Set(options)].toSorted());
});

describe('an entry of evaluation.metrics', () => {
  test.each([
    ['exactMatch', undefined],
    [{ metric: 'rouge1', stem: true, name: 'stems' }, undefined],
    [{ metric: 'rouge1', fields: ['a'] }, 'rouge1 has no option fields; it has stem and tokenize'],
    [{ metric: 'exactMatch', stem: true }, 'exactMatch has no option stem; it has none'],
    ['regex', 'regex needs pattern, as in { metric: regex, pattern: … }'],
    ['f1', 'f1 needs label, as in { metric: f1, label: … }'],
    [{ metric: 'regex', pattern: '(' }, expect.stringMatching(/^regex cannot be made of its options: Invalid regular/)],
    [{ metric: 'rougeL', tokenize: '13a' }, 'rougeL cannot be made of its options: it knows no tokenizer 13a'],
    [{ metric: 'bleu', tokenize: 'words' }, 'bleu cannot be made of its options: it knows no tokenizer words'],
  ])('%j has the problem %j', (entry, problem) => {
    expect(metricProblem(entry as MetricEntry)).toEqual(problem);
  });
});

test('an answer is measured by each metric, under its name', () => {
  const metrics = metricsOf(['exactMatch', { metric: 'rougeL', name: 'wording' }, 'macroF1']);
  expect(measuredBy(metrics, 'b', ['a'])).toEqual({
    scores: { exactMatch: 0, wording: 0, macroF1: 0 },
    statistics: { macroF1: ['b', 'a'] },
  });
});

test('an answer without a reference is not measured', () => {
  expect(() => measuredBy(metricsOf(['exactMatch']), 'b', [])).toThrow('an answer has no reference to be measured by');
});
