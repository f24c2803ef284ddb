import { expect, test } from '@jest/globals';
import { blockOf, dateOn, publishedDates, readHistory, type Announcement } from '../../../bench/lifecycle/history';

const announcement = (announcedOn: string | undefined, ...revisions: [string, string][]): Announcement => ({
  provider: 'OpenAI',
  model: 'gpt',
  ...(announcedOn && { announcedOn }),
  revisions: revisions.map(([seenOn, closesOn]) => ({ seenOn, closesOn })),
  source: 'deprecations-rss',
});

test.each<[string, Announcement, object]>([
  ['is as long as from when it was told', announcement('2026-01-01', ['2026-01-03', '2026-03-02']), { noticeDays: 60 }],
  ['or from when it was seen', announcement(undefined, ['2026-01-03', '2026-03-04']), { noticeDays: 60 }],
  [
    'goes on over a date that moves to later',
    announcement(undefined, ['2026-01-01', '2026-02-01'], ['2026-01-20', '2026-03-02']),
    { blockedOn: '2026-03-02', noticeDays: 60 },
  ],
  [
    'begins anew with one that moves to earlier',
    announcement(undefined, ['2026-01-01', '2026-09-01'], ['2026-02-01', '2026-03-01']),
    { blockedOn: '2026-03-01', noticeDays: 28 },
  ],
  [
    'ends with the date that comes, whatever is corrected afterwards',
    announcement(undefined, ['2026-01-01', '2026-02-01'], ['2026-03-01', '2026-05-01']),
    { blockedOn: '2026-02-01', noticeDays: 31 },
  ],
  [
    'is none where it was over when it was seen',
    announcement(undefined, ['2026-03-01', '2026-02-01']),
    { blockedOn: '2026-03-01', noticeDays: 0 },
  ],
])('a notice %s', (_, each, expected) => {
  expect(blockOf(each)).toMatchObject(expected);
});

test('of several dates the last one that was seen by then holds', () => {
  const dates = publishedDates(announcement(undefined, ['2026-01-01', '2026-06-01'], ['2026-02-01', '2026-09-01']));
  expect(['2025-12-31', '2026-01-01', '2026-01-31', '2026-02-01'].map((day) => dateOn(dates, day))).toEqual([
    undefined,
    '2026-06-01',
    '2026-06-01',
    '2026-09-01',
  ]);
});

test('the history has each model of a provider once, its dates in the order in which they were seen', () => {
  const history = readHistory();
  expect(history.length).toBeGreaterThan(500);
  const keys = history.map(({ provider, model }) => `${provider} ${model}`);
  expect(keys).toEqual([...new Set(keys)].toSorted());
  for (const { revisions, announcedOn } of history) {
    const days = revisions.flatMap(({ seenOn, closesOn }) => [seenOn, closesOn]);
    for (const day of [...days, announcedOn ?? '2026-01-01']) expect(day).toMatch(/^20\d\d-\d\d-\d\d$/);
    const seen = revisions.map(({ seenOn }) => seenOn);
    expect(seen).toEqual([...new Set(seen)].toSorted());
  }
});
