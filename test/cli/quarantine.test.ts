import { expect, test } from '@jest/globals';
import { parseQuarantine, summarizeQuarantine } from '../../cli/quarantine';

const missing = (...rows: number[]) => rows.map((row) => ({ row, reason: 'summary is missing' }));

test.each([
  ['nothing', [], ''],
  ['one row', missing(17), 'row 17: summary is missing'],
  ['as many rows as are shown', missing(17, 88, 203), 'rows 17, 88, 203: summary is missing'],
  ['more rows than are shown', missing(17, 88, 203, 400), 'rows 17, 88, 203 …: summary is missing'],
  [
    'several reasons',
    [{ row: 3, reason: 'body is empty' }, ...missing(17, 88)],
    'rows 17, 88: summary is missing; 1 other reason',
  ],
])('%s is summed up', (_, rows, text) => expect(summarizeQuarantine(rows)).toBe(text));

test('a quarantine file is one row a line, with all its reasons', () => {
  const text = '{"source":"emails","row":17,"line":17,"reasons":["a is missing","b is empty"],"raw":"{}"}\n\n';
  expect(parseQuarantine(text)).toEqual([{ row: 17, reason: 'a is missing; b is empty' }]);
});
