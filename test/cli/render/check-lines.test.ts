import { describe, expect, test } from '@jest/globals';
import { checkLines, formatMeasure, formatThreshold } from '../../../cli/render/check-lines';
import type { Check } from '../../../schemas/generated/types';
import { check, plain } from '../reports';

const lines = (checks: Check[], columns = 100): string[] =>
  checkLines(checks, { columns, batch: 'gs://landing/p/monday/' }).map(plain);

const repeated = check({
  outcome: 'failed',
  count: 7,
  threshold: 0,
  reason: "7 of 1,189 rows (0.59 %) repeat another's id",
  rows: [
    { where: 'emails.jsonl, line 17', origin: 'gs://landing/p/monday/emails.jsonl#1:17', what: '"e0007"' },
    { where: 'emails.jsonl, line 88', origin: 'gs://landing/p/monday/emails.jsonl#1:88', what: '"e0007"' },
  ],
});

describe('the checks of a run', () => {
  test('say in full what failed: how much, what is allowed, and the first rows', () => {
    expect(lines([repeated])).toEqual([
      '✖ uniqueness of emails',
      "  7 of 1,189 rows (0.59 %) repeat another's id (none is allowed)",
      '    emails.jsonl, line 17   "e0007"',
      '    emails.jsonl, line 88   "e0007"',
      '    and 5 more',
    ]);
  });

  test('say of what is too little where it stands, and count no rows as further places', () => {
    const rows = [{ where: 'tk.jsonl', what: '40 clean rows' }];
    const few = check({ name: 'minimumRows', outcome: 'failed', bound: 'minimum', unit: 'rows', count: 40, rows });
    expect(lines([few]).slice(2)).toEqual(['    tk.jsonl   40 clean rows']);
    const seven = { ...few, rows: Array.from({ length: 7 }, (_, i) => ({ where: `${i}.jsonl`, what: '1 clean row' })) };
    expect(lines([seven]).at(-1)).toBe('    and 2 more');
  });

  test('that passed have their reason below where it has no room beside', () => {
    const passed = check({ reason: '1,185 of 1,189 selected examples are left to train on and to hold out' });
    expect(lines([passed], 44)).toEqual([
      '✔ uniqueness of emails',
      '  1,185 of 1,189 selected examples are left',
      '  to train on and to hold out',
    ]);
  });

  test('that passed have all of their reason beside them at 80 columns', () => {
    const passed = check({ reason: '1,185 of 1,189 selected examples are left to train on and to hold out' });
    expect(lines([passed], 64)).toEqual([
      '✔ uniqueness of emails   1,185 of 1,189 selected examples are',
      '                         left to train on and to hold out',
    ]);
  });

  test('come with the gravest first, those that passed with their reason beside them', () => {
    const warned = check({ name: 'leakage', subject: undefined, outcome: 'warned', reason: 'r', count: 0, rows: [] });
    const passed = check({ reason: 'all is well' });
    const unmeasured = check({ name: 'shift', subject: undefined, measured: null, reason: 'nothing to compare' });
    expect(lines([passed, warned, unmeasured, repeated]).filter((line) => !line.startsWith(' '))).toEqual([
      '✖ uniqueness of emails',
      '! leakage',
      '✔ uniqueness of emails   all is well',
      '– shift                  nothing to compare',
    ]);
  });

  test('name an example by its key and by the row behind it', () => {
    const rows = [{ where: 'e0007', origin: 'gs://landing/p/monday/a.csv#12:7', what: '"Hi"' }];
    expect(lines([check({ outcome: 'warned', rows, count: 1 })]).at(-1)).toBe('    e0007 (a.csv, row 7)   "Hi"');
    const elsewhere = [{ where: 'e0007', origin: 'gs://landing/p/sunday/a.csv#12:7', what: '"Hi"' }];
    expect(lines([check({ outcome: 'warned', rows: elsewhere, count: 1 })]).at(-1)).toBe(
      '    e0007 (gs://landing/p/sunday/a.csv, row 7)   "Hi"',
    );
  });

  test('show of many figures the largest and the smallest', () => {
    const name = 'labelBalance';
    const details = { a: 9, b: 8, c: 7, d: 6, e: 5, f: 4, g: 1.23456 };
    expect(lines([check({ name, outcome: 'warned', details, rows: [] })]).at(-1)).toBe(
      '    "a" 9 · "b" 8 · "c" 7 · "d" 6 · … · "f" 4 · "g" 1.235',
    );
  });

  test('keep room for reasons beside very long names', () => {
    const long = check({ name: 'tokensPerExample', subject: 'gemini-3.5-flash-lite', reason: 'short' });
    expect(lines([long, check({ reason: 'fine' })])).toEqual([
      '✔ tokensPerExample of gemini-3.5-flash-lite   short',
      '✔ uniqueness of emails         fine',
    ]);
  });

  test('keep within the terminal', () => {
    const long = check({ outcome: 'warned', reason: 'word '.repeat(40).trim(), rows: repeated.rows });
    const wide = check({ reason: 'x'.repeat(200) });
    for (const line of lines([long, wide], 50)) expect(Array.from(line).length).toBeLessThanOrEqual(50);
  });

  test('pass on nothing that would steer a terminal, forge a line or become a formula', () => {
    const evil = '=cmd|" /C calc"!A0\u001b[2J\u202e\n  ✔ all passed\tx';
    const shown = lines([
      check({
        name: 'labelBalance',
        subject: evil,
        outcome: 'failed',
        reason: evil,
        count: 1,
        details: { [evil]: 1 },
        rows: [{ where: evil, origin: evil, what: evil }],
      }),
    ]);
    for (const line of shown) {
      expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
      expect(line).not.toMatch(/^\s*(=|✔ all)/);
    }
    expect(shown.at(-1)).toContain('   "=cmd|');
  });
});

test.each([
  [0.0034, 'share', '0.34 %'],
  [0.1, 'share', '10 %'],
  [0, 'share', '0 %'],
  [1189, 'rows', '1,189 rows'],
  [1, 'examples', '1 example'],
  [5, 'times', '5 times'],
  [0.2, 'index', '0.2'],
  [1536, 'bytes', '1,536 bytes'],
  [131072, 'tokens', '131,072 tokens'],
  [null, 'share', 'not measured'],
] as const)('%p %s reads %s', (value, unit, text) => expect(formatMeasure(value, unit)).toBe(text));

test('a minimum is a lower bound', () => {
  expect(formatThreshold(check({ bound: 'minimum', unit: 'rows', threshold: 1 }))).toBe('at least 1 row');
  expect(formatThreshold(check({ threshold: 0.01 }))).toBe('at most 1 %');
  expect(formatThreshold(check({ threshold: 0 }))).toBe('none is allowed');
});
