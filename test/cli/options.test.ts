import { describe, expect, test } from '@jest/globals';
import { days, share, shift, time, weeks } from '../../cli/options';

describe('a time', () => {
  test.each([
    ['2030-01-01', '2030-01-01T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
    ['2026-11-23T08:00:00Z', '2026-11-23T08:00:00.000Z'],
    ['2026-12-31T23:30:00-02:00', '2027-01-01T01:30:00.000Z'],
  ])('%s is understood', (text, expected) => {
    expect(time(text)).toBe(expected);
  });

  test.each(['2027-02-30', '2026-13-45', '2026-02-29T08:00:00Z', 'yesterday', '20300101', ''])(
    '%j is refused',
    (text) => {
      expect(() => time(text)).toThrow('It is a time such as');
    },
  );
});

test('days are a number with a d, and nothing else', () => {
  expect(days('30d')).toBe(30);
  for (const text of ['30', '1.5d', '-1d', 'd', '30 d']) expect(() => days(text)).toThrow('such as 30d');
});

test('a share is a percentage up to a hundred', () => {
  expect([share('30%'), share('0.5 %'), share('100%')]).toEqual([0.3, 0.005, 1]);
  for (const text of ['30', '101%', '-1%', '%']) expect(() => share(text)).toThrow('from 0% to 100%');
});

test('a shift is a share, a text that rows have, and a week', () => {
  expect(shift('30% late from week to week from week 5')).toEqual({
    share: 0.3,
    text: 'late from week to week',
    week: 5,
  });
  for (const text of ['refund from week 5', '30% from week 5', '30% refund', '130% refund from week 5'])
    expect(() => shift(text)).toThrow(/^It is (SHARE% TEXT|a share)/);
});

test('weeks are whole, of two years at most', () => {
  expect(weeks('104')).toBe('104');
  for (const text of ['0', '105', '1.5', '']) expect(() => weeks(text)).toThrow('from 1 to 104');
});
