import { describe, expect, test } from '@jest/globals';
import { playQuarter, type Rehearsal, type Rehearsed } from '../../../core/rehearsal/rehearse';
import { base, rehearsed } from './rehearsed';

/** Of each happening its day and what it is. */
const told = ({ happenings }: Rehearsal) => happenings.map(({ at, text }) => `${at.slice(0, 10)} ${text}`);
const begun = (rehearsal: Rehearsal) => told(rehearsal).filter((text) => / run-\d+ begins/.test(text));
const a = (closesOn: string, more = {}) => base('a-1', closesOn, more);

describe('a quarter', () => {
  test('begins with the first run, and is the same for the same seed, to the byte', () => {
    const rows = [
      { asked: 4_000, answered: 400, votes: {} },
      { asked: 400, answered: 40, votes: {} },
    ];
    const play = (seed: string) =>
      JSON.stringify(playQuarter(rehearsed({ everyDays: 30 }, { seed, traffic: { rows, requestsPerWeek: 7_000 } })));
    expect(play('1')).toBe(play('1'));
    expect(play('1')).not.toBe(play('2'));
  });

  test('asks and begins when the calendar says so, and tells what runs and answers come to, month by month', () => {
    const rehearsal = playQuarter(rehearsed({ everyDays: 30, feedback: 1_000 }));
    expect(told(rehearsal)).toEqual([
      '2026-12-01 run-1 begins, the first',
      '2026-12-10 run-1 ends: a-1 is in production',
      expect.stringMatching(/^2026-12-31 r-\w{8} asks \(schedule\): the last run, run-1, began 30 days ago$/),
      expect.stringMatching(/^2026-12-31 r-\w{8} is started$/),
      expect.stringMatching(/^2026-12-31 run-2 begins, for r-\w{8} \(schedule\)$/),
      '2027-01-09 run-2 ends: a-1 is in production',
      expect.stringMatching(/^2027-01-30 r-\w{8} asks/),
      expect.stringMatching(/^2027-01-30 r-\w{8} is started$/),
      expect.stringMatching(/^2027-01-30 run-3 begins/),
      '2027-02-08 run-3 ends: a-1 is in production',
      expect.stringMatching(/^2027-03-01 r-\w{8} asks/),
      expect.stringMatching(/^2027-03-01 r-\w{8} is started$/),
      expect.stringMatching(/^2027-03-01 run-4 begins/),
    ]);
    // 22 days of December, each of a thousand answers at $0.002; two runs of $10.
    expect(rehearsal.months.map(({ month, runs, requests }) => [month, runs, requests])).toEqual([
      ['2026-12', 20, 22_000],
      ['2027-01', 10, 31_000],
      ['2027-02', 0, 28_000],
      // Held until it is settled: a quarter more.
      ['2027-03', 12.5, 1_000],
    ]);
    expect(rehearsal.months[1]!.serving).toBeCloseTo(62, 6);
    expect(rehearsal.decide).toEqual([]);
  });

  test('asks when so many answers were corrected or approved, and keeps to the cooldown', () => {
    // Ten a day: a hundred come ten days after production has begun.
    const rehearsal = playQuarter(rehearsed({ feedback: 100, cooldownDays: 40 }));
    expect(begun(rehearsal)).toEqual([
      '2026-12-01 run-1 begins, the first',
      expect.stringMatching(/^2026-12-19 run-2 begins, for r-\w{8} \(feedback\)$/),
      expect.stringMatching(/^2027-01-28 run-3 begins/),
    ]);
    expect(told(rehearsal)).toContainEqual(expect.stringMatching(/is waiting: .*retraining\.cooldownDays/));
  });
});

describe('what is left to a person', () => {
  test.each<[string, Rehearsed, RegExp[]]>([
    [
      'what is suggested, with the reason',
      rehearsed({ mode: 'suggest', everyDays: 30, feedback: 100 }),
      [/^2 retrainings would wait \(r-\w{8}, r-\w{8}\): retraining\.mode is suggest$/],
    ],
    [
      'that two in a row came to nothing',
      rehearsed({ feedback: 100 }, { betterShare: 0 }),
      [/^1 retraining would wait \(r-\w{8}\): the last 2 retrainings came to nothing/],
    ],
    ['that no rule asks for any', rehearsed({}), [/^nothing but the end of its base asks for a retraining/]],
    [
      'that the budget of a run is too small for the first',
      rehearsed({ everyDays: 30 }, { prices: { 'a-1': { amount: 41, unpriced: [] } } }),
      [/^nothing would be in production$/, /^run-1 would fail: it may take \$51\.25, .* \(tuning\.budget\.run\)/],
    ],
    [
      'that a month has nothing left once what earlier runs hold is counted',
      rehearsed({ everyDays: 30 }, { spent: 195 }),
      [/^nothing would be in production$/, /would fail: .*\(tuning\.budget\.month\) \$5\.00 are left$/],
    ],
    [
      'that its base is closed',
      rehearsed({ everyDays: 30 }, {}, [a('2026-11-01')]),
      [/^nothing would be in production$/, /would fail: a-1 is closed to inference since 2026-11-01/],
    ],
    [
      'that answers end, and nothing can take their place',
      rehearsed({ everyDays: 365 }, {}, [a('2027-02-01')]),
      [/^29,000 requests would have no answer/, /: no model is known|the catalog has no model/, /it is over/],
    ],
  ])('is %s', (_, given, expected) => {
    const { decide } = playQuarter(given);
    expect(decide).toEqual(expected.map((each) => expect.stringMatching(each)));
  });

  test('is nothing where a successor takes over before its base ends', () => {
    const given = rehearsed({ everyDays: 365 }, {}, [
      a('2027-02-15', { successors: ['a-2'] }),
      base('a-2', '2030-01-01'),
    ]);
    const rehearsal = playQuarter(given);
    expect(rehearsal.requests).toEqual({ asked: 82_000, unanswered: 0 });
    expect(told(rehearsal)).toContainEqual(expect.stringMatching(/run-2 begins, for r-\w{8} \(retirement\)$/));
    expect(told(rehearsal)).toContainEqual(expect.stringMatching(/run-2 ends: a-2 is in production$/));
    expect(rehearsal.decide).toEqual([]);
  });
});

test('that answers end is told once, however rarely somebody asks', () => {
  const traffic = { rows: [{ asked: 4_000, answered: 400, votes: {} }], requestsPerWeek: 20 };
  const { happenings } = playQuarter(rehearsed({ everyDays: 365 }, { traffic }, [a('2027-02-01')]));
  expect(
    happenings.flatMap(({ what, at, text }) => (what === 'answers' ? [`${at.slice(0, 10)} ${text}`] : [])),
  ).toEqual(['2027-02-01 answers of a-1 end with 404']);
});

describe('money', () => {
  test('waits for the next month where this one has less left than the last run took', () => {
    const given = rehearsed({ feedback: 100, cooldownDays: 0 });
    given.configuration.pipeline.tuning.budget = { run: 50, month: 15 };
    const rehearsal = playQuarter(given);
    expect(told(rehearsal)).toContainEqual(
      expect.stringMatching(/^2026-12-19 .* is waiting: the last run took \$10\.00, .* \$5\.00 left$/),
    );
    expect(begun(rehearsal)[1]).toMatch(/^2027-01-01 run-2/);
  });

  test('of 0 begins nothing that has a price', () => {
    const given = rehearsed({ everyDays: 30 });
    given.configuration.pipeline.tuning.budget = { run: 0, month: 0 };
    const { months, requests } = playQuarter(given);
    expect(months.map(({ runs }) => runs)).toEqual([0]);
    expect(requests.asked).toBe(0);
  });

  test('is not known of an answer without a price, and what of a run has none is said', () => {
    const prices = { 'a-1': { amount: 0, unpriced: ['tuning a-1'] } };
    const { months, assumed } = playQuarter(
      rehearsed({ everyDays: 30 }, { prices }, [a('2030-01-01', { price: undefined as never })]),
    );
    expect(months.map(({ serving }) => serving)).toEqual([undefined, undefined, undefined, undefined]);
    expect(assumed).toContain('no price is known of tuning a-1: the budget does not count it');
  });
});

test('what is in production already stays until its own rules ask, and needs no first run', () => {
  const production = {
    base: 'a-1',
    purpose: 'tuning' as const,
    run: '20261110-aaaaaaaa',
    createdAt: '2026-11-10T00:00:00.000Z',
  };
  const rehearsal = playQuarter(rehearsed({ everyDays: 30 }, { production }));
  expect(told(rehearsal)[0]).toMatch(/^2026-12-10 .* the last run, 20261110-aaaaaaaa, began 30 days ago$/);
  expect(rehearsal.requests.asked).toBe(91_000);
});

test('from a day on a share of the requests is of the rows of a shift', () => {
  const rows = [{ asked: 4_000, answered: 400, votes: {} }];
  const shift = { from: new Date('2027-01-01'), share: 0.5, rows: [{ asked: 8_000, answered: 800, votes: {} }] };
  const { months } = playQuarter(rehearsed({}, { traffic: { rows, requestsPerWeek: 7_000, shift } }));
  expect(months[0]!.serving).toBeCloseTo(44, 6);
  // Half of them cost twice as much: half as much again, within what is drawn.
  expect(months[1]!.serving! / 62).toBeCloseTo(1.5, 1);
});
