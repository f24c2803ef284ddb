import { expect, test } from '@jest/globals';
import { measures } from '../../../../functions/evaluate/metrics';
import schema from '../../../../schemas/pipeline.schema.json';

const { evaluation, deployment } = schema.properties;

test.each([
  ['evaluation.metrics', evaluation.properties.metrics.items.enum],
  ["the gate's metric", deployment.properties.gate.properties.metric.enum],
])('%s may be what can be measured, and nothing else', (_, names) => {
  expect(names.toSorted()).toEqual(Object.keys(measures).toSorted());
});
