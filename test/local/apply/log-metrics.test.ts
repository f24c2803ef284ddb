import { describe, expect, test } from '@jest/globals';
import { checkMetric, metricType } from '../../../local/apply/log-metrics';
import type { Resource } from '../../../local/apply/graph';

const duration = {
  name: 'gen_ai.client.inference.duration',
  filter: 'jsonPayload.message="m"',
  metricDescriptor: {
    metricKind: 'DELTA',
    valueType: 'DISTRIBUTION',
    unit: 's',
    labels: [{ key: 'gen_ai_request_model', valueType: 'STRING' }],
  },
  valueExtractor: 'EXTRACT(jsonPayload.measured.duration)',
  labelExtractors: { gen_ai_request_model: 'EXTRACT(jsonPayload.measured.requestModel)' },
  bucketOptions: { explicitBuckets: { bounds: [0.01, 0.02, 0.04] } },
};
const counter = { name: 'c', filter: '', metricDescriptor: { metricKind: 'DELTA', valueType: 'INT64' } };
const check = (inputs: object) => checkMetric({ type: metricType, name: 'metric', inputs } as unknown as Resource);

describe('a metric of log entries', () => {
  test.each<[string, object]>([
    ['a distribution with labels', duration],
    ['a counter', counter],
  ])('is taken: %s', (_, metric) => {
    expect(() => check(metric)).not.toThrow();
  });

  test.each<[string, object, string]>([
    ['a name with a space', { ...counter, name: 'a b' }, 'its name has other characters'],
    ['a name of more than 100 characters', { ...counter, name: 'a'.repeat(101) }, 'more than 100'],
    ['a distribution of nothing', { ...duration, valueExtractor: undefined }, 'has a valueExtractor'],
    ['a counter of a value', { ...counter, valueExtractor: 'EXTRACT(a)' }, 'no other metric has'],
    ['an extractor that is none', { ...duration, valueExtractor: 'jsonPayload.a' }, 'is not EXTRACT(field)'],
    ['a label without an extractor', { ...duration, labelExtractors: {} }, 'each label has an extractor'],
    [
      'a label with dots',
      {
        ...duration,
        metricDescriptor: { ...duration.metricDescriptor, labels: [{ key: 'a.b' }] },
        labelExtractors: { 'a.b': 'EXTRACT(a)' },
      },
      'a.b is no name of a label',
    ],
    [
      'eleven labels',
      {
        ...duration,
        metricDescriptor: {
          ...duration.metricDescriptor,
          labels: Array.from({ length: 11 }, (_, n) => ({ key: `l${n}` })),
        },
      },
      'more than 10 labels',
    ],
    ['bounds that fall', { ...duration, bucketOptions: { explicitBuckets: { bounds: [1, 1] } } }, 'do not rise'],
    ['a filter that does not parse', { ...counter, filter: '(' }, 'Invalid filter'],
    ['a setting that this cloud does not know', { ...counter, disabled: true }, 'disabled of'],
  ])('is refused: %s', (_, metric, why) => {
    expect(() => check(metric)).toThrow(why);
  });
});
