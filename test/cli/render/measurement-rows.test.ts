import { expect, test } from '@jest/globals';
import { measurementRows } from '../../../cli/render/measurement-rows';
import type { ModelEvaluated } from '../../../schemas/generated/types';

test('what answers come to has a column for each model, and a row for whatever was measured of one', () => {
  const measurements: ModelEvaluated['measurements'] = {
    base: { blocked: { value: 0 }, latencySeconds: { value: 0.4111 }, inputTokens: { value: 212.4 } },
    'lora-8': { blocked: { value: 0.045 }, pricePer1000: { value: 0.09126, unit: 'USD' } },
  };
  expect(measurementRows({ measurements } as ModelEvaluated)).toEqual([
    ['', 'base', 'lora-8'],
    ['blocked', '0 %', '4.5 %'],
    ['seconds, p95', '0.41 s', '–'],
    ['tokens in', '212', '–'],
    ['price per 1,000', '–', '$0.0913'],
  ]);
  expect(measurementRows({} as ModelEvaluated)).toEqual([]);
});
