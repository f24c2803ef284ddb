import { expect, test } from '@jest/globals';
import { metricTitle } from '../../../core/metrics/titles';

test.each([
  ['exactMatch', 'exact match'],
  ['rougeL', 'ROUGE-L'],
  ['tokenF1', 'token F1'],
])('the metric %s is shown as %s', (metric, title) => expect(metricTitle(metric)).toBe(title));
