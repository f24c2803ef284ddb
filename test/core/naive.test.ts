import { expect, test } from '@jest/globals';
import { isNaive, naiveSubject, naiveTitle } from '../../core/naive';
import pipelineSchema from '../../schemas/pipeline.schema.json';

test('a rival goes by a name that says what it is, and reads as words', () => {
  expect(naiveSubject('most-frequent')).toBe('naive:most-frequent');
  expect(isNaive('naive:most-frequent')).toBe(true);
  expect(naiveTitle('naive:most-frequent')).toBe('most frequent');
  for (const model of ['base', 'production', 'lora-8', 'naive', 'naive-1']) expect(isNaive(model)).toBe(false);
});

test('no candidate can be called like one', () => {
  const { pattern } = pipelineSchema.properties.tuning.properties.candidates.items.properties.id;
  expect(naiveSubject('nearest')).not.toMatch(new RegExp(pattern));
});
