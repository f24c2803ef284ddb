import { describe, expect, test } from '@jest/globals';
import { tableLines, type TableColumn } from '../../../cli/render/table';
import { width } from '../../../cli/render/text';

const columns: TableColumn[] = [
  { title: 'run' },
  { title: 'pipeline', leftOut: 2 },
  { title: 'took', isNumber: true, leftOut: 1 },
  { title: 'result', isText: true },
];
const rows = [
  ['20261123-3f9a2c1b', 'email-summary', '1 min 15 s', 'tune: no candidate was tuned: lora-8 failed (out of memory)'],
  ['20261122-5a1e09c4', '要約', '0.9 s', 'lora-8, ROUGE-L 0.58'],
];
const at = (terminalColumns?: number): string[] => tableLines(columns, rows, { terminalColumns });

test('a terminal that is wide enough has every column in line, numbers flush right', () => {
  expect(at(120)).toEqual([
    'run                pipeline             took  result',
    '20261123-3f9a2c1b  email-summary  1 min 15 s  tune: no candidate was tuned: lora-8 failed (out of memory)',
    '20261122-5a1e09c4  要約                0.9 s  lora-8, ROUGE-L 0.58',
  ]);
});

test('a narrower one has the text wrapped between words, then columns left out, then the text below', () => {
  expect(at(80)).toEqual([
    'run                pipeline             took  result',
    '20261123-3f9a2c1b  email-summary  1 min 15 s  tune: no candidate was tuned:',
    '                                              lora-8 failed (out of memory)',
    '20261122-5a1e09c4  要約                0.9 s  lora-8, ROUGE-L 0.58',
  ]);
  expect(at(60)).toEqual([
    'run                pipeline       result',
    '20261123-3f9a2c1b  email-summary  tune: no candidate was',
    '                                  tuned: lora-8 failed (out',
    '                                  of memory)',
    '20261122-5a1e09c4  要約           lora-8, ROUGE-L 0.58',
  ]);
  expect(at(36)).toEqual([
    'run',
    '20261123-3f9a2c1b',
    '  tune: no candidate was tuned:',
    '  lora-8 failed (out of memory)',
    '20261122-5a1e09c4',
    '  lora-8, ROUGE-L 0.58',
  ]);
});

test('in a pipe every cell is there whole, apart by one tab, and no line ends with blanks', () => {
  expect(at()).toEqual([columns.map(({ title }) => title).join('\t'), ...rows.map((row) => row.join('\t'))]);
});

describe('at any width', () => {
  test.each([36, 60, 80, 120])('of %d columns no line is as wide, and no number is broken', (terminalColumns) => {
    const lines = at(terminalColumns);
    for (const line of lines) {
      expect(width(line)).toBeLessThan(terminalColumns);
      expect(line).toBe(line.trimEnd());
    }
    for (const word of ['20261123-3f9a2c1b', '20261122-5a1e09c4', '0.58']) expect(lines.join('\n')).toContain(word);
  });
});
