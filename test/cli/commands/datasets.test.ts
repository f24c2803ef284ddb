import { expect, test } from '@jest/globals';
import { versionLines } from '../../../cli/commands/datasets';
import { exampleLine } from '../../../cli/options';
import { summarizeCard } from '../../../operations/warehouse/versions';
import { check, datasetCard, plain } from '../reports';

const now = Date.parse('2026-11-23T12:00:05.000Z');
const card = datasetCard({ leftOut: { exactDuplicates: 4, sampling: 1000 }, checks: [check({ outcome: 'warned' })] });
const lines = (columns: number): string[] => versionLines([card], columns, now).map(plain);

test('a version is a line with its counts and its warnings', () => {
  expect(lines(120)).toEqual([
    'version       pipeline       made by            made         train  evaluation  left out  warnings',
    '3f9a2c1b77de  email-summary  20261123-3f9a2c1b  2 hours ago  1,067         118     1,004         1',
  ]);
  expect(summarizeCard(card)).toMatchObject({ selected: 1189, leftOut: 1004, warnings: 1 });
});

test('in a pipe every column is there, apart by a tab', () => {
  expect(versionLines([card], undefined, now).map((line) => plain(line).split('\t'))).toEqual([
    ['version', 'pipeline', 'made by', 'made', 'train', 'evaluation', 'left out', 'warnings'],
    ['3f9a2c1b77de', 'email-summary', '20261123-3f9a2c1b', '2 hours ago', '1,067', '118', '1,004', '1'],
  ]);
});

test.each([120, 90, 80, 60])('lines keep within %d columns', (columns) => {
  for (const line of lines(columns)) expect(line.length).toBeLessThan(columns);
  expect(lines(columns)[0]).toMatch(/^version.*warnings$/);
});

test.each([
  ['train:17', { split: 'train', line: 17 }],
  ['evaluation:1', { split: 'evaluation', line: 1 }],
])('%s is a line of a file', (text, line) => expect(exampleLine(text)).toEqual(line));

test.each(['17', 'train', 'train:0', 'test:1', 'train:1.5', 'train:-1'])('%s is none', (text) =>
  expect(() => exampleLine(text)).toThrow('SPLIT:LINE'),
);
