import { describe, expect, test } from '@jest/globals';
import { driftInWords } from '../../../core/rehearsal/drift-watch';
import { playQuarter } from '../../../core/rehearsal/rehearse';
import type { AskedRow } from '../../../core/rehearsal/traffic';
import { rehearsed } from './rehearsed';

/** A hundred questions of each of four labels, asked alike often. */
const rows: AskedRow[] = Array.from({ length: 400 }, (_, index) => ({
  asked: 4_000,
  answered: 400,
  votes: { outputCategory: ['late', 'lost', 'broken', 'refund'][index % 4]! },
}));
const refunds = rows.filter(({ votes }) => votes.outputCategory === 'refund');

const quarter = (seed: string, share?: number) => {
  const shift = share === undefined ? undefined : { from: new Date('2027-02-01'), share, rows: refunds };
  return playQuarter(rehearsed({ everyDays: 365 }, { seed, traffic: { rows, requestsPerWeek: 3_000, shift } }));
};

describe('the watch for drift', () => {
  test('tells after how many requests a shift is seen, what moved, and that its alarm would wait', () => {
    const { drift, happenings, decide } = quarter('1', 0.3);
    const [alarm, ...others] = drift.alarms;
    expect(others).toEqual([]);
    expect(alarm!.at.slice(0, 7)).toBe('2027-02');
    expect(alarm!.requests).toBeLessThan(300);
    expect(alarm!.moved[0]).toMatchObject({ signal: 'outputCategory', category: 'refund' });
    expect(alarm!.moved[0]!.observed).toBeGreaterThan(alarm!.moved[0]!.expected);
    expect(happenings.filter(({ what }) => what === 'drift')).toEqual([
      { at: expect.stringMatching(/^2027-02/), what: 'drift', text: driftInWords(alarm!) },
    ]);
    expect(decide).toEqual([`an alarm would wait: ${driftInWords(alarm!)}`]);
  });

  test('says what it needs, where there is too little to see anything by', () => {
    const given = rehearsed({ everyDays: 365 }, { traffic: { rows, requestsPerWeek: 20 } });
    const { signals, alarms } = playQuarter(given).drift;
    expect(alarms).toEqual([]);
    expect(signals).toMatchObject([{ name: 'outputCategory', needs: expect.any(Number) }]);
    expect(signals[0]!.needs!).toBeGreaterThan(signals[0]!.votes);
  });

  test('is quiet in nearly every quarter in which nothing changes: at most 13 in 100 are promised', () => {
    const falseAlarms = Array.from({ length: 20 }, (_, seed) => quarter(`quiet ${seed}`).drift.alarms.length);
    // Of 20 quarters with a chance of 0.13 each more than 8 have one less than once in a thousand times.
    expect(falseAlarms.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(8);
  });
});
