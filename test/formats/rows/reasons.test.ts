import { expect, test } from '@jest/globals';
import { createReasonTally, otherReasons } from '../../../formats/rows/reasons';

test('reasons are counted by wording, the most frequent first, with their first ten rows', () => {
  const tally = createReasonTally();
  tally.add('id is missing', 1, 2);
  for (let row = 2; row < 20; row++) tally.add(`the text is not UTF-8 (byte ${row} of the file)`, row, row + 1);
  expect(tally.list()).toEqual([
    {
      reason: 'the text is not UTF-8',
      count: 18,
      rows: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
      lines: [3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    },
    { reason: 'id is missing', count: 1, rows: [1], lines: [2] },
  ]);
});

test('a million wordings are counted in little memory', () => {
  const tally = createReasonTally();
  for (let row = 1; row <= 1_000_000; row++) tally.add(`field_${row} is not a known field`, row, row);
  const reasons = tally.list();
  expect(reasons).toHaveLength(101);
  expect(reasons[0]).toMatchObject({
    reason: otherReasons,
    count: 999_900,
    rows: [101, 102, 103, 104, 105, 106, 107, 108, 109, 110],
  });
});

test('tallies of pieces come to that of the whole', () => {
  const whole = createReasonTally();
  const merged = createReasonTally();
  for (let from = 1; from <= 100; from += 7) {
    const piece = createReasonTally();
    for (let row = from; row < Math.min(from + 7, 101); row++) {
      const reason = row % 3 === 0 ? 'a' : 'b';
      whole.add(reason, row, row);
      piece.add(reason, row, row);
    }
    merged.merge(piece.list());
  }
  expect(merged.list()).toEqual(whole.list());
});

test('of two that are as frequent that of the earlier row comes first, in whatever pieces they are counted', () => {
  const rows = ['a', 'b', 'b', 'a'];
  const whole = createReasonTally();
  const merged = createReasonTally();
  const [first, second] = [createReasonTally(), createReasonTally()];
  for (const [at, reason] of rows.entries()) {
    whole.add(reason, at + 1, at + 1);
    (at < 3 ? first : second).add(reason, at + 1, at + 1);
  }
  merged.merge(first.list());
  merged.merge(second.list());
  expect(whole.list().map(({ reason }) => reason)).toEqual(['a', 'b']);
  expect(merged.list()).toEqual(whole.list());
});
