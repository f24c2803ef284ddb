import { expect, test } from '@jest/globals';
import { productionPeriods } from '../../../operations/pipelines/production-periods';

const change = (run: string, at: string) => ({ run, at });

test.each([
  ['nothing was deployed', [], {}],
  ['one is in production since', [change('a', '01')], { a: [{ since: '01' }] }],
  [
    'each ends where the next begins, in whatever order they are told',
    [change('b', '02'), change('a', '01')],
    { a: [{ since: '01', until: '02' }], b: [{ since: '02' }] },
  ],
  [
    'what was gone back to has two',
    [change('a', '01'), change('b', '02'), change('a', '03'), change('c', '04')],
    {
      a: [
        { since: '01', until: '02' },
        { since: '03', until: '04' },
      ],
      b: [{ since: '02', until: '03' }],
      c: [{ since: '04' }],
    },
  ],
])('%s', (_, changes, periods) => {
  expect(Object.fromEntries(productionPeriods(changes))).toEqual(periods);
});
