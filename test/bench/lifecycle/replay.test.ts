import { expect, test } from '@jest/globals';
import type { Announcement } from '../../../bench/lifecycle/history';
import { replay, type Drawn } from '../../../bench/lifecycle/replay';

const told = (...revisions: [string, string][]): Announcement => ({
  provider: 'OpenAI',
  model: 'gpt',
  revisions: revisions.map(([seenOn, closesOn]) => ({ seenOn, closesOn })),
  source: 'deprecations-rss',
});
const drawn: Drawn = {
  mode: 'auto',
  knownAfter: 1,
  earlierRunDays: [4],
  runDays: 5,
  personDays: 3,
  isRefused: false,
};

test.each<[string, Announcement, Partial<Drawn>, object]>([
  [
    'is on the successor long before a block that is told early',
    told(['2026-01-01', '2026-06-30']),
    {},
    { daysBefore: 56 },
  ],
  ['begins at once where the notice is short', told(['2026-01-01', '2026-01-31']), {}, { daysBefore: 24, runs: 1 }],
  ['waits for its person', told(['2026-01-01', '2026-01-31']), { mode: 'suggest' }, { daysBefore: 21 }],
  [
    'asks about a successor that was refused',
    told(['2026-01-01', '2026-01-31']),
    { isRefused: true },
    { runs: 1, told: [{ on: '2026-01-07', decision: 'ask' }, { decision: 'could not' }], isToldBefore: true },
  ],
  [
    'says that it could not where a run takes longer than is left',
    told(['2026-01-01', '2026-01-06']),
    {},
    { runs: 0, told: [{ on: '2026-01-02', decision: 'could not' }], isToldBefore: true },
  ],
  [
    'says so afterwards where it was told afterwards',
    told(['2026-01-01', '2025-12-01']),
    {},
    { runs: 0, told: [{ on: '2026-01-02', decision: 'could not' }], isToldBefore: false },
  ],
  [
    'moves once, however often the date does',
    told(['2026-01-01', '2026-02-10'], ['2026-01-03', '2026-02-20'], ['2026-01-05', '2026-02-01']),
    {},
    { runs: 1, daysBefore: 25 },
  ],
  [
    'puts off a run that has not begun when the date moves to later',
    told(['2026-01-01', '2026-06-01'], ['2026-03-01', '2026-12-01']),
    {},
    { runs: 1, daysBefore: 56 },
  ],
])('a pipeline %s', (_, announcement, more, expected) => {
  expect(replay(announcement, { ...drawn, ...more })).toMatchObject({ told: [], ...expected });
});
