import { expect, test } from '@jest/globals';
import { parseFilter } from '../../../local/vertex/filter';

const resource = {
  displayName: 'lora 8',
  state: 'JOB_STATE_RUNNING',
  createTime: '2026-11-23T05:00:00.000Z',
  labels: { 'landfall-run': 'r1', empty: '', 'a.b': 'c' },
  tunedModel: { model: 'm@1' },
};

const cases: [string, boolean][] = [
  ['', true],
  ['labels.landfall-run=r1', true],
  ['labels.landfall-run="r2"', false],
  ['labels."landfall-run"="r1"', true],
  ['labels.a.b=c', true],
  ['labels.landfall-run:*', true],
  ['labels.empty:*', true],
  ['labels.none:*', false],
  ['labels:landfall-run', true],
  ['labels.landfall-run!=r2', true],
  ['labels.none!=r2', true],
  ['display_name="lora 8"', true],
  ['displayName="lora*"', true],
  ['display_name:"ora"', true],
  ['state="JOB_STATE_RUNNING" AND labels.landfall-run=r1', true],
  ['state="JOB_STATE_RUNNING" labels.landfall-run=r2', false],
  ['state=X OR labels.landfall-run=r1', true],
  ['NOT state=X', true],
  ['NOT (state=X OR labels.landfall-run=r1)', false],
  ['create_time>"2026-11-23T04:00:00Z" AND create_time<"2026-11-24"', true],
  ['tuned_model.model="m@1"', true],
];
test.each(cases)('%s → %s', (filter, expected) => {
  expect(parseFilter(filter)(resource)).toBe(expected);
});

test.each(['labels.a', 'a=', '(a=b', 'a=b)', '=b', 'a="b'])('"%s" is not a filter', (filter) => {
  expect(() => parseFilter(filter)).toThrow('is not a filter');
});
