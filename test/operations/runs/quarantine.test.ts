import { expect, test } from '@jest/globals';
import { firstOf, summarizeQuarantine } from '../../../operations/runs/quarantine';
import { staged } from '../../cli/reports';

const missing = (...rows: number[]) => ({ reason: 'summary is missing', count: rows.length, rows, lines: rows });
const empty = (...rows: number[]) => ({ ...missing(...rows), reason: 'body is empty' });

test.each([
  ['nothing', [], ''],
  ['one row', [staged({ reasons: [missing(17)] })], 'row 17: summary is missing'],
  ['as many rows as are shown', [staged({ reasons: [missing(17, 88, 203)] })], 'rows 17, 88, 203: summary is missing'],
  [
    'more rows than are shown',
    [staged({ reasons: [missing(17, 88, 203, 400)] })],
    'rows 17, 88, 203 …: summary is missing',
  ],
  [
    'more rows than the report names',
    [staged({ reasons: [{ ...missing(17, 88), count: 9 }] })],
    'rows 17, 88 …: summary is missing',
  ],
  [
    'several reasons',
    [staged({ reasons: [empty(3), missing(17, 88)] })],
    'rows 17, 88: summary is missing; 1 other reason',
  ],
  [
    'two files, of which the first is named',
    [
      staged({ reasons: [empty(3)] }),
      staged({ uri: 'gs://landing/p/b/notes/part-0.jsonl', reasons: [missing(17, 88)] }),
    ],
    'notes/part-0.jsonl rows 17, 88: summary is missing; 1 other reason',
  ],
])('%s is summed up', (_, objects, text) => expect(summarizeQuarantine(objects)).toBe(text));

test('lines are told as rows are', () =>
  expect(firstOf({ reason: 'r', count: 3, rows: [1, 2, 3], lines: [2, 5, 9] }, 'lines', 2)).toBe('2, 5 …'));
